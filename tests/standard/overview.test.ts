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
/** 14:30 in Moscow: today is not over. */
const NOW = `${TODAY}T11:30:00.000Z`
const YESTERDAY = addDays(TODAY, -1)
beforeAll(async () => {
  sandbox = await startSandbox({ at: NOW })
  running = await engine({ sandbox, now: () => Date.parse(NOW) })
  second = await running.connect(sandbox.keys.second)
  basic = await running.connect(sandbox.keys.basic)
  await Promise.all([running.shop, second, basic].map(shop => running.load(STEPS, shop)))
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const ask = (from: string, to: string, shopIds: readonly number[] | null): Promise<Overview> =>
  running.engine.handlers['overview.get']({ from, to, shopIds: shopIds && [...shopIds] }) as Promise<Overview>

/** Expected figures of shops of the sandbox between two days, both included. */
function truth(shops: readonly string[], from: string, to: string, before?: string) {
  const all = shops.map(shop => sandbox.truth(shop, { from, to, ...(before ? { before } : {}) }))
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const units = sum(one => one.orders.total.units)
  const revenue = sum(one => one.orders.total.revenue)
  const adSpend = sum(one => one.ads.total.spend + one.orderAds.total.spend)
  const adRevenue = sum(one => one.ads.total.revenue + one.orderAds.total.revenue)
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null
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
const FIGURES = ['units', 'revenue', 'averagePrice', 'adSpend', 'adRevenue', 'drr', 'totalDrr'] as const
const valuesOf = (overview: Overview, side: 'value' | 'previous') =>
  Object.fromEntries(FIGURES.map(name => [name, overview[name][side]]))

const PERIODS = [
  ['yesterday', YESTERDAY, YESTERDAY],
  ['7 days', addDays(YESTERDAY, -6), YESTERDAY],
  ['30 days', addDays(YESTERDAY, -29), YESTERDAY],
  ['88 days', addDays(YESTERDAY, -87), YESTERDAY],
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
      expect(overview).toMatchObject({ from, to, previousFrom, previousTo, comparedUntil: null })
      expect(valuesOf(overview, 'value')).toEqual(truth(named, from, to))
      expect(valuesOf(overview, 'previous')).toEqual(truth(named, previousFrom, previousTo))
      expect(FIGURES.flatMap(name => [...overview[name].missing, ...overview[name].previousMissing])).toEqual(
        [],
      )
    },
  )

  test('has a day for each day, and they add up to the figures', async () => {
    const { daily, units, revenue, adSpend } = await ask(from, to, [running.shop.id])
    const { byDay } = sandbox.truth('demo', { from, to }).orders
    expect(daily.map(day => day.dt)).toEqual(Array.from({ length }, (_, index) => addDays(from, index)))
    for (const day of daily) {
      expect(day.units).toBe(byDay[day.dt]?.units ?? 0)
      expect(day.revenue).toBe(byDay[day.dt]?.revenue ?? 0)
      const { dt, shops, ...figures } = day
      expect(shops).toEqual([{ shopId: running.shop.id, ...figures }])
    }
    const sum = (of: (day: (typeof daily)[number]) => number | null) =>
      daily.reduce((total, day) => total + (of(day) ?? 0), 0)
    expect([sum(day => day.units), sum(day => day.revenue), sum(day => day.adSpend)]).toEqual([
      units.value,
      revenue.value,
      adSpend.value,
    ])
  })

  test('names the ten products of the greatest revenue, with what they brought before', async () => {
    const { top } = await ask(from, to, [running.shop.id])
    const { byProduct } = sandbox.truth('demo', { from, to }).orders
    const before = sandbox.truth('demo', { from: previousFrom, to: previousTo }).orders.byProduct
    const greatest = Object.entries(byProduct).sort(
      ([idA, a], [idB, b]) => b.revenue - a.revenue || Number(idA) - Number(idB),
    )
    expect(
      top.map(({ productId, units, revenue, previousRevenue }) => [
        productId,
        units,
        revenue,
        previousRevenue,
      ]),
    ).toEqual(
      greatest.slice(0, 10).map(([id, { units, revenue }]) => [id, units, revenue, before[id]?.revenue ?? 0]),
    )
  })
})

