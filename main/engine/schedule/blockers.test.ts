import { describe, expect, test } from 'vitest'
import type { Circumstances } from './blockers.ts'
import { blockerOf, isEconomical, isQuiet, localMinutes, quietEnd } from './blockers.ts'

const NIGHT = { from: '23:00', to: '07:00' }
const healthy: Circumstances = {
  shop: { status: 'active', loaded: true },
  background: { paused: false, onlyWhileOpen: false, economy: 'off', quiet: null },
  conditions: { online: true, onBattery: false, windowOpen: true },
  minutes: 12 * 60,
}

describe('C.1: why not now', () => {
  test('nothing holds a healthy shop, nor one that runs already', () => {
    expect(blockerOf(healthy)).toBeNull()
    expect(blockerOf({ ...healthy, shop: { status: 'syncing', loaded: true } })).toBeNull()
  })

  const { background, conditions, shop } = healthy
  test.each([
    ['all_paused', { background: { ...background, paused: true } }],
    ['paused', { shop: { ...shop, status: 'paused' } }],
    ['auth_error', { shop: { ...shop, status: 'auth_error' } }],
    ['disabled', { shop: { ...shop, status: 'disabled' } }],
    ['first_load', { shop: { ...shop, loaded: false } }],
    ['quiet', { background: { ...background, quiet: NIGHT }, minutes: 2 * 60 }],
    [
      'window',
      {
        background: { ...background, onlyWhileOpen: true },
        conditions: { ...conditions, windowOpen: false },
      },
    ],
    ['offline', { conditions: { ...conditions, online: false } }],
  ] as const)('%s', (blocker, change) => {
    expect(blockerOf({ ...healthy, ...change })).toBe(blocker)
  })

  test('of several the one that the person can end is named first', () => {
    const all = {
      ...healthy,
      shop: { status: 'paused', loaded: false },
      background: { ...background, quiet: NIGHT },
      conditions: { ...conditions, online: false },
      minutes: 0,
    } as const
    expect(blockerOf(all)).toBe('paused')
    expect(blockerOf({ ...all, background: { ...all.background, paused: true } })).toBe('all_paused')
  })
})

describe('C.1: quiet hours', () => {
  test.each([
    ['23:00', '07:00', '22:59', false],
    ['23:00', '07:00', '23:00', true],
    ['23:00', '07:00', '00:00', true],
    ['23:00', '07:00', '06:59', true],
    ['23:00', '07:00', '07:00', false],
    ['09:30', '18:00', '09:29', false],
    ['09:30', '18:00', '17:59', true],
    ['09:30', '18:00', '18:00', false],
    ['08:00', '08:00', '08:00', false],
  ])('from %s to %s it is quiet at %s: %s', (from, to, clock, quiet) => {
    const [hours, minutes] = clock.split(':').map(Number) as [number, number]
    expect(isQuiet({ from, to }, hours * 60 + minutes)).toBe(quiet)
  })

  test('are compared with the minutes of the local day', () => {
    expect(localMinutes(new Date(2026, 10, 18, 0, 0, 59).getTime())).toBe(0)
    expect(localMinutes(new Date(2026, 10, 18, 23, 15).getTime())).toBe(23 * 60 + 15)
  })

  test('end on the minute, on the same day or the next', () => {
    const now = Date.parse('2026-11-18T20:15:40Z')
    // 23:15 in Moscow.
    expect(new Date(quietEnd(NIGHT, 23 * 60 + 15, now)).toISOString()).toBe('2026-11-19T04:00:00.000Z')
    expect(new Date(quietEnd(NIGHT, 6 * 60 + 59, now)).toISOString()).toBe('2026-11-18T20:16:00.000Z')
  })
})

describe('C.1: sparing the line or the battery', () => {
  const plugged = { onBattery: false }
  const battery = { onBattery: true }
  test('always, or on battery alone, and never the daily one', () => {
    expect(isEconomical('frequent', { economy: 'off' }, battery)).toBe(false)
    expect(isEconomical('frequent', { economy: 'battery' }, plugged)).toBe(false)
    expect(isEconomical('frequent', { economy: 'battery' }, battery)).toBe(true)
    expect(isEconomical('ads', { economy: 'always' }, plugged)).toBe(true)
    expect(isEconomical('daily', { economy: 'always' }, battery)).toBe(false)
  })
})
