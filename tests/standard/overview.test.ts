import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox, TODAY } from '../support/sandbox.ts'

const STEPS = ['ozon.catalogue', 'ozon.orders', 'ozon.ads']

let sandbox: Sandbox
let running: RunningEngine
let second: Shop
let basic: Shop
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
  second = await running.connect(sandbox.keys.second)
  basic = await running.connect(sandbox.keys.basic)
  await Promise.all([running.shop, second, basic].map(shop => running.load(STEPS, shop)))
}, 120_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const ask = (from: string, to: string, shopIds: readonly number[] | null): Promise<Overview> =>
  running.engine.handlers['overview.get']({ from, to, shopIds: shopIds && [...shopIds] }) as Promise<Overview>

/** What the figures of shops of the sandbox should be between two days, both counted. */
function truth(shops: readonly string[], from: string, to: string) {
  const all = shops.map(shop => sandbox.truth(shop, { from, to }))
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const orders = sum(one => one.orders.total.postings)
  const revenue = sum(one => one.orders.total.revenue)
  const adSpend = sum(one => one.ads.total.spend + one.orderAds.total.spend)
  const adRevenue = sum(one => one.ads.total.revenue + one.orderAds.total.revenue)
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null
  return {
    orders,
    units: sum(one => one.orders.total.units),
    revenue,
    averageCheck: orders > 0 ? Math.round(revenue / orders) : null,
    adSpend,
    adRevenue,
    drr: share(adSpend, adRevenue),
    totalDrr: share(adSpend, revenue),
  }
}
const FIGURES = [
  'orders',
  'units',
  'revenue',
  'averageCheck',
  'adSpend',
  'adRevenue',
  'drr',
  'totalDrr',
] as const
const valuesOf = (overview: Overview, side: 'value' | 'previous') =>
  Object.fromEntries(FIGURES.map(name => [name, overview[name][side]]))

const PERIODS = [
  ['today', TODAY, TODAY],
  ['7 days', addDays(TODAY, -6), TODAY],
  ['30 days', addDays(TODAY, -29), TODAY],
  ['90 days', addDays(TODAY, -89), TODAY],
  ['a range of one’s own', '2026-08-03', '2026-09-17'],
] as const

describe.each(PERIODS)('«Обзор» of %s', (_, from, to) => {
  const length = daysBetween(from, to)
  const [previousFrom, previousTo] = [addDays(from, -length), addDays(from, -1)]

  test.each([['demo'], ['second'], ['demo', 'second']])(
    'equals the truth to the kopeck, and so does the period before it: %s %s',
    async (...shops) => {
      const known: Readonly<Record<string, number>> = { demo: running.shop.id, second: second.id }
      const named = shops.filter(shop => shop !== undefined)
      const overview = await ask(
        from,
        to,
        named.map(shop => known[shop] ?? 0),
      )
      expect(overview).toMatchObject({ from, to, previousFrom, previousTo })
      expect(valuesOf(overview, 'value')).toEqual(truth(named, from, to))
      expect(valuesOf(overview, 'previous')).toEqual(truth(named, previousFrom, previousTo))
      expect(FIGURES.flatMap(name => overview[name].missing)).toEqual([])
    },
  )

  test('has a day for each day, and they add up to the figures', async () => {
    const { daily, orders, revenue, adSpend } = await ask(from, to, [running.shop.id])
    const { byDay } = sandbox.truth('demo', { from, to }).orders
    expect(daily.map(day => day.dt)).toEqual(Array.from({ length }, (_, index) => addDays(from, index)))
    for (const day of daily) {
      expect(day.orders).toBe(byDay[day.dt]?.postings ?? 0)
      expect(day.revenue).toBe(byDay[day.dt]?.revenue ?? 0)
    }
    const sum = (of: (day: (typeof daily)[number]) => number | null) =>
      daily.reduce((total, day) => total + (of(day) ?? 0), 0)
    expect([sum(day => day.orders), sum(day => day.revenue), sum(day => day.adSpend)]).toEqual([
      orders.value,
      revenue.value,
      adSpend.value,
    ])
  })

  test('names the ten products of the greatest revenue, with what they brought before', async () => {
    const { top } = await ask(from, to, [running.shop.id])
    const { bySku } = sandbox.truth('demo', { from, to }).orders
    const before = sandbox.truth('demo', { from: previousFrom, to: previousTo }).orders.bySku
    const greatest = Object.entries(bySku).sort(
      ([skuA, a], [skuB, b]) => b.revenue - a.revenue || Number(skuA) - Number(skuB),
    )
    expect(
      top.map(({ sku, units, revenue, previousRevenue }) => [sku, units, revenue, previousRevenue]),
    ).toEqual(
      greatest
        .slice(0, 10)
        .map(([sku, { units, revenue }]) => [sku, units, revenue, before[sku]?.revenue ?? 0]),
    )
  })
})

