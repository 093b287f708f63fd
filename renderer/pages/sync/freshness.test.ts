import { describe, expect, it } from 'vitest'
import type { Dataset } from '#contract/schedule.ts'
import { freshnessOf, retriable, summary, tableOf } from './freshness.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-24T12:00:00Z')
const ago = (ms: number) => new Date(NOW - ms).toISOString()

const dataset = (of: Partial<Dataset> = {}): Dataset => ({
  shopId: 1,
  step: 'ozon.orders',
  coordinator: 'frequent',
  every: HOUR / 2,
  status: 'done',
  lastTryAt: ago(HOUR / 4),
  lastSuccessAt: ago(HOUR / 4),
  rows: 0,
  added: 0,
  changed: 0,
  nextAt: null,
  kind: null,
  message: null,
  blocker: null,
  ...of,
})
const of = (given: Partial<Dataset>) => freshnessOf(dataset(given), NOW)

describe('the freshness of a dataset', () => {
  it('is measured by the interval of its coordinator, with half of it for grace', () => {
    expect(of({ lastSuccessAt: ago(0.75 * HOUR) })).toEqual({ state: 'fresh', color: 'pine' })
    expect(of({ lastSuccessAt: ago(0.75 * HOUR + 1) })).toEqual({ state: 'late', color: 'yellow' })
    expect(of({ every: 24 * HOUR, lastSuccessAt: ago(30 * HOUR) }).state).toBe('fresh')
    expect(of({ every: 24 * HOUR, lastSuccessAt: ago(37 * HOUR) }).state).toBe('late')
  })
  it('is never fresh when it was never loaded', () => {
    expect(of({ status: null, lastTryAt: null, lastSuccessAt: null }).state).toBe('never')
    expect(of({ status: 'waiting', lastSuccessAt: null }).state).toBe('never')
  })
  it('is a failure as long as the last try was one, however fresh the rows are', () => {
    expect(of({ status: 'failed', kind: 'server' })).toEqual({ state: 'failing', color: 'red' })
    expect(of({ status: 'failed', blocker: 'quiet' }).state).toBe('failing')
  })
  it('says that it runs before all else, and that it waits for the marketplace', () => {
    expect(of({ status: 'running', blocker: 'all_paused' })).toEqual({ state: 'running', color: 'blue' })
    expect(of({ status: 'later', nextAt: ago(-HOUR) })).toEqual({ state: 'waiting', color: 'yellow' })
    expect(of({ status: 'skipped', kind: 'no_plan' })).toEqual({ state: 'skipped', color: 'gray' })
  })
  it('is blocked in grey while the rows are fresh, in yellow when they are not, and in red without access', () => {
    expect(of({ blocker: 'all_paused' })).toEqual({ state: 'blocked', color: 'gray' })
    expect(of({ blocker: 'offline', lastSuccessAt: ago(3 * HOUR) })).toEqual({
      state: 'blocked',
      color: 'yellow',
    })
    expect(of({ blocker: 'auth_error', status: 'failed' })).toEqual({ state: 'blocked', color: 'red' })
  })
  it('waits for the first load as long as that has not come to it', () => {
    expect(of({ blocker: 'first_load', status: null, lastSuccessAt: null })).toEqual({
      state: 'blocked',
      color: 'gray',
    })
    expect(of({ blocker: 'first_load' })).toEqual({ state: 'fresh', color: 'pine' })
  })
  it('is rarer by choice while the app saves', () => {
    expect(of({ blocker: 'economy' })).toEqual({ state: 'fresh', color: 'pine' })
    expect(of({ blocker: 'economy', lastSuccessAt: ago(3 * HOUR) })).toEqual({
      state: 'blocked',
      color: 'gray',
    })
  })
  it('offers to repeat what failed and nothing else', () => {
    const tried = (['failed', 'done', 'running', 'skipped', 'later'] as const).filter(status =>
      retriable(of({ status })),
    )
    expect(tried).toEqual(['failed'])
  })
})

describe('the summary', () => {
  it('counts datasets by their word, the worst first', () => {
    const all = [
      dataset(),
      dataset(),
      dataset({ status: 'failed' }),
      dataset({ lastSuccessAt: ago(2 * HOUR) }),
    ]
    expect(summary(all, NOW)).toEqual([
      { state: 'failing', blocker: null, color: 'red', count: 1 },
      { state: 'late', blocker: null, color: 'yellow', count: 1 },
      { state: 'fresh', blocker: null, color: 'pine', count: 2 },
    ])
  })
  it('tells holds apart, and shows the worst colour of each', () => {
    const old = { lastSuccessAt: ago(2 * HOUR) }
    const blocked = [
      dataset({ blocker: 'all_paused' }),
      dataset({ blocker: 'all_paused', ...old }),
      dataset({ blocker: 'offline' }),
    ]
    expect(summary(blocked, NOW)).toEqual([
      { state: 'blocked', blocker: 'all_paused', color: 'yellow', count: 2 },
      { state: 'blocked', blocker: 'offline', color: 'gray', count: 1 },
    ])
  })
})

describe('the table', () => {
  it('has a line per step and a column per shop, and a gap where a shop has no such step', () => {
    const orders = dataset()
    const ads = dataset({ shopId: 2, step: 'ozon.ads' })
    const foreign = dataset({ shopId: 3 })
    const table = tableOf([orders, ads, foreign], [{ id: 1 }, { id: 2 }])
    expect(table.rows).toEqual([
      { step: 'ozon.orders', datasets: [orders, undefined] },
      { step: 'ozon.ads', datasets: [undefined, ads] },
    ])
  })
})
