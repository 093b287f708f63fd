import type { Keys, Marketplace } from '#contract/shop.ts'
import type { Truth, WbTruth } from '../../sandbox/index.ts'

/** Expected figures by day or item: name -> figure -> number. */
type Days = Readonly<Record<string, object>>
/** Sums of a table that must equal the marketplace's, to the kopeck. */
interface Compared<T> {
  readonly what: string
  /** Days of history asked for, today included. */
  readonly days: number
  readonly from: string
  readonly by: string
  readonly sums: Readonly<Record<string, string>>
  of(truth: T): Days
}
const kopecks = (column: string) => `coalesce(sum(${column}), 0) * 100`

const OZON: readonly Compared<Truth>[] = [
  {
    what: 'orders',
    days: 365,
    from: "(SELECT * FROM fact_ozon_orders WHERE status <> 'cancelled_from_split_pending')",
    by: 'dt',
    sums: {
      postings: 'count(DISTINCT posting_number)',
      lines: 'count(*) FILTER (sku <> 0)',
      units: 'sum(quantity)',
      revenue: kopecks('price * quantity'),
      cancelledUnits: "coalesce(sum(quantity) FILTER (status = 'cancelled'), 0)",
    },
    of: truth => truth.orders.byDay,
  },
  {
    what: 'accruals',
    days: 365,
    from: 'fact_ozon_transactions',
    by: 'dt',
    sums: { accruals: 'count(*)', total: kopecks('amount'), services: kopecks('services_total') },
    of: truth => truth.accruals.byDay,
  },
  {
    what: 'returns',
    days: 180,
    from: 'fact_ozon_returns',
    by: 'dt',
    sums: { returns: 'count(*)', units: 'sum(quantity)' },
    of: truth => truth.returns.byDay,
  },
  {
    what: 'funnel',
    // Metrics available without a subscription.
    days: 60,
    from: 'fact_ozon_funnel',
    by: 'dt',
    sums: { rows: 'count(*)', units: 'sum(ordered_units)', revenue: kopecks('revenue') },
    of: truth => truth.funnel.byDay,
  },
]
/** Only for shops whose keys give access to advertising. */
const OZON_ADS: Compared<Truth> = {
  what: 'advertising',
  days: 90,
  from: 'fact_ozon_ad_expense',
  by: 'dt',
  sums: { spend: kopecks('money_spent') },
  of: ({ ads, orderAds }) =>
    Object.fromEntries(
      [...new Set([...Object.keys(ads.byDay), ...Object.keys(orderAds.byDay)])].map(day => [
        day,
        { spend: (ads.byDay[day]?.spend ?? 0) + (orderAds.byDay[day]?.spend ?? 0) },
      ]),
    ),
}
const WB: readonly Compared<WbTruth>[] = [
  {
    what: 'orders',
    days: 90,
    from: 'fact_wb_orders',
    by: 'dt',
    sums: {
      orders: 'count(*)',
      revenue: kopecks('price_with_disc'),
      cancels: 'count(*) FILTER (is_cancel)',
    },
    of: truth => truth.orders.byDay,
  },
  {
    what: 'sales',
    days: 90,
    from: 'fact_wb_sales',
    by: 'dt',
    sums: {
      sales: 'count(*) FILTER (NOT is_return)',
      returns: 'count(*) FILTER (is_return)',
      forPay: kopecks('for_pay'),
    },
    of: truth => truth.sales.byDay,
  },
  {
    what: 'funnel',
    days: 365,
    from: 'fact_wb_funnel',
    by: 'dt',
    sums: { rows: 'count(*)', orders: 'sum(order_count)', orderSum: kopecks('order_sum') },
    of: truth => truth.funnel.byDay,
  },
  {
    what: 'advertising',
    days: 30,
    from: 'fact_wb_ad_costs WHERE upd_time IS NOT NULL',
    by: 'dt',
    sums: { rows: 'count(*)', sum: kopecks('amount') },
    of: truth => truth.adCosts.byDay,
  },
]

export interface Comparing {
  readonly keys: Keys
  /** Days from this one on are not compared: what happened since the last run of a coordinator is not here yet. */
  readonly before: string
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  truth(days: number): Promise<Truth | WbTruth>
}
/** Days compared, and those that differ: `orders 2026-11-18: {…}`. */
export interface Compare {
  readonly days: number
  readonly differ: readonly string[]
}

const BY_MARKETPLACE: Partial<Record<Marketplace, (keys: Keys) => readonly object[]>> = {
  ozon: keys => ('performance' in keys && keys.performance ? [...OZON, OZON_ADS] : OZON),
  wb: () => WB,
}

function comparedOf(keys: Keys): readonly Compared<Truth | WbTruth>[] {
  const all = BY_MARKETPLACE[keys.marketplace]?.(keys)
  if (!all) throw new TypeError(`no shop of ${keys.marketplace} is measured`)
  return all as readonly Compared<Truth | WbTruth>[]
}

/** Compares a shop of the data folder with its world, day by day. */
export async function compare(shopId: number, of: Comparing): Promise<Compare> {
  const differ: string[] = []
  let days = 0
  for (const one of comparedOf(of.keys)) {
    const told = await of.truth(one.days)
    const wanted = one.of(told)
    const sums = Object.entries(one.sums).map(([name, sql]) => `(${sql})::BIGINT AS "${name}"`)
    const found = await of.query(
      `SELECT (${one.by})::VARCHAR AS of, ${sums.join(', ')} FROM (SELECT * FROM ${one.from})
       WHERE shop_id = ${shopId} AND dt BETWEEN DATE '${told.from}' AND DATE '${told.to}' GROUP BY 1`,
    )
    const here = new Map(found.map(row => [String(row.of), row]))
    for (const day of new Set([...here.keys(), ...Object.keys(wanted)])) {
      if (day >= of.before) continue
      days += 1
      const row = (from: unknown) =>
        JSON.stringify(
          Object.keys(one.sums).map(name => Number((from as Record<string, unknown>)?.[name] ?? 0)),
        )
      const [mine, theirs] = [row(here.get(day)), row(wanted[day])]
      if (mine !== theirs) differ.push(`${shopId} ${one.what} ${day}: ${mine} for ${theirs}`)
    }
  }
  return { days, differ }
}