const UNKNOWN = { value: null, previous: null }
const week = [addDays(TODAY, -6), TODAY] as const

describe('what is not known is no zero', () => {
  test('without keys of the Performance API advertising is unknown, and orders are known all the same', async () => {
    const overview = await ask(...week, [basic.id])
    for (const name of ['adSpend', 'adRevenue', 'drr', 'totalDrr'] as const)
      expect(overview[name], name).toEqual({ ...UNKNOWN, missing: ['ozon.ads'] })
    expect(overview.daily.map(day => day.adSpend)).toEqual(Array.from({ length: 7 }, () => null))
    const { orders, units, revenue } = truth(['basic'], ...week)
    expect([overview.orders.value, overview.units.value, overview.revenue.value]).toEqual([
      orders,
      units,
      revenue,
    ])
  })

  test('one shop without advertising makes the advertising of all shops unknown', async () => {
    const { adSpend, revenue } = await ask(...week, null)
    expect(adSpend).toEqual({ ...UNKNOWN, missing: ['ozon.ads'] })
    expect(revenue.value).toBe(truth(['demo', 'second', 'basic'], ...week).revenue)
  })

  test('days before the first loaded one are unknown, and the days after it are not', async () => {
    const first = addDays(TODAY, -364)
    const { orders, revenue } = await ask(first, addDays(first, 6), [running.shop.id])
    expect(orders).toEqual({
      value: truth(['demo'], first, addDays(first, 6)).orders,
      previous: null,
      missing: [],
    })
    expect(revenue.previous).toBeNull()
    const before = await ask(addDays(first, -1), addDays(first, 6), [running.shop.id])
    expect(before.orders).toEqual({ ...UNKNOWN, missing: ['ozon.orders'] })
  })

  test('of a shop that has loaded nothing every figure is unknown', async () => {
    const fresh = await running.connect(sandbox.keys.old)
    const overview = await ask(...week, [fresh.id])
    for (const name of FIGURES) expect(overview[name].value, name).toBeNull()
    expect(overview.orders.missing).toEqual(['ozon.orders'])
    expect(overview.totalDrr.missing).toEqual(['ozon.ads', 'ozon.orders'])
  })

  test('a load that broke off in the middle shows the periods it has, and none of the others', async () => {
    const half = await engine({ sandbox })
    try {
      await half.load(['ozon.catalogue'])
      // FBO has come as far as the third window, FBS has come whole.
      sandbox.faults.set([{ kind: 'bad_request', path: '/v3/posting/fbo/list', shop: 'demo', skip: 6 }])
      const { steps } = await half.load(['ozon.orders'])
      sandbox.faults.clear()
      expect(steps.find(({ step }) => step === 'ozon.orders')).toMatchObject({
        status: 'failed',
        kind: 'bad_request',
      })
      const get = (from: string) =>
        half.engine.handlers['overview.get']({
          from,
          to: TODAY,
          shopIds: [half.shop.id],
        }) as Promise<Overview>
      expect((await get(addDays(TODAY, -6))).revenue.value).toBe(truth(['demo'], ...week).revenue)
      expect((await get(addDays(TODAY, -299))).revenue).toEqual({ ...UNKNOWN, missing: ['ozon.orders'] })
      await half.load(['ozon.orders'])
      const from = addDays(TODAY, -299)
      expect((await get(from)).revenue.value).toBe(truth(['demo'], from, TODAY).revenue)
    } finally {
      sandbox.faults.clear()
      await half.close()
    }
  })
})
