import { dayNumber, dayString, startOfDay, utc } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import { badRequest, ok } from '../../http.ts'
import { comma, fixed } from '../../money.ts'
import type { AdRow } from '../world/ads.ts'
import type { Campaign } from '../world/campaigns.ts'
import type { World } from '../world/index.ts'
import type { Handler } from './call.ts'
import { idList, period } from './call.ts'

/** Sums over rows of click advertising; money in kopecks. */
export type Sum = {
  views: number
  clicks: number
  toCart: number
  spend: number
  orders: number
  revenue: number
  modelOrders: number
  modelRevenue: number
}

/** Adds rows up. */
export const sum = (rows: readonly AdRow[]): Sum => {
  const s: Sum = {
    views: 0,
    clicks: 0,
    toCart: 0,
    spend: 0,
    orders: 0,
    revenue: 0,
    modelOrders: 0,
    modelRevenue: 0,
  }
  for (const r of rows) for (const k of Object.keys(s) as (keyof Sum)[]) s[k] += r[k]
  return s
}

/** A share in per cent as `"10,94"`. */
export const share = (top: number, under: number): string =>
  comma(under === 0 ? 0 : Math.round((top / under) * 10_000))

/** Rows of click campaigns in a period, of all campaigns or the given ones. */
export function clickRows(world: World, from: number, to: number, campaigns: readonly number[]): AdRow[] {
  const rows: AdRow[] = []
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); day++)
    for (const row of world.adRows(day))
      if (campaigns.length === 0 || campaigns.includes(row.campaign.id)) rows.push(row)
  return rows
}

const wanted = (query: URLSearchParams): number[] =>
  query
    .getAll('campaignIds')
    .flatMap(v => v.split(','))
    .filter(v => v !== '')
    .map(Number)

const grouped = (rows: readonly AdRow[]) => [...groupBy(rows, r => `${r.day}/${r.campaign.id}`).values()]

/** GET /api/client/statistics/daily/json: click campaign × Moscow day. */
export const daily: Handler = ({ shop, query }) => {
  const { from, to } = period(shop, query.get('dateFrom'), query.get('dateTo'))
  return ok({
    rows: grouped(clickRows(shop.world(), from, to, wanted(query))).map(rows => {
      const { campaign, day } = rows[0] as AdRow
      const s = sum(rows)
      return {
        id: String(campaign.id),
        title: campaign.title,
        date: dayString(day),
        views: String(s.views),
        clicks: String(s.clicks),
        moneySpent: comma(s.spend),
        orders: String(s.orders),
        ordersMoney: comma(s.revenue),
      }
    }),
  })
}

/** GET /api/client/statistics/expense/json: campaign × Moscow day, with the system campaign even under a filter (ozon.md 6.3). */
export const expense: Handler = ({ shop, query }) => {
  const { from, to } = period(shop, query.get('dateFrom'), query.get('dateTo'))
  const world = shop.world()
  const row = (campaign: Campaign, day: number, spend: number) => ({
    id: String(campaign.id),
    date: dayString(day),
    title: campaign.title,
    moneySpent: comma(spend),
    bonusSpent: '0,00',
    prepaymentSpent: '0,00',
  })
  // Rows without spend are not in the expense report.
  const spent = clickRows(world, from, to, wanted(query)).filter(({ spend }) => spend > 0)
  const clicks = grouped(spent).map(rows => {
    const first = rows[0] as AdRow
    return row(first.campaign, first.day, sum(rows).spend)
  })
  const system = world.campaigns().find(c => c.kind === 'SEARCH_PROMO')
  const ads = world.orderAds().filter(a => a.day >= from && a.day <= to)
  const perOrder = system
    ? [...groupBy(ads, a => a.day)].map(([day, list]) =>
        row(
          system,
          day,
          list.reduce((n, a) => n + a.spend, 0),
        ),
      )
    : []
  return ok({ rows: [...clicks, ...perOrder].sort((a, b) => a.date.localeCompare(b.date)) })
}

/** GET /api/client/statistics/campaign/product/json: totals of a period per campaign. */
export const campaignTotals: Handler = ({ shop, query }) => {
  const { from, to } = period(shop, query.get('dateFrom'), query.get('dateTo'))
  const world = shop.world()
  const byCampaign = groupBy(clickRows(world, from, to, wanted(query)), r => r.campaign)
  return ok({
    rows: [...byCampaign].map(([c, rows]) => {
      const s = sum(rows)
      return {
        id: String(c.id),
        title: c.title,
        objectType: c.kind,
        status: c.state,
        placement: 'Поиск и категории',
        weeklyBudget: comma(c.run.budgetAt(world.now)),
        budget: '0,00',
        moneySpent: comma(s.spend),
        views: String(s.views),
        clicks: String(s.clicks),
        ctr: share(s.clicks, s.views),
        clickPrice: comma(s.clicks === 0 ? 0 : Math.round(s.spend / s.clicks)),
        orders: String(s.orders),
        ordersMoney: comma(s.revenue),
        drr: share(s.spend, s.revenue),
        toCart: String(s.toCart),
        strategy: c.strategy,
      }
    }),
  })
}

/** POST /api/client/statistics/products/sku: today or yesterday only, with decimal dots (ozon.md 6.4). */
export const productsBySku: Handler = ({ shop, body }) => {
  const campaigns = idList(body.campaignIds)
  if (campaigns.length === 0) throw badRequest('empty campaigns')
  const world = shop.world()
  const [from, to] = [dayNumber(String(body.dateFrom)), dayNumber(String(body.dateTo))]
  if (!(from >= world.today - 1 && to <= world.today && to >= from))
    throw badRequest('date range must contain only today or yesterday')
  return ok({
    rows: clickRows(world, from, to, campaigns).map(r => ({
      campaignId: String(r.campaign.id),
      date: dayString(r.day),
      sku: String(r.sku),
      price: fixed(r.product.price),
      views: String(r.views),
      clicks: String(r.clicks),
      ctr: Math.round((r.clicks / r.views) * 10_000) / 100,
      toCart: String(r.toCart),
      avgCpc: fixed(r.clicks === 0 ? 0 : Math.round(r.spend / r.clicks)),
      expense: fixed(r.spend),
      orders: String(r.orders),
      sales: fixed(r.revenue),
      modelOrders: String(r.modelOrders),
      modelSales: fixed(r.modelRevenue),
      drr: r.revenue === 0 ? 0 : Math.round((r.spend / r.revenue) * 10_000) / 100,
      dateAdded: utc(startOfDay(r.campaign.fromDay)),
    })),
  })
}
