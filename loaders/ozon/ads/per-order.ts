import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Slice } from '../../core/declare/slices.ts'
import { allIds, days, each, sliceKey } from '../../core/declare/slices.ts'
import type { RunLocal, Source, StreamContext } from '../../core/declare/source.ts'
import { withFallback } from '../../core/declare/source.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError, REACTION } from '../../core/errors.ts'
import {
  block,
  countOrZero,
  extra,
  list,
  maybeId,
  maybeSum,
  sumOrZero,
  text,
} from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { add, ZERO } from '../../core/parse/money.ts'
import type { Day } from '../../core/parse/time.ts'
import { groupedIntoReports } from '../../core/run/async-report.ts'
import type { AdOrder } from './order-rows.ts'
import { readOrders } from './order-rows.ts'
import { DEPTH, download, REPORT_DAYS } from './report-download.ts'
import type { AdRow } from './report-rows.ts'
import { readJson } from './report-rows.ts'
import { dayOf, EXPENSE, ExpensePage } from './spending.ts'
import { adExpense } from './tables.ts'

const ORDERS = '/api/client/statistic/orders/generate/json'
const PRODUCTS = '/api/client/statistic/products/generate/json'

const paid = { table: adExpense, column: 'campaign_id', positive: 'money_spent', where: { is_cpo: true } }

/** Days with such an expense. All campaigns of a day together, since neither report tells them apart. */
export const perOrderDays = allIds(async context =>
  groupedIntoReports(
    await each(days(1, DEPTH), Number.POSITIVE_INFINITY, paid)(context),
    REPORT_DAYS,
    context.today,
  ),
)

type Told = Pick<AdRow, 'sku' | 'money_spent' | 'orders' | 'revenue'> & Partial<AdRow>
const rowOf = (campaign_id: Id, dt: Day, told: Told): AdRow => ({
  campaign_id,
  dt,
  product_name: null,
  price: null,
  views: 0,
  clicks: 0,
  ctr: null,
  add_to_cart: 0,
  avg_cpc: null,
  model_orders: 0,
  model_revenue: ZERO,
  drr: null,
  general_drr: null,
  product_gmv: null,
  added_on: null,
  extra: null,
  ...told,
})

/** Field names of this report vary in case. */
const lowerKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key.toLowerCase(), held]))
    : value
const Product = z.preprocess(
  lowerKeys,
  z.object({
    sku: maybeId,
    offerid: text,
    title: text,
    price: maybeSum,
    bid: text,
    views: countOrZero,
    clicks: countOrZero,
    tocart: countOrZero,
    orders: countOrZero,
    ordersmoney: sumOrZero,
    moneyspent: sumOrZero,
  }),
)
const Products = block({ rows: list(Product) })

/** The report by products has neither day nor campaign: each day is requested on its own, and its rows are stored under the first campaign of that day. */
const byDay: Source<readonly AdRow[]> = {
  host: HOST.performance,
  paths: [PRODUCTS],
  async *read(context, slice) {
    const report = await download(context, sliceKey(slice), PRODUCTS, moments(slice), (bytes, asked) =>
      readJson(bytes, Products, asked),
    )
    yield (report?.rows ?? []).map(row =>
      rowOf(slice.ids[0] ?? 0, slice.from, {
        sku: row.sku ?? 0,
        product_name: row.title,
        price: row.price,
        views: row.views,
        clicks: row.clicks,
        add_to_cart: row.tocart,
        money_spent: row.moneyspent,
        orders: row.orders,
        revenue: row.ordersmoney,
        extra: extra({ offer_id: row.offerid, bid: row.bid }),
      }),
    )
    await context.state.set(sliceKey(slice), null)
  },
}
const moments = ({ from, to }: { readonly from: Day; readonly to: Day }) => ({
  from: `${from}T00:00:00+03:00`,
  to: `${to}T23:59:59+03:00`,
})

/** The report is unavailable or does not fit its schema; a later try would not help. */
const isClosed = (error: unknown): error is LoadError =>
  error instanceof LoadError &&
  (['skip', 'fallback'].includes(REACTION[error.kind]) ||
    ['bad_request', 'not_found', 'shape'].includes(error.kind))

