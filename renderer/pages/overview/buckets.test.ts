import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/days.ts'
import { adsSettle, beginnings, bucketsOf, grainFor, isPartial } from './buckets.ts'

type Row = readonly [ozon: number | null, wb: number | null]
const TODAY = '2026-11-28'
/** Consecutive days, each with the revenue of two shops; ad spend is a tenth of it, a unit costs 10. */
const answer = (first: string, rows: readonly Row[], until: string | null = null) => ({
  shops: [1, 2].map(shopId => ({
    shopId,
    orders: { from: first, until, currency: 'RUB' },
    ads: { from: first, until, currency: 'RUB' },
  })),
  topBy: 'revenue' as const,
  daily: rows.map((row, index) => {
    const of = (revenue: number | null) => ({
      units: revenue === null ? null : revenue / 10,
      revenue,
      adSpend: revenue === null ? null : revenue / 10,
    })
    const known = row.every(each => each !== null)
    return {
      dt: addDays(first, index),
      ...of(known ? row.reduce<number>((total, each) => total + (each ?? 0), 0) : null),
      shops: row.map((revenue, shop) => ({ shopId: shop + 1, ...of(revenue) })),
    }
  }),
})
const days = (count: number, row: Row = [100, 50]) => Array.from({ length: count }, () => row)

describe('the grain of a period', () => {
  it('is a day, a week or a month, by its length', () => {
    expect(grainFor('2026-11-01', '2026-11-01')).toBe('day')
    expect(grainFor('2026-08-29', TODAY)).toBe('day')
    expect(grainFor('2026-08-28', TODAY)).toBe('week')
    expect(grainFor('2025-11-28', TODAY)).toBe('week')
    expect(grainFor('2024-01-01', TODAY)).toBe('month')
  })
})

describe('bars', () => {
  it('of days are the days, each with the sums of all shops', () => {
    const bars = bucketsOf(answer('2026-11-01', days(3)), 'day', TODAY)
    expect(bars).toHaveLength(3)
    expect(bars[1]).toMatchObject({
      from: '2026-11-02',
      to: '2026-11-02',
      revenue: 150,
      units: 15,
      adSpend: 15,
      days: 1,
      known: 1,
      whole: 1,
      lacking: [],
      unfinished: false,
      adsPartial: false,
    })
    expect(bars.some(isPartial)).toBe(false)
  })
  it('of weeks begin on Monday; the first and the last hold what the period has of them, and say so', () => {
    // 2026-11-01 is a Sunday.
    const bars = bucketsOf(answer('2026-11-01', days(10)), 'week', TODAY)
    expect(bars.map(({ from, to, days: held }) => [from, to, held])).toEqual([
      ['2026-11-01', '2026-11-01', 1],
      ['2026-11-02', '2026-11-08', 7],
      ['2026-11-09', '2026-11-10', 2],
    ])
    expect(bars.map(isPartial)).toEqual([true, false, true])
    expect(bars[1]?.revenue).toBe(7 * 150)
  })
  it('of months know how long their month is', () => {
    const bars = bucketsOf(answer('2026-01-31', days(29)), 'month', TODAY)
    expect(bars.map(({ from, to, whole }) => [from, to, whole])).toEqual([
      ['2026-01-31', '2026-01-31', 31],
      ['2026-02-01', '2026-02-28', 28],
    ])
    expect(bars.map(isPartial)).toEqual([true, false])
  })
  it('without a known day are null, never zero', () => {
    const [gap, zero] = bucketsOf(
      answer('2026-11-01', [
        [null, null],
        [0, 0],
      ]),
      'day',
      TODAY,
    )
    expect(gap).toMatchObject({ revenue: null, units: null, adSpend: null, known: 0, lacking: [1, 2] })
    expect(zero).toMatchObject({ revenue: 0, units: 0, known: 1, lacking: [] })
  })
  it('with one unknown shop sum the other, and name the one that is missing', () => {
    const [day] = bucketsOf(answer('2026-11-01', [[100, null]]), 'day', TODAY)
    expect(day).toMatchObject({ revenue: 100, known: 0, lacking: [2], adsPartial: true })
    expect(day && isPartial(day)).toBe(true)
  })
  it('add up no sums of several currencies, only pieces', () => {
    const told = { ...answer('2026-11-01', days(1)), topBy: 'units' as const }
    expect(bucketsOf(told, 'day', TODAY)[0]).toMatchObject({
      units: 15,
      revenue: null,
      adSpend: null,
      known: 1,
    })
  })
  it('hold a day that is not over, or was not read to its end', () => {
    const unfinished = (until: string | null, first: string) =>
      bucketsOf(answer(first, days(3), until), 'day', TODAY).map(bar => bar.unfinished)
    expect(unfinished(null, '2026-11-26')).toEqual([false, false, true])
    expect(unfinished('2026-11-27T21:30:00Z', '2026-11-26')).toEqual([false, false, true])
    expect(unfinished('2026-11-24T10:00:00Z', '2026-11-23')).toEqual([false, true, false])
  })
  it('say that advertising of the last three days can still change', () => {
    const bars = bucketsOf(answer('2026-11-23', days(5)), 'day', TODAY)
    expect(bars.map(bar => bar.adsPartial)).toEqual([false, false, true, true, true])
  })
})

it('a history that begins within the period is marked in its bar', () => {
  const told = answer('2026-11-01', days(10))
  const shops = [
    { ...told.shops[0], shopId: 1, orders: { from: '2025-01-01', until: null, currency: 'RUB' } },
    { ...told.shops[1], shopId: 2, orders: { from: '2026-11-05', until: null, currency: 'RUB' } },
  ] as typeof told.shops
  expect(beginnings({ shops }, bucketsOf(told, 'day', TODAY))).toEqual([
    { point: 4, shopId: 2, day: '2026-11-05' },
  ])
  expect(beginnings({ shops }, bucketsOf(told, 'week', TODAY))).toEqual([
    { point: 1, shopId: 2, day: '2026-11-05' },
  ])
  expect(beginnings(told, bucketsOf(told, 'day', TODAY))).toEqual([])
})

it('advertising of a period is called unsettled where its last days weigh', () => {
  const settles = (from: string, to: string) => adsSettle({ from, to }, TODAY)
  expect(settles(TODAY, TODAY)).toBe(true)
  expect(settles('2026-11-27', '2026-11-27')).toBe(true)
  expect(settles('2026-11-21', '2026-11-27')).toBe(true)
  expect(settles('2026-10-29', '2026-11-27')).toBe(false)
  expect(settles('2026-11-24', '2026-11-24')).toBe(false)
})
