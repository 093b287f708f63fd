import type { Kopecks } from '#contract/money.ts'
import type { Day, Instant } from '../../../loaders/core/parse/time.ts'
import { adRevenue, adSpend, orderedRevenue, orderedUnits } from '../measures/catalogue.ts'
import { sqlOf } from '../measures/measure.ts'
import type { Facts, PlainRow } from '../store/duckdb/connection.ts'
import { literal } from '../store/schema/ddl.ts'

/** Orders of one shop, day and currency. */
export interface OrderDay {
  readonly shopId: number
  readonly dt: Day
  readonly currency: string | null
  readonly units: number
  readonly revenue: Kopecks
}
/** Ad spend and attributed revenue of one shop, day and currency. */
export interface AdDay {
  readonly shopId: number
  readonly dt: Day
  readonly currency: string
  readonly spend: Kopecks
  readonly revenue: Kopecks
  /** Streams that must be loaded for the revenue to be known. */
  readonly needs: readonly string[]
  /** Whether a charge appears in no statistics, so that the revenue is unknown. */
  readonly untold: boolean
}
export interface TopRow {
  readonly shopId: number
  readonly productId: string | null
  readonly sku: string
  readonly offerId: string
  readonly name: string
  readonly currency: string
  readonly units: number
  /** Null if none of its lines has a price. */
  readonly revenue: Kopecks | null
  readonly previousRevenue: Kopecks | null
}

/** Limits a shop's orders of one Moscow day to those before an instant. */
export interface Cut {
  readonly shopId: number
  readonly day: Day
  readonly before: Instant
}

/** A literal, not a parameter: DuckDB plans without parameter values and could not skip row groups of other days. */
export const dateOf = (day: Day): string => `DATE ${literal(day)}`

const idsOf = (shops: readonly number[]): string => shops.join() || '0'

/** A line without an instant counts from the beginning of its day. */
const beforeCut = ({ shopId, day, before }: Cut): string =>
  `shop_id = ${shopId} AND dt = DATE '${day}' AND coalesce(ordered_at, dt::TIMESTAMP - INTERVAL 3 HOUR) < TIMESTAMP '${before.slice(0, -1)}'`

/** SQL condition: the line is not behind the cut of its shop. */
export const isWithin = (end: Cut): string =>
  `(shop_id <> ${end.shopId} OR dt < DATE '${end.day}' OR (${beforeCut(end)}))`

const ORDERS = /* sql */ `${sqlOf(orderedUnits)} AS units, ${sqlOf(orderedRevenue)} AS revenue FROM ${orderedUnits.base.view}`

/** One row per day, shop and currency with orders. Each line has exactly one day, so days add up to a period. */
export async function orderDays(
  facts: Facts,
  shops: readonly number[],
  from: Day,
  to: Day,
): Promise<readonly OrderDay[]> {
  const where = `WHERE dt BETWEEN ${dateOf(from)} AND ${dateOf(to)} AND shop_id IN (${idsOf(shops)})`
  // Grouping a million rows by the currency text is slow; comparing with RUB costs a third, and nearly every shop sells in roubles only.
  const sql = `SELECT shop_id, dt, currency = 'RUB' AS roubles, ${ORDERS} ${where} GROUP BY shop_id, dt, roubles`
  const rows = await facts.read(sql)
  const known = rows
    .filter(row => row.roubles !== false)
    .map(row => orderDay({ ...row, currency: row.roubles === null ? null : 'RUB' }))
  if (known.length === rows.length) return known
  const others = `SELECT shop_id, dt, currency, ${ORDERS} ${where} AND currency <> 'RUB' GROUP BY shop_id, dt, currency`
  return [...known, ...(await facts.read(others)).map(orderDay)]
}

/** Orders by day, cut at an instant in some of the shops. */
export async function orderDaysUntil(
  facts: Facts,
  days: readonly OrderDay[],
  ends: readonly Cut[],
): Promise<readonly OrderDay[]> {
  const endOf = new Map(ends.map(({ shopId, day }) => [shopId, day]))
  const whole = days.filter(({ shopId, dt }) => dt < (endOf.get(shopId) ?? '9999-12-31'))
  return [...whole, ...(await orderDaysBefore(facts, ends))]
}

/** Orders of the cut days, before the cuts. */
export async function orderDaysBefore(facts: Facts, cuts: readonly Cut[]): Promise<readonly OrderDay[]> {
  if (cuts.length === 0) return []
  const sql = `SELECT shop_id, dt, currency, ${ORDERS} WHERE ${cuts.map(cut => `(${beforeCut(cut)})`).join(' OR ')} GROUP BY shop_id, dt, currency`
  return (await facts.read(sql)).map(orderDay)
}

const kopecksOf = (sum: PlainRow[string] | undefined): Kopecks | null =>
  sum === null || sum === undefined ? null : (Number(sum) as Kopecks)

const orderDay = (row: PlainRow): OrderDay => ({
  shopId: Number(row.shop_id),
  dt: String(row.dt),
  currency: row.currency === null ? null : String(row.currency),
  units: Number(row.units),
  revenue: Number(row.revenue) as Kopecks,
})

/** One row per day, shop and currency with advertising. */
export async function adDays(
  facts: Facts,
  shops: readonly number[],
  from: Day,
  to: Day,
): Promise<readonly AdDay[]> {
  const sql = `SELECT shop_id, dt, currency, ${sqlOf(adSpend)} AS spend, ${sqlOf(adRevenue)} AS revenue, string_agg(DISTINCT needs, ' ') AS needs, bool_or(untold) AS untold
    FROM ${adSpend.base.view} WHERE dt BETWEEN ${dateOf(from)} AND ${dateOf(to)} AND shop_id IN (${idsOf(shops)}) GROUP BY shop_id, dt, currency`
  return (await facts.read(sql)).map(row => ({
    shopId: Number(row.shop_id),
    dt: String(row.dt),
    currency: String(row.currency),
    spend: Number(row.spend) as Kopecks,
    revenue: Number(row.revenue) as Kopecks,
    needs: row.needs ? String(row.needs).split(' ') : [],
    untold: row.untold === true,
  }))
}

