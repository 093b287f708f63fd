import type { z } from 'zod'
import type { Overview, OverviewQuery } from '#contract/overview.ts'
import type { Marketplace } from '../../../loaders/core/marketplace.ts'
import { addDays, type Day, daysBetween } from '../../../loaders/core/time.ts'
import type { Facts, PlainRow } from '../store/duck.ts'
import type { Spans } from './spans.ts'

/**
 * A row a day of both periods, days without anything too; sums are kopecks. A posting has one day, so days add up to a period.
 */
const daysQuestion = (shops: string) => /* sql */ `
WITH days AS (SELECT unnest(generate_series($before::DATE, $to::DATE, INTERVAL 1 DAY))::DATE AS dt),
orders AS (
  SELECT dt, sum(orders)::BIGINT AS orders, sum(quantity)::BIGINT AS units, (sum(revenue) * 100)::BIGINT AS revenue FROM order_lines
  WHERE dt BETWEEN $before::DATE AND $to::DATE AND shop_id IN (${shops}) GROUP BY dt
), ads AS (
  SELECT dt, (sum(spend) * 100)::BIGINT AS spend, (sum(revenue) * 100)::BIGINT AS revenue FROM ad_days
  WHERE dt BETWEEN $before::DATE AND $to::DATE AND shop_id IN (${shops}) GROUP BY dt
)
SELECT days.dt, coalesce(orders.orders, 0) AS orders, coalesce(orders.units, 0) AS units, coalesce(orders.revenue, 0) AS revenue,
       coalesce(ads.spend, 0) AS ad_spend, coalesce(ads.revenue, 0) AS ad_revenue
FROM days LEFT JOIN orders USING (dt) LEFT JOIN ads USING (dt) ORDER BY days.dt
`

/** Products by revenue; a product is what the cabinet calls by one SKU. Names and the period before are looked up for the ten alone. */
const topQuestion = (shops: string) => /* sql */ `
WITH top AS (
  SELECT shop_id, sku, sum(quantity)::BIGINT AS units, (sum(revenue) * 100)::BIGINT AS revenue
  FROM order_lines WHERE dt BETWEEN $from::DATE AND $to::DATE AND shop_id IN (${shops})
  GROUP BY shop_id, sku ORDER BY revenue DESC, sku::VARCHAR LIMIT 10
), named AS (
  SELECT shop_id, sku, arg_max(offer_id, dt) AS offer_id, arg_max(product_name, dt) AS name
  FROM order_lines SEMI JOIN top USING (shop_id, sku) WHERE dt BETWEEN $from::DATE AND $to::DATE GROUP BY shop_id, sku
), before AS (
  SELECT shop_id, sku, (sum(revenue) * 100)::BIGINT AS revenue
  FROM order_lines SEMI JOIN top USING (shop_id, sku) WHERE dt >= $before::DATE AND dt < $from::DATE GROUP BY shop_id, sku
)
SELECT shop_id, sku::VARCHAR AS sku, offer_id, name, units, top.revenue, coalesce(before.revenue, 0) AS previous
FROM top LEFT JOIN named USING (shop_id, sku) LEFT JOIN before USING (shop_id, sku) ORDER BY top.revenue DESC, sku
`

interface Totals {
  readonly orders: number
  readonly units: number
  readonly revenue: number
  readonly ad_spend: number
  readonly ad_revenue: number
}
interface Period {
  readonly from: Day
  readonly to: Day
}
type Figure<T> = { value: T | null; previous: T | null; missing: string[] }

type Figures = Marketplace['figures']
/** A shop of the question, with what its marketplace's figures stand on. */
export interface Asked {
  readonly id: number
  readonly figures: Figures
}

/**
 * The figures of a period beside those of the same number of days before it. A figure whose data does not reach over the period is null and names
 * what is missing: a sum of incomplete parts is worse than a dash.
 */
export async function overview(
  facts: Facts,
  spans: Spans,
  query: z.output<typeof OverviewQuery>,
  shops: readonly Asked[],
): Promise<Overview> {
  const length = daysBetween(query.from, query.to)
  const period: Period = { from: query.from, to: query.to }
  const previous: Period = { from: addDays(query.from, -length), to: addDays(query.from, -1) }
  // Numbers of the app's own; no shop is no row.
  const ids = shops.map(shop => shop.id).join() || '0'
  const [days, top] = await Promise.all([
    facts.read(daysQuestion(ids), { before: previous.from, to: period.to }),
    facts.read(topQuestion(ids), { before: previous.from, ...period }),
  ])
  const daily = days.filter(row => String(row.dt) >= period.from)
  const now = totalsOf(daily)
  const was = totalsOf(days.filter(row => String(row.dt) < period.from))
  const lacking = (of: readonly (keyof Figures)[], { from, to }: Period): string[] => {
    const needed = shops.flatMap(({ id, figures }) => of.map(name => ({ id, dataset: figures[name] })))
    const open = needed.filter(
      ({ id, dataset }) => !dataset.streams.every(stream => spans.cover(id, stream, from, to)),
    )
    return [...new Set(open.map(({ dataset }) => dataset.step))]
  }
  const known = (of: readonly (keyof Figures)[], over: Period) =>
    shops.length > 0 && lacking(of, over).length === 0
  const figure = <T>(needs: readonly (keyof Figures)[], take: (totals: Totals) => T | null): Figure<T> => ({
    value: known(needs, period) ? take(now) : null,
    previous: known(needs, previous) ? take(was) : null,
    missing: lacking(needs, period),
  })
  const adsKnown = known(['adSpend'], period)
  return {
    from: query.from,
    to: query.to,
    previousFrom: previous.from,
    previousTo: previous.to,
    orders: figure(['orders'], sums => sums.orders),
    units: figure(['orders'], sums => sums.units),
    revenue: figure(['orders'], sums => sums.revenue),
    averageCheck: figure(['orders'], sums =>
      sums.orders > 0 ? Math.round(sums.revenue / sums.orders) : null,
    ),
    adSpend: figure(['adSpend'], sums => sums.ad_spend),
    adRevenue: figure(['adRevenue'], sums => sums.ad_revenue),
    drr: figure(['adRevenue'], sums => share(sums.ad_spend, sums.ad_revenue)),
    totalDrr: figure(['adSpend', 'orders'], sums => share(sums.ad_spend, sums.revenue)),
    daily: daily.map(row => ({
      dt: String(row.dt),
      orders: Number(row.orders),
      revenue: Number(row.revenue),
      adSpend: adsKnown ? Number(row.ad_spend) : null,
    })),
    top: top.map(row => ({
      shopId: Number(row.shop_id),
      sku: String(row.sku),
      offerId: String(row.offer_id ?? ''),
      name: String(row.name ?? ''),
      units: Number(row.units),
      revenue: Number(row.revenue),
      previousRevenue: Number(row.previous),
    })),
  }
}

function totalsOf(days: readonly PlainRow[]): Totals {
  const sum = (column: keyof Totals) => days.reduce((total, row) => total + Number(row[column]), 0)
  return {
    orders: sum('orders'),
    units: sum('units'),
    revenue: sum('revenue'),
    ad_spend: sum('ad_spend'),
    ad_revenue: sum('ad_revenue'),
  }
}

/** Percent with two decimals; there is no share of nothing. */
const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null