const week = [addDays(YESTERDAY, -6), YESTERDAY] as const
/** A figure, with its reasons in short. */
const brief = ({ value, previous, missing, previousMissing }: Overview['units']) => ({
  value,
  previous,
  missing: missing.map(({ step, reason }) => `${step} ${reason}`),
  previousMissing: previousMissing.map(({ step, reason }) => `${step} ${reason}`),
})
const unknown = (missing: readonly string[], previousMissing = missing) => ({
  value: null,
  previous: null,
  missing,
  previousMissing,
})

describe('a day that is not over', () => {
  test('is compared with the day before it up to the same minute, and advertising is not compared', async () => {
    const overview = await ask(TODAY, TODAY, [running.shop.id])
    const previous = `${YESTERDAY}T11:30:00.000Z`
    expect(overview.comparedUntil).toEqual({ until: NOW, previous })
    const [now, then] = [truth(['demo'], TODAY, TODAY), truth(['demo'], YESTERDAY, YESTERDAY, previous)]
    const whole = truth(['demo'], YESTERDAY, YESTERDAY)
    expect(then.units).toBeGreaterThan(0)
    expect(then.units).toBeLessThan(whole.units)
    for (const name of ['units', 'revenue', 'averagePrice'] as const)
      expect(overview[name], name).toMatchObject({
        value: now[name],
        previous: then[name],
        previousMissing: [],
      })
    expect(brief(overview.adSpend)).toEqual({
      value: now.adSpend,
      previous: null,
      missing: [],
      previousMissing: ['ozon.ads unfinished'],
    })
    expect(overview.totalDrr.previous).toBeNull()
    expect(overview.shops).toMatchObject([{ orders: { until: NOW }, ads: { until: NOW } }])
  })

  test('at the end of a longer period cuts only the day that stands in its place', async () => {
    const [from, length] = [addDays(TODAY, -6), 7]
    const { units, revenue, top } = await ask(from, TODAY, [running.shop.id])
    const before = new Date(Date.parse(NOW) - length * 86_400_000).toISOString()
    const then = truth(['demo'], addDays(from, -length), addDays(TODAY, -length), before)
    expect([units.value, revenue.value]).toEqual(
      (({ units, revenue }) => [units, revenue])(truth(['demo'], from, TODAY)),
    )
    expect([units.previous, revenue.previous]).toEqual([then.units, then.revenue])
    expect(then.units).toBeLessThan(truth(['demo'], addDays(from, -length), addDays(TODAY, -length)).units)
    const { byProduct } = sandbox.truth('demo', {
      from: addDays(from, -length),
      to: addDays(from, -1),
      before,
    }).orders
    expect(top.map(product => product.previousRevenue)).toEqual(
      top.map(product => byProduct[product.productId ?? '']?.revenue ?? 0),
    )
  })
})

