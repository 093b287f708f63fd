import { z } from 'zod'
import type { RunContext, Slice } from '../../core/declare/slices.ts'
import { days, each, sliceKey } from '../../core/declare/slices.ts'
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
import { DEPTH, download, HOST, REPORT_DAYS } from './report-download.ts'
import type { AdRow } from './report-rows.ts'
import { readJson } from './report-rows.ts'
import { dayOf, EXPENSE, ExpensePage } from './spending.ts'
import { adExpense } from './tables.ts'

const ORDERS = '/api/client/statistic/orders/generate/json'
const PRODUCTS = '/api/client/statistic/products/generate/json'

const paid = { table: adExpense, column: 'campaign_id', positive: 'money_spent', where: { is_cpo: true } }

/** Days with such an expense, all campaigns of a day together, for neither report tells them apart. */
export const perOrderDays = async (context: RunContext): Promise<readonly Slice[]> =>
  groupedIntoReports(
    await each(days(1, DEPTH), Number.POSITIVE_INFINITY, paid)(context),
    REPORT_DAYS,
    context.today,
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

/** Names of this report's fields come in several cases. */
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

/** The report by products names no day, so a day is asked for by itself; it names no campaign either, so its rows stand under the first of that day's. */
const byDay: Source<readonly AdRow[]> = {
  host: HOST,
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

/** Not to be had, or not to be understood: no matter of time. */
const isClosed = (error: unknown): error is LoadError =>
  error instanceof LoadError &&
  (['skip', 'fallback'].includes(REACTION[error.kind]) ||
    ['bad_request', 'not_found', 'shape'].includes(error.kind))

/** The orders of a span. Throws `obsolete` where the report is not to be had or not understood, which the report by products is then asked instead of. */
async function ordersOf(
  context: StreamContext,
  name: string,
  body: ReturnType<typeof moments>,
): Promise<readonly AdOrder[]> {
  try {
    return await download(context, name, ORDERS, body, readOrders)
  } catch (error) {
    if (!isClosed(error)) throw error
    if (error.kind === 'shape') context.unmapped('report by orders that is not understood', ORDERS)
    await context.state.set(name, null)
    throw new LoadError('obsolete', error.message, { cause: error })
  }
}

/** The orders of a span by day, and what its campaigns cost a day (`campaign day`). */
interface Span {
  readonly name: string
  readonly orders: ReadonlyMap<Day, readonly AdOrder[]>
  readonly cost: ReadonlyMap<string, Kopecks>
}
/** The spans that a run has asked for: each is asked for once, by whichever of its days comes first. */
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
    context.json({ host: HOST, method: 'GET', path: EXPENSE, query }, ExpensePage),
  ])
  return {
    name,
    orders: Map.groupBy(orders, order => order.day),
    cost: new Map(expense.rows.map(row => [`${row.id} ${dayOf(row.date)}`, row.moneySpent])),
  }
}

/** The campaign whose cost of the day the orders add up to, the first where they add up to that of all; null where they tell something else. */
function campaignOf(orders: readonly AdOrder[], { ids, from }: Slice, { cost }: Span): Id | null {
  const spent = add(...orders.map(order => order.spent))
  const costs = ids.map(id => cost.get(`${id} ${from}`) ?? ZERO)
  if (spent === add(...costs)) return ids[0] ?? null
  const own = costs.indexOf(spent)
  return spent > 0 && own >= 0 ? (ids[own] ?? null) : null
}

/** Orders of a day by the product that was promoted, which need not be the one that was bought. */
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

/** The report by orders tells 62 days at once. It is believed where it adds up to the expense of the day; what does not is asked for by day. */
const byOrders: Source<readonly AdRow[]> = {
  host: HOST,
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

/** Payment per order: the report of many days, or that of one where a shop may not have the other. */
export const perOrder = withFallback(byOrders, byDay, page => page.length > 0)