interface TopAsked {
  readonly shops: readonly number[]
  readonly by: 'revenue' | 'units'
  /** Whether all sums are in roubles, so that lines need not be grouped by currency. */
  readonly roubles: boolean
  readonly from: Day
  readonly to: Day
  /** First day of the previous period. */
  readonly before: Day
  readonly cuts: readonly Cut[]
  /** Where the period is cut in some of the shops. */
  readonly ends: readonly Cut[]
}

/**
 * The ten products with the highest revenue. Sums by SKU first, then merges SKUs into products. Names and the previous period are looked up for these ten
 * only, names on the last day of orders: reading the texts of whole months takes longer than all sums.
 */
export async function topProducts(
  facts: Facts,
  { shops, by, roubles, from, to, before, cuts, ends }: TopAsked,
): Promise<readonly TopRow[]> {
  const whole = cuts.map(({ shopId, day }) => `WHEN ${shopId} THEN DATE '${day}'`)
  const end = whole.length > 0 ? `CASE shop_id ${whole.join(' ')} ELSE ${dateOf(from)} END` : dateOf(from)
  const earlier = [`dt >= ${dateOf(before)} AND dt < ${end}`, ...cuts.map(cut => `(${beforeCut(cut)})`)].join(
    ' OR ',
  )
  const theirs = `shop_id IN (${idsOf(shops)})`
  const within = [`dt BETWEEN ${dateOf(from)} AND ${dateOf(to)}`, ...ends.map(isWithin)].join(' AND ')
  const currency = roubles ? `'RUB'` : `coalesce(currency, 'RUB')`
  const product = `coalesce('product ' || coalesce(named, product_id), 'sku ' || skus.sku)`
  const sql = /* sql */ `
WITH skus AS (
  SELECT shop_id, any_value(product_id) AS named, sku, ${currency} AS currency, ${sqlOf(orderedUnits)} AS units, ${sqlOf(orderedRevenue)} AS revenue, max(dt) AS last
  FROM order_lines WHERE ${theirs} AND ${within} GROUP BY ALL HAVING sum(quantity) > 0
), products AS (
  SELECT shop_id, currency, ${product} AS product, any_value(coalesce(named, product_id)) AS product_id, coalesce(arg_max(skus.sku, revenue), max(skus.sku)) AS sku,
         sum(units)::BIGINT AS units, sum(revenue)::BIGINT AS revenue, max(last) AS last
  FROM skus LEFT JOIN product_skus USING (shop_id, sku) GROUP BY shop_id, currency, product
), top AS (
  SELECT * FROM products ORDER BY ${by} DESC NULLS LAST, product_id, sku LIMIT 10
), theirs AS (
  SELECT shop_id, product, coalesce(product_skus.sku, top.sku) AS sku, last FROM top LEFT JOIN product_skus USING (shop_id, product_id)
), named AS (
  SELECT theirs.shop_id, product, max(offer_id) AS offer_id, max(product_name) AS name
  FROM order_lines AS lines JOIN theirs ON lines.shop_id = theirs.shop_id AND lines.sku = theirs.sku AND lines.dt = theirs.last GROUP BY theirs.shop_id, product
), earlier AS (
  SELECT shop_id, product, ${currency} AS currency, ${sqlOf(orderedRevenue)} AS revenue
  FROM order_lines JOIN theirs USING (shop_id, sku) WHERE ${theirs} AND (${earlier}) GROUP BY ALL
)
SELECT shop_id, top.product_id::VARCHAR AS product_id, top.sku::VARCHAR AS sku, offer_id, name, currency, units, top.revenue, if(earlier.product IS NULL, 0, earlier.revenue) AS previous
FROM top LEFT JOIN named USING (shop_id, product) LEFT JOIN earlier USING (shop_id, product, currency) ORDER BY top.${by} DESC NULLS LAST, top.product_id, top.sku`
  const rows = await facts.read(sql)
  const older = await olderNames(facts, rows, within)
  return rows.map(row => ({
    shopId: Number(row.shop_id),
    productId: row.product_id === null ? null : String(row.product_id),
    sku: String(row.sku),
    offerId: String(row.offer_id ?? older.get(`${row.shop_id} ${row.sku}`)?.offer_id ?? ''),
    name: String(row.name ?? older.get(`${row.shop_id} ${row.sku}`)?.name ?? ''),
    currency: String(row.currency),
    units: Number(row.units),
    revenue: kopecksOf(row.revenue),
    previousRevenue: kopecksOf(row.previous),
  }))
}

/** Names of products whose lines of the last day lack them, by shop and SKU. */
async function olderNames(
  facts: Facts,
  rows: readonly PlainRow[],
  within: string,
): Promise<ReadonlyMap<string, PlainRow>> {
  const nameless = rows.filter(({ offer_id, name }) => offer_id === null || name === null)
  if (nameless.length === 0) return new Map()
  const skus = nameless.map(({ shop_id, sku }) => `(${shop_id}, ${sku})`).join(', ')
  const found = await facts.read(
    `SELECT shop_id, sku, arg_max(offer_id, dt) AS offer_id, arg_max(product_name, dt) AS name FROM order_lines WHERE (shop_id, sku) IN (${skus}) AND ${within} GROUP BY shop_id, sku`,
  )
  return new Map(found.map(row => [`${row.shop_id} ${row.sku}`, row]))
}
