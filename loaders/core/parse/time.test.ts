import { describe, expect, test, vi } from 'vitest'
import { endOfDay, instant, moscowInstant, startOfDay } from './time.ts'

/** Time zones of a computer, and their minutes behind UTC in July. */
const ZONES = { 'Asia/Vladivostok': -600, 'America/New_York': 240, 'Europe/Moscow': -180, UTC: 0 } as const

describe.each(Object.entries(ZONES))('on a computer in %s', (zone, minutes) => {
  const here = <T>(work: () => T): T => {
    vi.stubEnv('TZ', zone)
    expect(new Date('2026-07-01T00:00:00Z').getTimezoneOffset()).toBe(minutes)
    return work()
  }

  test.each([
    ['2026-07-01T10:17:20Z', '2026-07-01T10:17:20.000Z'],
    ['2026-07-01T10:17:20.123456Z', '2026-07-01T10:17:20.123Z'],
    ['2026-07-01T23:30:00+03:00', '2026-07-01T20:30:00.000Z'],
    ['2026-07-01 23:30:00 +0300', '2026-07-01T20:30:00.000Z'],
    ['2026-07-01T23:30-05', '2026-07-02T04:30:00.000Z'],
    [' 2026-07-01T10:17:20.5Z ', '2026-07-01T10:17:20.500Z'],
    ['2026-07-01Z', '2026-07-01T00:00:00.000Z'],
  ])('%s is %s, whoever reads it', (text, utc) => {
    expect(here(() => [instant(text), moscowInstant(text)])).toEqual([utc, utc])
  })

  test.each([
    ['2026-07-01 10:17:20', '2026-07-01T07:17:20.000Z'],
    ['2026-07-01T00:00:00', '2026-06-30T21:00:00.000Z'],
    ['2026-07-01', '2026-06-30T21:00:00.000Z'],
  ])('%s needs a zone, which is Moscow’s or none', (text, moscow) => {
    expect(here(() => instant(text))).toBeUndefined()
    expect(here(() => moscowInstant(text))).toBe(moscow)
  })

  test.each([null, undefined, '', '0001-01-01T00:00:00Z'])('%s is none', text => {
    expect(here(() => [instant(text), moscowInstant(text)])).toEqual([null, null])
  })

  test.each([
    'soon',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '01.07.2026 10:00',
    '2026-07-01T10:00:00 MSK',
    '2026-07-01T25:00:00Z',
    '2026-07-01T10:60:00Z',
    '2026-07-01T10:00:60Z',
    '+12026-07-01T00:00:00Z',
    'Wed Jul 01 2026',
    '1782900000',
  ])('%s is not understood', text => {
    expect(here(() => [instant(text), moscowInstant(text)])).toEqual([undefined, undefined])
  })
})

test('a day of Moscow begins three hours before that of UTC and lasts to its last millisecond', () => {
  expect(startOfDay('2026-07-01')).toBe('2026-06-30T21:00:00.000Z')
  expect(endOfDay('2026-07-01')).toBe('2026-07-01T20:59:59.999Z')
})
