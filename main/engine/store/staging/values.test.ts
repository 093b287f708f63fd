import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bigintAsText, parseDay, parseInt64, parseMicros } from './values.ts'

describe('a whole number', () => {
  test('is any that 64 bits hold, as digits or as a bigint', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), long => {
        expect(parseInt64(long)).toBe(long)
        expect(parseInt64(String(long))).toBe(long)
      }),
    )
  })
  test.for([
    2n ** 63n,
    -(2n ** 63n) - 1n,
    '9223372036854775808',
    '-9223372036854775809',
    '',
    '1.5',
    '12a',
    ' 1',
    5,
    true,
    null,
    undefined,
    ['5'],
  ])('%s is none', value => {
    expect(parseInt64(value)).toBeNull()
  })
})

describe('a day', () => {
  test('is counted from 1970, whichever it is', () => {
    expect(parseDay('1970-01-01')).toBe(0)
    expect(parseDay('1969-12-31')).toBe(-1)
    expect(parseDay('2024-02-29')).toBe(19_782)
    expect([parseDay('0001-01-01'), parseDay('9999-12-31')]).toEqual([-719_162, 2_932_896])
  })
  test('is the same day each time that it is asked for', () => {
    expect([parseDay('2031-05-07'), parseDay('2031-05-08'), parseDay('2031-05-07')]).toEqual([
      22_406, 22_407, 22_406,
    ])
  })
  test.for([
    '2026-02-31',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-2-1',
    '26-02-01',
    '+020260-01-01',
    '+020260-01',
    '2026-01-01T00:00:00Z',
    '2026-01-01 ',
    'nonsense',
    '',
    20_000,
    null,
    undefined,
  ])('%s is none', value => {
    expect(parseDay(value)).toBeNull()
  })
})

describe('an instant', () => {
  const of = (text: string) => BigInt(parseMicros(text) ?? -1)

  test('is counted in microseconds, to the last of them', () => {
    expect(parseMicros('1970-01-01T00:00:00Z')).toBe(0)
    expect(parseMicros('1970-01-01T00:00:00.000001Z')).toBe(1)
    expect(parseMicros('1970-01-01T00:00:00.5Z')).toBe(500_000)
    expect(parseMicros('1970-01-01T00:00:00.1234569Z')).toBe(123_456)
    expect(parseMicros('1970-01-02T23:59:59.999Z')).toBe(172_799_999_000)
    expect(parseMicros('1969-12-31T23:59:59.999999Z')).toBe(-1)
  })
  test('is exact beyond what a number can hold', () => {
    expect(parseMicros('9999-12-31T23:59:59.999999Z')).toBe(253_402_300_799_999_999n)
    expect(parseMicros('0001-01-01T00:00:00.000001Z')).toBe(-62_135_596_799_999_999n)
  })
  test('is what the clock of JavaScript says, for each millisecond', () => {
    const moment = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, at => {
        expect(of(at.toISOString())).toBe(BigInt(at.getTime()) * 1000n)
      }),
    )
  })
  test.for([
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-02-31T10:00:00Z',
    '2026-01-01T10:00:00',
    '2026-01-01T10:00:00+03:00',
    '2026-01-01 10:00:00Z',
    '2026-01-01T10:00:00.Z',
    '2026-01-01',
    'nonsense',
    1,
    null,
    undefined,
    ['2026-01-01T10:00:00Z'],
  ])('%s is none', value => {
    expect(parseMicros(value)).toBeNull()
  })
})

test('numbers that JSON cannot hold stand in it as digits', () => {
  expect(JSON.stringify({ a: 1, b: 2n ** 60n, c: ['x', 3n] }, bigintAsText)).toBe(
    '{"a":1,"b":"1152921504606846976","c":["x","3"]}',
  )
})
