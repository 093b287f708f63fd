import fc from 'fast-check'
import cron from 'node-cron'
import { describe, expect, test } from 'vitest'
import { COORDINATORS, type Coordinator } from '#contract/schedule.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { CRON } from './cron.ts'
import { economical, isDue, latestSlot, nextSlot, retryAt, TIMINGS } from './slots.ts'

const at = (text: string): number => Date.parse(text)
const iso = (instant: number): string => new Date(instant).toISOString()

/** The coordinators of the steps of a marketplace. */
const refreshed = (marketplace: 'ozon' | 'wb', by: Coordinator): string[] =>
  marketplaceOf(marketplace)
    .steps.filter(({ refresh }) => refresh === by)
    .map(({ id }) => id.slice(marketplace.length + 1))
    .sort()

describe('C.1: each step has its coordinator', () => {
  test.each([
    [
      'ozon',
      'daily',
      'actions balance cash_flow catalogue content content_rating fbs_index finance finance_documents funnel placement product_queries questions realization realization_postings returns reviews seller_rating snapshot supplies warehouses wrong_volume',
    ],
    ['ozon', 'frequent', 'orders prices stocks'],
    ['ozon', 'ads', 'ads'],
    [
      'wb',
      'daily',
      'acceptance ad_clusters balance blocked commissions content finance fines order_feed promotions ratings reports stock_history storage supplies warehouses',
    ],
    ['wb', 'frequent', 'orders prices_stocks'],
    ['wb', 'funnel', 'funnel'],
    ['wb', 'ads', 'ads'],
  ] as const)('%s %s: %s', (marketplace, by, steps) => {
    expect(refreshed(marketplace, by).join(' ')).toBe(steps)
  })
})

describe('C.1: the slots of the coordinators', () => {
  test.each([
    ['daily', '2026-11-18T02:59:59Z', '2026-11-17T03:00:00.000Z'],
    ['daily', '2026-11-18T03:00:00Z', '2026-11-18T03:00:00.000Z'],
    ['daily', '2026-11-18T23:59:59Z', '2026-11-18T03:00:00.000Z'],
    ['frequent', '2026-11-18T12:29:59Z', '2026-11-18T12:00:00.000Z'],
    ['frequent', '2026-11-18T12:30:00Z', '2026-11-18T12:30:00.000Z'],
    ['ads', '2026-11-18T12:59:59Z', '2026-11-18T12:00:00.000Z'],
    ['ads', '2026-11-18T13:00:00Z', '2026-11-18T13:00:00.000Z'],
    ['funnel', '2026-11-18T13:59:59Z', '2026-11-18T12:00:00.000Z'],
    ['funnel', '2026-11-18T14:00:00Z', '2026-11-18T14:00:00.000Z'],
  ] as const)('%s at %s began at %s', (coordinator, now, slot) => {
    expect(iso(latestSlot(TIMINGS[coordinator], at(now)))).toBe(slot)
  })

  test('are those at which node-cron ticks', () => {
    for (const name of COORDINATORS) {
      const task = cron.createTask(`0 ${CRON[name]}`, () => {}, { timezone: 'UTC' })
      const [first = new Date(0), ...rest] = task.getNextRuns(60)
      let last = first.getTime()
      expect(latestSlot(TIMINGS[name], last)).toBe(last)
      for (const tick of rest) {
        expect(nextSlot(TIMINGS[name], last)).toBe(tick.getTime())
        last = tick.getTime()
      }
      void task.destroy()
    }
  })

  test('are four hours apart when the line is spared, but for the daily one', () => {
    const spared = (name: Coordinator) => economical(TIMINGS[name])
    expect(iso(latestSlot(spared('frequent'), at('2026-11-18T11:59:59Z')))).toBe('2026-11-18T08:00:00.000Z')
    expect(iso(latestSlot(spared('ads'), at('2026-11-18T12:00:00Z')))).toBe('2026-11-18T12:00:00.000Z')
    expect(iso(latestSlot(spared('funnel'), at('2026-11-18T11:59:59Z')))).toBe('2026-11-18T08:00:00.000Z')
    expect(spared('daily')).toBe(TIMINGS.daily)
  })
})

describe('C.1: missed slots are caught up in one run', () => {
  const instants = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') })
  const timings = fc.constantFrom(...COORDINATORS.map(name => TIMINGS[name]))

  test('a shop that was never served is due', () => {
    expect(isDue(TIMINGS.daily, null, at('2026-11-18T12:00:00Z'))).toBe(true)
  })

  test('whatever was served last and however the clock has leapt, one run is enough', () => {
    fc.assert(
      fc.property(timings, instants, instants, (timing, before, now) => {
        const served = { slot: latestSlot(timing, before), retry: null }
        const due = isDue(timing, served, now)
        if (before <= now) expect(due).toBe(served.slot < latestSlot(timing, now))
        // Once served, nothing is due until the next slot begins.
        const after = { slot: latestSlot(timing, now), retry: null }
        expect(isDue(timing, after, now)).toBe(false)
        expect(isDue(timing, after, nextSlot(timing, now) - 1)).toBe(false)
        expect(isDue(timing, after, nextSlot(timing, now))).toBe(true)
      }),
    )
  })

  test('a slot that a fast clock has served is served again once the clock is right', () => {
    const served = { slot: at('2026-11-20T03:00:00Z'), retry: null }
    expect(isDue(TIMINGS.daily, served, at('2026-11-18T12:00:00Z'))).toBe(true)
  })

  test('what was served at an ordinary slot is not due at the sparser slots before it', () => {
    const served = { slot: at('2026-11-18T12:30:00Z'), retry: null }
    expect(isDue(economical(TIMINGS.frequent), served, at('2026-11-18T12:31:00Z'))).toBe(false)
  })

  test('what the network cut off is tried again with the next half hour', () => {
    expect(iso(retryAt(at('2026-11-18T03:05:00Z')))).toBe('2026-11-18T03:30:00.000Z')
    expect(iso(retryAt(at('2026-11-18T03:30:00Z')))).toBe('2026-11-18T04:00:00.000Z')
  })
})