describe('what is not known is no zero', () => {
  test('without keys of the Performance API advertising is unknown, and orders are known all the same', async () => {
    const overview = await ask(...week, [basic.id])
    for (const name of ['adSpend', 'adRevenue', 'drr', 'totalDrr'] as const)
      expect(brief(overview[name]), name).toEqual(unknown(['ozon.ads no_access']))
    expect(overview.daily.map(day => day.adSpend)).toEqual(Array.from({ length: 7 }, () => null))
    const { units, revenue } = truth(['basic'], ...week)
    expect([overview.units.value, overview.revenue.value]).toEqual([units, revenue])
  })

  test('one shop without advertising makes the advertising of all shops unknown', async () => {
    const { adSpend, revenue, daily } = await ask(...week, null)
    expect(brief(adSpend)).toEqual(unknown(['ozon.ads no_access']))
    expect(daily.map(day => day.adSpend)).toEqual(Array.from({ length: 7 }, () => null))
    expect(daily.flatMap(day => day.shops.filter(shop => shop.adSpend !== null))).toHaveLength(14)
    expect(revenue.value).toBe(truth(['demo', 'second', 'basic'], ...week).revenue)
  })

  test('days before the first loaded one are unknown, and the days after it are not', async () => {
    const first = addDays(TODAY, -364)
    const shopId = running.shop.id
    const { units, top } = await ask(first, addDays(first, 6), [shopId])
    expect(units).toEqual({
      value: truth(['demo'], first, addDays(first, 6)).units,
      previous: null,
      missing: [],
      previousMissing: [{ reason: 'history', shopId, step: 'ozon.orders', since: first, until: null }],
    })
    expect(top.map(product => product.previousRevenue)).toEqual(top.map(() => null))
    expect(top.length).toBeGreaterThan(0)
    const before = await ask(addDays(first, -1), addDays(first, 6), [shopId])
    expect(brief(before.units)).toEqual(unknown(['ozon.orders history']))
    expect(before.top).toEqual([])
    expect(before.daily[0]).toMatchObject({ units: null, revenue: null, adSpend: null })
    expect(before.daily[1]).toMatchObject({ dt: first, units: expect.any(Number), adSpend: null })
  })

  test('of a shop that has loaded nothing every figure is unknown', async () => {
    const fresh = await running.connect(sandbox.keys.old)
    const overview = await ask(...week, [fresh.id])
    for (const name of FIGURES) expect(overview[name].value, name).toBeNull()
    expect(brief(overview.units)).toEqual(unknown(['ozon.orders not_loaded']))
    expect(brief(overview.totalDrr)).toEqual(unknown(['ozon.ads not_loaded', 'ozon.orders not_loaded']))
  })

  test('revenue of advertising is unknown while the reports on payment per order fail, its cost is not', async () => {
    const own = await engine({ sandbox, now: () => Date.parse(NOW) })
    const get = () =>
      own.engine.handlers['overview.get']({
        from: week[0],
        to: week[1],
        shopIds: [own.shop.id],
      }) as Promise<Overview>
    try {
      sandbox.faults.set([
        { kind: 'bad_request', path: '/api/client/statistic/orders/generate/json', shop: 'demo' },
        { kind: 'bad_request', path: '/api/client/statistic/products/generate/json', shop: 'demo' },
      ])
      await own.load(STEPS)
      const before = await get()
      sandbox.faults.clear()
      const wanted = truth(['demo'], ...week)
      for (const name of ['adRevenue', 'drr'] as const)
        expect(brief(before[name]), name).toEqual(unknown(['ozon.ads not_loaded']))
      expect([before.adSpend.value, before.totalDrr.value]).toEqual([wanted.adSpend, wanted.totalDrr])
      await own.load(['ozon.ads'])
      expect(valuesOf(await get(), 'value')).toEqual(wanted)
    } finally {
      sandbox.faults.clear()
      await own.close()
    }
  })

  test('revenue in two currencies is not summed, units add up, and advertising of a shop in tenge is no share of its revenue', async () => {
    sandbox.setCurrency('second', 'KZT')
    const own = await engine({ sandbox, now: () => Date.parse(NOW) })
    try {
      const other = await own.connect(sandbox.keys.second)
      for (const shop of [own.shop, other]) await own.load(['ozon.catalogue', 'ozon.orders'], shop)
      await own.load(['ozon.seller_rating', 'ozon.ads'], other)
      const get = (shopIds: number[]) =>
        own.engine.handlers['overview.get']({ from: week[0], to: week[1], shopIds }) as Promise<Overview>
      const both = await get([own.shop.id, other.id])
      expect(both.units.value).toBe(truth(['demo', 'second'], ...week).units)
      expect(both.revenue).toMatchObject({ value: null, previous: null, currency: null })
      expect(both.revenue.missing.map(({ reason }) => reason)).toEqual(['currencies'])
      expect((await get([other.id])).revenue).toMatchObject({
        value: truth(['second'], ...week).revenue,
        currency: 'KZT',
      })
      // Of advertising no answer names the currency, so that it is no share of the revenue.
      const { adSpend, drr, totalDrr } = await get([other.id])
      const wanted = truth(['second'], ...week)
      expect(adSpend).toMatchObject({ value: wanted.adSpend, currency: 'XXX' })
      expect(drr.value).toBe(wanted.drr)
      expect(totalDrr).toMatchObject({ value: null, missing: [{ reason: 'currencies' }] })
    } finally {
      sandbox.setCurrency('second', 'RUB')
      await own.close()
    }
  })

  test('a load that broke off in the middle shows the periods it has, and none of the others', async () => {
    const half = await engine({ sandbox, now: () => Date.parse(NOW) })
    try {
      await half.load(['ozon.catalogue'])
      // FBO has been loaded up to the third window, FBS completely.
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
      expect((await get(addDays(TODAY, -6))).revenue.value).toBe(
        truth(['demo'], addDays(TODAY, -6), TODAY).revenue,
      )
      expect(brief((await get(addDays(TODAY, -299))).revenue)).toEqual(unknown(['ozon.orders history']))
      await half.load(['ozon.orders'])
      const from = addDays(TODAY, -299)
      expect((await get(from)).revenue.value).toBe(truth(['demo'], from, TODAY).revenue)
    } finally {
      sandbox.faults.clear()
      await half.close()
    }
  })
})
