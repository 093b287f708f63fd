import { afterAll, beforeAll, expect, test } from 'vitest'
import { kopecks, ozonClient } from '../tests/support/ozon-client.ts'
import { wbClient } from '../tests/support/wb-client.ts'
import type { Sandbox } from './index.ts'
import { startSandbox } from './index.ts'

const DAY = '2026-11-25'
/** Few products that are ordered often, so that advertising has orders on its first day. */
const SIZE = { scale: 0.3, accrualLines: 240_000 }
/** Minutes of Moscow's day: its second, one before each campaign has spent, the morning, the last one, and the morning after. */
const MOMENTS = [1, 40, 9 * 60 + 15, 24 * 60 - 1, 33 * 60 + 15] as const

/** What is told of one campaign, or of one product in one: counts, and kopecks. */
type Figures = Record<string, number>
type Told = Record<string, Figures>
type Wb = Readonly<Record<'views' | 'clicks' | 'orders' | 'atbs', number>>
type WbFigures = Wb & { readonly sum: number; readonly sum_price: number }

let sandbox: Sandbox
/** What each marketplace said at each moment, and what was true then. */
const ozon: Awaited<ReturnType<typeof ozonNow>>[] = []
const wb: Awaited<ReturnType<typeof wbNow>>[] = []

const add = (told: Told, key: string | number, figures: Figures) => {
  const sums = told[key] ?? {}
  told[key] = sums
  for (const [name, n] of Object.entries(figures)) sums[name] = (sums[name] ?? 0) + n
}
const total = (told: Told, name: string): number =>
  Object.values(told).reduce((sum, of) => sum + (of[name] ?? 0), 0)

async function ozonNow() {
  const client = ozonClient(sandbox, sandbox.keys.demo)
  const token = await client.token()
  const rows = async (method: 'GET' | 'POST', path: string, body?: Record<string, unknown>) =>
    ((await client.performance(method, path, token, body)).json as { rows: Record<string, string>[] }).rows
  const period = { dateFrom: DAY, dateTo: DAY }
  const query = new URLSearchParams(period)
  const daily: Told = {}
  for (const row of await rows('GET', `/api/client/statistics/daily/json?${query}`))
    add(daily, row.id as string, {
      views: Number(row.views),
      clicks: Number(row.clicks),
      spend: kopecks(row.moneySpent),
      orders: Number(row.orders),
      revenue: kopecks(row.ordersMoney),
    })
  const products: Told = {}
  const campaignIds = Object.keys(daily)
  for (const row of campaignIds.length === 0
    ? []
    : await rows('POST', '/api/client/statistics/products/sku', { campaignIds, ...period }))
    add(products, `${row.campaignId}/${row.sku}`, {
      views: Number(row.views),
      clicks: Number(row.clicks),
      toCart: Number(row.toCart),
      spend: kopecks(row.expense),
      orders: Number(row.orders),
    })
  const expense: Told = {}
  for (const row of await rows('GET', `/api/client/statistics/expense/json?${query}`))
    add(expense, row.id as string, { spend: kopecks(row.moneySpent) })
  const report = await client.report(token, '/api/client/statistic/orders/generate/json', {
    from: `${DAY}T00:00:00+03:00`,
    to: `${DAY}T23:59:59+03:00`,
  })
  const perOrder: Told = {}
  for (const row of (report.json as { rows: Record<string, string>[] }).rows)
    add(perOrder, row.orderNumber as string, { orders: 1, spend: kopecks(row.moneySpent) })
  type Accrual = { accrual_id: number; unit_number?: string; non_item_fee: { type_id: number } | null }
  const { accruals } = await client.get<{ accruals: (Accrual & { total_amount: { amount: string } })[] }>(
    '/v1/finance/accrual/by-day',
    { date: DAY, last_id: '' },
  )
  const charged: Told = {}
  for (const { accrual_id, unit_number, non_item_fee, total_amount } of accruals)
    if (non_item_fee?.type_id === 41)
      add(charged, `${accrual_id}/${unit_number}`, { spend: -kopecks(total_amount) })
  const fees = Object.fromEntries(
    accruals
      .filter(({ non_item_fee }) => non_item_fee)
      .map(({ accrual_id, unit_number, non_item_fee }) => [accrual_id, [unit_number, non_item_fee?.type_id]]),
  )
  const { ads, orderAds } = sandbox.truth('demo', { from: DAY, to: DAY })
  const past = sandbox.truth('demo', { from: '2026-10-25', to: '2026-11-21' }).ads
  return { daily, products, expense, perOrder, charged, fees, ads, orderAds, past }
}

