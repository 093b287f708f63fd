import { describe, expect, test } from 'vitest'
import { count, moscowTime, parseReal, real, time } from './fields.ts'

describe('a number', () => {
  test.each([
    [12.5, 12.5],
    ['12.5', 12.5],
    ['-12,5', -12.5],
    ['\u221212,5', -12.5],
    ['+3', 3],
    ['1 234,5', 1234.5],
    ['1\u00a0234\u202f567', 1234567],
    ['0,125', 0.125],
    ['1234,567', 1234.567],
    ['1.234', 1.234],
    ['1e-7', 1e-7],
    ['2.5E3', 2500],
    ['12 %', 12],
    ['99 ₽', 99],
  ])('%s is %s', (written, number) => {
    expect(parseReal(written)).toBe(number)
  })

  test.each([
    '1,234',
    '-12,345',
    '1,234,567',
    '12.5.6',
    'около 5',
    '5 шт',
    '1e',
    '—',
    '0x10',
    'Infinity',
    Number.NaN,
    true,
    {},
  ])('%s is refused, for it could be read in two ways or in none', written => {
    expect(parseReal(written)).toBeUndefined()
  })

  test('that is refused fails its page; that is absent is none', () => {
    for (const field of [real, count]) {
      expect(field.safeParse('1,234').success).toBe(false)
      expect(field.parse('')).toBeNull()
      expect(field.parse(null)).toBeNull()
    }
  })
})

describe('a time', () => {
  test('without a zone fails its page where the zone is not known, and so does what is no time', () => {
    expect(time.safeParse('2026-07-01 10:17:20').success).toBe(false)
    expect(moscowTime.parse('2026-07-01 10:17:20')).toBe('2026-07-01T07:17:20.000Z')
    for (const field of [time, moscowTime]) {
      expect(field.safeParse('soon').success).toBe(false)
      expect(field.safeParse(1782900000).success).toBe(false)
      expect([field.parse(''), field.parse(null), field.parse('0001-01-01T00:00:00Z')]).toEqual([
        null,
        null,
        null,
      ])
    }
  })
})
