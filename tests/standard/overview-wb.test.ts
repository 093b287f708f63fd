import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox, TODAY } from '../support/sandbox.ts'

const OZON = ['ozon.catalogue', 'ozon.orders', 'ozon.ads']
const WB = ['wb.content', 'wb.orders', 'wb.ads']

let sandbox: Sandbox
let running: RunningEngine
const ids = new Map<string, number>()
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
  const { demo, second } = sandbox.tokens
  const [own, other] = [await running.connect(demo), await running.connect(second)]
  ids.set('demo', running.shop.id).set('wb-demo', own.id).set('wb-second', other.id)
  await Promise.all([running.load(OZON), running.load(WB, own), running.load(WB, other)])
}, 120_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const ask = (from: string, to: string, shops: readonly string[] | null): Promise<Overview> =>
  running.engine.handlers['overview.get']({
    from,
    to,
    shopIds: shops?.map(shop => ids.get(shop) ?? 0) ?? null,
  }) as Promise<Overview>

/** What one shop has between two days, in the words of both marketplaces. */
function sumsOf(shop: string, from: string, to: string) {
  if (!shop.startsWith('wb-')) {
    const { orders, ads, orderAds } = sandbox.truth(shop, { from, to })
    const { postings, units, revenue } = orders.total
    return {
      orders: postings,
      units,
      revenue,
      adSpend: ads.total.spend + orderAds.total.spend,
      adRevenue: ads.total.revenue + orderAds.total.revenue,
    }
  }
  const { orders, ads, adCosts } = sandbox.wbTruth(shop, { from, to })
  // A unit is an order there.
  const { orders: units, revenue } = orders.total
  return { orders: units, units, revenue, adSpend: adCosts.total.sum, adRevenue: ads.total.revenue }
}
function truth(shops: readonly string[], from: string, to: string) {
  const all = shops.map(shop => sumsOf(shop, from, to))
  const sum = (name: keyof (typeof all)[number]) => all.reduce((total, one) => total + one[name], 0)
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null
  const [orders, revenue, adSpend, adRevenue] = [
    sum('orders'),
    sum('revenue'),
    sum('adSpend'),
    sum('adRevenue'),
  ]
  return {
    orders,
    units: sum('units'),
    revenue,
    averageCheck: orders > 0 ? Math.round(revenue / orders) : null,
    adSpend,
    adRevenue,
    drr: share(adSpend, adRevenue),
    totalDrr: share(adSpend, revenue),
  }
}
const FIGURES = Object.keys(truth([], TODAY, TODAY)) as (keyof ReturnType<typeof truth>)[]
const valuesOf = (overview: Overview, side: 'value' | 'previous') =>
  Object.fromEntries(FIGURES.map(name => [name, overview[name][side]]))

const PERIODS = [
  ['today', TODAY, TODAY],
  ['7 days', addDays(TODAY, -6), TODAY],
  ['30 days', addDays(TODAY, -29), TODAY],
  ['a range of one’s own', '2026-10-03', '2026-10-27'],
] as const
const SHOPS = [['wb-demo'], ['wb-second'], ['demo', 'wb-demo'], ['demo', 'wb-demo', 'wb-second']] as const

describe.each(PERIODS)('«Обзор» of %s', (_, from, to) => {
  const length = daysBetween(from, to)
  const [previousFrom, previousTo] = [addDays(from, -length), addDays(from, -1)]

  test.each(SHOPS.map(shops => [shops.join(' + '), shops] as const))(
    'of %s equals the truths summed, to the kopeck, and so does the period before it',
    async (_, shops) => {
      const overview = await ask(from, to, shops)
      expect(valuesOf(overview, 'value')).toEqual(truth(shops, from, to))
      expect(valuesOf(overview, 'previous')).toEqual(truth(shops, previousFrom, previousTo))
      expect(FIGURES.flatMap(name => overview[name].missing)).toEqual([])
    },
  )

  test('has days of both marketplaces that add up to the figures', async () => {
    const overview = await ask(from, to, null)
    const sum = (name: 'orders' | 'revenue' | 'adSpend') =>
      overview.daily.reduce((total, day) => total + (day[name] ?? 0), 0)
    for (const name of ['orders', 'revenue', 'adSpend'] as const)
      expect(sum(name), name).toBe(overview[name].value)
    for (const { dt, orders, revenue } of overview.daily)
      expect({ orders, revenue }, dt).toMatchObject(
        (({ orders, revenue }) => ({ orders, revenue }))(truth([...ids.keys()], dt, dt)),
      )
  })
})

test('the ten products of the greatest revenue come from both marketplaces, each with its shop', async () => {
  const [from, to] = [addDays(TODAY, -29), TODAY]
  const { top } = await ask(from, to, ['demo', 'wb-demo'])
  const ozon = Object.entries(sandbox.truth('demo', { from, to }).orders.bySku)
  const wb = Object.entries(sandbox.wbTruth('wb-demo', { from, to }).orders.bySku)
  const wanted = [
    ...ozon.map(([sku, { revenue }]) => [ids.get('demo'), sku, revenue] as const),
    ...wb.map(([sku, { revenue }]) => [ids.get('wb-demo'), sku, revenue] as const),
  ].sort((one, other) => other[2] - one[2])
  expect(top.map(({ shopId, sku, revenue }) => [shopId, sku, revenue])).toEqual(wanted.slice(0, 10))
})

test('days before the ninety that Wildberries keeps are unknown, with or without another shop', async () => {
  const [from, to] = [addDays(TODAY, -120), addDays(TODAY, -100)]
  for (const shops of [['wb-demo'], ['demo', 'wb-demo']])
    expect((await ask(from, to, shops)).revenue).toEqual({
      value: null,
      previous: null,
      missing: ['wb.orders'],
    })
})