async function wbNow() {
  const client = wbClient(sandbox, sandbox.tokens.demo.token)
  type Count = { adverts: { status: number; advert_list: { advertId: number }[] }[] }
  const { adverts } = await client.get<Count>('wb-advert', 'GET', '/adv/v1/promotion/count')
  const ids = adverts
    .filter(({ status }) => [7, 9, 11].includes(status))
    .flatMap(({ advert_list }) => advert_list.map(({ advertId }) => advertId))
  const answer = await client.ask(
    'wb-advert',
    'GET',
    `/adv/v3/fullstats?ids=${ids.join(',')}&beginDate=${DAY}&endDate=${DAY}`,
  )
  // 400 is the answer where nothing has been shown yet.
  const stats = answer.status === 400 ? [] : (answer.json as (WbFigures & Stats)[])
  const figures = ({ views, clicks, orders, atbs, sum, sum_price }: WbFigures) => ({
    ...{ views, clicks, orders, atbs },
    spend: kopecks(sum),
    revenue: kopecks(sum_price),
  })
  const campaigns: Told = {}
  const cards: Told = {}
  for (const one of stats) {
    add(campaigns, one.advertId, figures(one))
    for (const nm of one.days.flatMap(({ apps }) => apps.flatMap(({ nms }) => nms)))
      add(cards, `${one.advertId}/${nm.nmId}`, figures(nm))
  }
  type Charge = { updTime: string | null; updSum: number; advertId: number }
  const upd = await client.ask('wb-advert', 'GET', `/adv/v1/upd?from=${DAY}&to=${DAY}`)
  const charges: Told = {}
  for (const { advertId, updSum } of upd.json as Charge[]) add(charges, advertId, { sum: kopecks(updSum) })
  type Limit = { advertId: number; dailyLimit: number; spentToday: number }
  const limits = await client.get<{ adverts: Limit[] }>(
    'wb-advert',
    'GET',
    `/api/advert/v0/daily-limits?advertIds=${ids.join(',')}`,
  )
  const limited: Told = {}
  for (const { advertId, spentToday } of limits.adverts)
    if (spentToday > 0) add(limited, advertId, { spend: spentToday })
  type Cluster = { stat: Wb & { spend: number } }
  const { items } = await client.get<{ items: { advertId: number; nmId: number; dailyStats: Cluster[] }[] }>(
    'wb-advert',
    'POST',
    '/adv/v1/normquery/stats',
    {
      ...{ from: DAY, to: DAY },
      items: Object.keys(cards).map(key => {
        const [advertId, nmId] = key.split('/').map(Number)
        return { advertId, nmId }
      }),
    },
  )
  const clusters: Told = {}
  for (const { advertId, nmId, dailyStats } of items)
    for (const { views, clicks, atbs, orders, spend } of dailyStats.map(({ stat }) => stat))
      add(clusters, `${advertId}/${nmId}`, { views, clicks, atbs, orders, spend: kopecks(spend) })
  const { ads, adCosts, spentToday, clusters: wanted } = sandbox.wbTruth('wb-demo', { from: DAY, to: DAY })
  const past = sandbox.wbTruth('wb-demo', { from: '2026-10-25', to: '2026-11-21' })
  return {
    ...{ campaigns, cards, charges, clusters, limited, limits: limits.adverts },
    ...{ ads, adCosts, spentToday, wanted, past: past.adCosts.byDay },
  }
}
type Stats = { advertId: number; days: { apps: { nms: (WbFigures & { nmId: number })[] }[] }[] }

beforeAll(async () => {
  sandbox = await startSandbox({ at: '2026-11-24T21:00:00Z', limits: false, speedup: 5000, ...SIZE })
  let minute = 0
  for (const moment of MOMENTS) {
    sandbox.advance((moment - minute) / (24 * 60))
    minute = moment
    ozon.push(await ozonNow())
    wb.push(await wbNow())
  }
}, 600_000)
afterAll(() => sandbox.close())

/** Asserts that nothing of what was told is missing later, or less. */
function growing(moments: readonly Told[]) {
  for (const [index, told] of moments.entries())
    for (const [key, figures] of Object.entries(told))
      for (const [name, n] of Object.entries(figures))
        expect(
          moments[index + 1]?.[key]?.[name] ?? (index + 1 === moments.length ? n : -1),
          `${key} ${name}`,
        ).toBeGreaterThanOrEqual(n)
}
/** Asserts that figures of parts add up to those of their wholes. */
function addingUp(parts: Told, wholes: Told, names: readonly string[]) {
  const sums: Told = {}
  for (const [key, figures] of Object.entries(parts)) add(sums, key.split('/')[0] as string, figures)
  const only = (told: Told) =>
    Object.fromEntries(Object.entries(told).map(([key, of]) => [key, names.map(name => of[name])]))
  expect(only(sums)).toEqual(only(wholes))
}
/** Asserts that a whole is begun, not over, and over at the moments: by the part of the day that is over. */
function asTheClock(wholes: readonly number[]) {
  const [first, , morning, evening, after] = wholes as [number, number, number, number, number]
  expect(first).toBeLessThan(morning / 20)
  expect(morning / evening).toBeGreaterThan(0.3)
  expect(morning / evening).toBeLessThan(0.5)
  expect(after).toBe(evening)
}

