import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import { OVERVIEW_MEASURES, type Report } from '#contract/report.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { measuresAreTrue } from '../support/measures.ts'
import { sandbox as startSandbox, TODAY } from '../support/sandbox.ts'

const OZON = ['ozon.catalogue', 'ozon.orders', 'ozon.ads']
const WB = ['wb.content', 'wb.orders', 'wb.ads']

/** 14:30 in Moscow: today is not over. */
const NOW = `${TODAY}T11:30:00.000Z`
const YESTERDAY = addDays(TODAY, -1)
/** Wildberries shows its orders up to half an hour late. */
const SHOWN = `${TODAY}T11:00:00.000Z`

let sandbox: Sandbox
let running: RunningEngine
const ids = new Map<string, number>()
beforeAll(async () => {
  sandbox = await startSandbox({ at: NOW })
  running = await engine({ sandbox, now: () => Date.parse(NOW) })
  const { demo, second } = sandbox.tokens
  const [own, other] = [await running.connect(demo), await running.connect(second)]
  ids.set('demo', running.shop.id).set('wb-demo', own.id).set('wb-second', other.id)
  await Promise.all([running.load(OZON), running.load(WB, own), running.load(WB, other)])
}, 600_000)
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

/** Figures of one shop between two days, in terms of both marketplaces. */
function sumsOf(shop: string, from: string, to: string, before?: string) {
  const window = { from, to, ...(before ? { before } : {}) }
  if (!shop.startsWith('wb-')) {
    const { orders, ads, orderAds } = sandbox.truth(shop, window)
    const { units, revenue } = orders.total
    return {
      units,
      revenue,
      adSpend: ads.total.spend + orderAds.total.spend,
      adRevenue: ads.total.revenue + orderAds.total.revenue,
    }
  }
  const { orders, ads, adCosts } = sandbox.wbTruth(shop, window)
  // A unit is an order there.
  const { orders: units, revenue } = orders.total
  return { units, revenue, adSpend: adCosts.paid.sum, adRevenue: ads.total.revenue }
}
function truth(shops: readonly string[], from: string, to: string, before?: string) {
  const all = shops.map(shop => sumsOf(shop, from, to, before))
  const sum = (name: keyof (typeof all)[number]) => all.reduce((total, one) => total + one[name], 0)
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null
  const [units, revenue, adSpend, adRevenue] = [
    sum('units'),
    sum('revenue'),
    sum('adSpend'),
    sum('adRevenue'),
  ]
  return {
    units,
    revenue,
    averagePrice: units > 0 ? Math.round(revenue / units) : null,
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
  ['yesterday', YESTERDAY, YESTERDAY],
  ['7 days', addDays(YESTERDAY, -6), YESTERDAY],
  ['30 days', addDays(YESTERDAY, -29), YESTERDAY],
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
      expect(FIGURES.flatMap(name => [...overview[name].missing, ...overview[name].previousMissing])).toEqual(
        [],
      )
    },
  )

  test('has days of both marketplaces that add up to the figures', async () => {
    const overview = await ask(from, to, null)
    const sum = (name: 'units' | 'revenue' | 'adSpend') =>
      overview.daily.reduce((total, day) => total + (day[name] ?? 0), 0)
    for (const name of ['units', 'revenue', 'adSpend'] as const)
      expect(sum(name), name).toBe(overview[name].value)
    for (const { dt, units, revenue, shops } of overview.daily) {
      const figures = (of: readonly string[]) =>
        (({ units, revenue }) => ({ units, revenue }))(truth(of, dt, dt))
      expect({ units, revenue }, dt).toEqual(figures([...ids.keys()]))
      for (const [shop, shopId] of ids)
        expect(
          shops.find(each => each.shopId === shopId),
          `${dt} ${shop}`,
        ).toMatchObject(figures([shop]))
    }
  })
})

test('the ten products of the greatest revenue come from both marketplaces, each with its shop', async () => {
  const [from, to] = [addDays(TODAY, -29), TODAY]
  const { top } = await ask(from, to, ['demo', 'wb-demo'])
  const ozon = Object.entries(sandbox.truth('demo', { from, to }).orders.byProduct)
  const wb = Object.entries(sandbox.wbTruth('wb-demo', { from, to, before: SHOWN }).orders.bySku)
  const wanted = [
    ...ozon.map(([sku, { revenue }]) => [ids.get('demo'), sku, revenue] as const),
    ...wb.map(([sku, { revenue }]) => [ids.get('wb-demo'), sku, revenue] as const),
  ].sort((one, other) => other[2] - one[2])
  expect(top.map(({ shopId, productId, revenue }) => [shopId, productId, revenue])).toEqual(
    wanted.slice(0, 10),
  )
})

/** The first of the ninety days that Wildberries keeps. */
const FIRST = addDays(TODAY, -89)
const notServed = () => ({
  reason: 'not_served',
  shopId: ids.get('wb-demo'),
  step: 'wb.orders',
  since: FIRST,
  until: null,
})