/** The orders of a span. Throws `obsolete` if the report is unavailable or does not fit its schema, so that the fallback uses the report by products. */
async function ordersOf(
  context: StreamContext,
  name: string,
  body: ReturnType<typeof moments>,
): Promise<readonly AdOrder[]> {
  try {
    return await download(context, name, ORDERS, body, readOrders)
  } catch (error) {
    if (!isClosed(error)) throw error
    if (error.kind === 'shape') context.unmapped('orders_report_not_understood', ORDERS)
    await context.state.set(name, null)
    throw new LoadError('obsolete', error.message, { cause: error })
  }
}

/** The orders of a span by day, and the cost of its campaigns by day (key `campaign day`). */
interface Span {
  readonly name: string
  readonly orders: ReadonlyMap<Day, readonly AdOrder[]>
  readonly cost: ReadonlyMap<string, Kopecks>
}
/** The spans that a run has requested: each once, by whichever of its days comes first. */
const SPANS: RunLocal<Map<string, Promise<Span>>> = { initial: () => new Map() }

function spanAround(context: StreamContext, { from, to, within = { from, to } }: Slice): Promise<Span> {
  const name = `orders ${within.from}/${within.to}`
  const spans = context.runLocal(SPANS)
  const span = spans.get(name) ?? read(context, name, within)
  spans.set(name, span)
  return span
}
async function read(
  context: StreamContext,
  name: string,
  within: NonNullable<Slice['within']>,
): Promise<Span> {
  const query = { dateFrom: within.from, dateTo: within.to }
  const [orders, expense] = await Promise.all([
    ordersOf(context, name, moments(within)),
    context.json({ host: HOST.performance, method: 'GET', path: EXPENSE, query }, ExpensePage),
  ])
  return {
    name,
    orders: Map.groupBy(orders, order => order.day),
    cost: new Map(expense.rows.map(row => [`${row.id} ${dayOf(row.date)}`, row.moneySpent])),
  }
}

/** The campaign whose cost of the day equals the sum of the orders, or the first one if they equal the cost of all campaigns; null if they match neither. */
function campaignOf(orders: readonly AdOrder[], { ids, from }: Slice, { cost }: Span): Id | null {
  const spent = add(...orders.map(order => order.spent))
  const costs = ids.map(id => cost.get(`${id} ${from}`) ?? ZERO)
  if (spent === add(...costs)) return ids[0] ?? null
  const own = costs.indexOf(spent)
  return spent > 0 && own >= 0 ? (ids[own] ?? null) : null
}

/** Orders of a day by the promoted product, which may differ from the one that was bought. */
function rowsOf(campaign: Id, dt: Day, orders: readonly AdOrder[]): AdRow[] {
  const products = Map.groupBy(orders, ({ promoted, sku }) => promoted ?? sku ?? 0)
  return [...products].map(([sku, all]) => {
    const own = all.find(order => order.sku === sku)
    return rowOf(campaign, dt, {
      sku,
      product_name: own?.title ?? null,
      money_spent: add(...all.map(order => order.spent)),
      orders: all.length,
      revenue: add(...all.map(order => order.sold ?? order.cost ?? ZERO)),
      extra: extra({ offer_id: own?.offer, bid: all[0]?.percent }),
    })
  })
}

/** The report by orders covers 62 days at once. Days that do not add up to the expense are requested from the report by products. */
const byOrders: Source<readonly AdRow[]> = {
  host: HOST.performance,
  paths: [ORDERS, EXPENSE],
  async *read(context, slice) {
    const span = await spanAround(context, slice)
    const orders = span.orders.get(slice.from) ?? []
    const campaign = campaignOf(orders, slice, span)
    if (campaign === null) yield* byDay.read(context, slice)
    else yield rowsOf(campaign, slice.from, orders)
    await context.state.set(span.name, null)
  },
}

/** Pay per order: the report of many days, or the daily one if the shop has no access to it. */
export const perOrder = withFallback(byOrders, byDay, page => page.length > 0)