test('today’s advertising on Ozon grows with the clock, is whole in its last minute, and true at each moment', () => {
  for (const { daily, products, expense, perOrder, charged, ads, orderAds } of ozon) {
    const truth = Object.entries(ads.byCampaign).map(([id, { rows, ...figures }]) => [id, figures])
    expect(daily).toEqual(Object.fromEntries(truth))
    expect(Object.keys(products)).toHaveLength(ads.total.rows)
    addingUp(products, daily, ['views', 'clicks', 'spend', 'orders'])
    expect(total(expense, 'spend')).toBe(ads.total.spend + orderAds.total.spend)
    expect(total(perOrder, 'spend')).toBe(orderAds.total.spend)
    expect(total(charged, 'spend')).toBe(ads.total.spend)
  }
  // A young day gives orders from one campaign to another when it is attributed again.
  for (const name of ['daily', 'products'] as const) growing(ozon.slice(0, 4).map(moment => moment[name]))
  for (const name of ['expense', 'perOrder', 'charged'] as const) growing(ozon.map(moment => moment[name]))
  for (const name of ['views', 'clicks', 'spend']) asTheClock(ozon.map(({ daily }) => total(daily, name)))
  for (const told of [ozon.map(({ perOrder }) => perOrder), ozon.map(({ daily }) => daily)]) {
    const [first, , morning, evening] = told.map(of => total(of, 'orders')) as [
      number,
      number,
      number,
      number,
    ]
    expect(first).toBe(0)
    expect(evening).toBeGreaterThan(2 * morning)
  }
})

test('a charge of Ozon keeps its number while others are added', () => {
  for (const { fees } of ozon) expect(ozon.at(-1)?.fees).toMatchObject(fees)
})

test('today’s advertising on Wildberries grows with the clock, is whole in its last minute, and true at each moment', () => {
  for (const { campaigns, cards, charges, clusters, ads, adCosts, wanted } of wb) {
    const truth = Object.entries(ads.byCampaign).map(([id, { rows, ...figures }]) => [id, figures])
    expect(
      Object.fromEntries(Object.entries(campaigns).map(([id, { atbs, ...figures }]) => [id, figures])),
    ).toEqual(Object.fromEntries(truth))
    expect(Object.keys(cards)).toHaveLength(ads.total.rows)
    addingUp(cards, campaigns, ['views', 'clicks', 'spend', 'orders', 'atbs', 'revenue'])
    const sums = Object.entries(adCosts.byCampaign).map(([id, { sum }]) => [id, { sum }])
    expect(charges).toEqual(Object.fromEntries(sums))
    for (const name of ['views', 'clicks', 'atbs', 'orders', 'spend'] as const)
      expect(total(clusters, name), name).toBe(wanted.total[name])
  }
  for (const name of ['campaigns', 'cards', 'charges', 'clusters'] as const)
    growing(wb.map(moment => moment[name]))
  for (const name of ['views', 'clicks', 'spend'])
    asTheClock(wb.map(({ campaigns }) => total(campaigns, name)))
})

test('what campaigns of Wildberries have cost today is beside their daily limits, in kopecks, and none has cost more', () => {
  const days = wb.slice(0, 4)
  for (const { limited, limits, spentToday, campaigns } of days) {
    expect(limited).toEqual(
      Object.fromEntries(Object.entries(spentToday).map(([id, spend]) => [id, { spend }])),
    )
    expect(total(limited, 'spend')).toBe(total(campaigns, 'spend'))
    for (const { advertId, dailyLimit, spentToday: spent } of limits)
      expect(spent, String(advertId)).toBeLessThanOrEqual(dailyLimit)
  }
  growing(days.map(({ limited }) => limited))
  expect(total(days[3]?.limited as Told, 'spend')).toBeGreaterThan(0)
})

test('days that are over stay as they were', () => {
  for (const { past } of ozon) expect(past).toEqual(ozon[0]?.past)
  for (const { past } of wb) expect(past).toEqual(wb[0]?.past)
})