describe('days before the ninety that Wildberries keeps', () => {
  test('are unknown, with or without another shop, and the reason is that they cannot be had', async () => {
    const [from, to] = [addDays(TODAY, -120), addDays(TODAY, -100)]
    for (const shops of [['wb-demo'], ['demo', 'wb-demo']])
      expect((await ask(from, to, shops)).revenue).toEqual({
        value: null,
        previous: null,
        currency: 'RUB',
        missing: [notServed()],
        previousMissing: [notServed()],
      })
  })

  test('are no zeros of a chart: the day of one shop alone is no sum of two, and where the other begins is said', async () => {
    const from = addDays(FIRST, -10)
    const { daily, shops } = await ask(from, addDays(FIRST, 9), ['demo', 'wb-demo'])
    const [ozon, wb] = [ids.get('demo'), ids.get('wb-demo')]
    for (const [index, day] of daily.entries()) {
      const own = truth(['demo'], day.dt, day.dt)
      expect(day.shops[0]).toMatchObject({ shopId: ozon, units: own.units, revenue: own.revenue })
      const { units, revenue } = truth(['demo', 'wb-demo'], day.dt, day.dt)
      const other = truth(['wb-demo'], day.dt, day.dt)
      if (index < 10) {
        expect(day, day.dt).toMatchObject({ units: null, revenue: null })
        expect(day.shops[1]).toMatchObject({ shopId: wb, units: null, revenue: null })
      } else {
        expect(day, day.dt).toMatchObject({ units, revenue })
        expect(day.shops[1]).toMatchObject({ shopId: wb, units: other.units, revenue: other.revenue })
      }
    }
    expect(shops.map(({ shopId, orders }) => [shopId, orders.from])).toEqual([
      [ozon, addDays(TODAY, -364)],
      [wb, FIRST],
    ])
  })

  test('make no growth: products of a shop whose previous period is not whole are not compared, others are', async () => {
    const [from, to] = [addDays(YESTERDAY, -58), YESTERDAY]
    const { top, revenue } = await ask(from, to, ['demo', 'wb-demo'])
    expect(revenue.value).toBe(truth(['demo', 'wb-demo'], from, to).revenue)
    expect(revenue).toMatchObject({ previous: null, previousMissing: [notServed()] })
    const compared = new Set(top.filter(each => each.previousRevenue !== null).map(each => each.shopId))
    const alone = new Set(top.filter(each => each.previousRevenue === null).map(each => each.shopId))
    expect([[...compared], [...alone]]).toEqual([[ids.get('demo')], [ids.get('wb-demo')]])
  })

  test('leave a shop out of the ranking of products, and say so', async () => {
    const { top, revenue } = await ask(addDays(TODAY, -119), YESTERDAY, ['demo', 'wb-demo'])
    expect(new Set(top.map(each => each.shopId))).toEqual(new Set([ids.get('demo')]))
    expect(revenue.missing).toEqual([notServed()])
  })
})

test('a day that is not over is compared with the one before it up to the same minute, over both marketplaces', async () => {
  const shops = ['demo', 'wb-demo', 'wb-second']
  const overview = await ask(TODAY, TODAY, shops)
  const dayBefore = (instant: string) => instant.replace(TODAY, YESTERDAY)
  expect(overview.comparedUntil).toEqual({ until: SHOWN, previous: dayBefore(SHOWN) })
  const sums = (day: string, at: (instant: string) => string) => {
    const [ozon, wb] = [
      truth(['demo'], day, day, at(NOW)),
      truth(['wb-demo', 'wb-second'], day, day, at(SHOWN)),
    ]
    return { value: [ozon.units + wb.units, ozon.revenue + wb.revenue], wb }
  }
  const [now, then] = [sums(TODAY, instant => instant), sums(YESTERDAY, dayBefore)]
  expect([overview.units.value, overview.revenue.value]).toEqual(now.value)
  expect([overview.units.previous, overview.revenue.previous]).toEqual(then.value)
  expect(overview.daily.map(day => [day.units, day.revenue])).toEqual([now.value])
  expect(then.wb.units).toBeGreaterThan(0)
  expect(then.wb.units).toBeLessThan(truth(['wb-demo', 'wb-second'], YESTERDAY, YESTERDAY).units)
  expect(overview.adSpend.previousMissing.map(({ step, reason }) => `${step} ${reason}`)).toEqual([
    'ozon.ads unfinished',
    'wb.ads unfinished',
    'wb.ads unfinished',
  ])
})

measuresAreTrue({
  at: 'overview',
  running: () => running,
  sandbox: () => sandbox,
  shops: () => Object.fromEntries(ids),
  days: () => ({ from: addDays(YESTERDAY, -39), to: YESTERDAY }),
})

test('a figure of the overview is the measure of its name, on both sides of the comparison', async () => {
  const [from, to] = [addDays(TODAY, -6), TODAY]
  const overview = await ask(from, to, null)
  const names = Object.keys(OVERVIEW_MEASURES) as (keyof typeof OVERVIEW_MEASURES)[]
  const report = (await running.engine.handlers['report.ask']({
    measures: names.map(name => OVERVIEW_MEASURES[name]),
    by: [],
    grain: null,
    shopIds: null,
    where: {},
    from,
    to,
    compare: 'previous',
    order: null,
    limit: 1,
  })) as Report
  expect(report.comparedUntil).toEqual(overview.comparedUntil)
  for (const [at, name] of names.entries()) {
    const { value, previous, missing, previousMissing } = overview[name]
    expect(report.total[at], name).toMatchObject({ value, previous, missing, previousMissing })
  }
})
