import type { Request } from '../core/declare/source.ts'
import type { Bucket } from '../core/http/rate-limiter.ts'
import type { TokenType } from './token.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000

/** One request in so many ms after a burst of so many. */
type Rate = readonly [every: number, burst: number]
/** By type of token: Base tokens have their own rate, or (null) no access. */
interface Limit {
  readonly rate: Rate
  readonly base: Rate | null
  /** Methods with the same group share a bucket. */
  readonly group?: string
  readonly refusal?: number
}

const own = (rate: Rate, base: Rate | null): Limit => ({ rate, base })
const THREE_A_MINUTE: Rate = [20 * SECOND, 3]
const QUARTERLY: Rate = [15 * MINUTE, 1]
const HOURLY: Rate = [HOUR, 1]

const FUNNEL = own(THREE_A_MINUTE, [30 * MINUTE, 1])
const CSV = own(THREE_A_MINUTE, HOURLY)
const SUPPLIES = own([2 * SECOND, 10], [30 * MINUTE, 1])
const CONTENT: Limit = { rate: [600, 5], base: [600, 5], group: 'content' }
const PRICES: Limit = { rate: [600, 5], base: QUARTERLY, group: 'prices' }
const CALENDAR: Limit = { rate: [600, 5], base: HOURLY, group: 'calendar' }
const ten = (group: string): Limit => ({ rate: [200, 20], base: [400, 20], group, refusal: 10 })
const WAREHOUSES = ten('seller warehouses')
const STOCKS = ten('seller stocks')

/** Methods of wildberries.md 1.6; `*` stands for an id. */
const METHODS: Readonly<Record<string, Limit>> = {
  'POST /content/v2/get/cards/list': CONTENT,
  'POST /content/v2/get/cards/trash': CONTENT,
  'GET /api/v1/supplier/orders': own([MINUTE, 10], [3 * HOUR, 1]),
  'GET /api/v1/supplier/sales': own([MINUTE, 1], [2 * HOUR, 1]),
  'POST /api/analytics/v3/sales-funnel/products': FUNNEL,
  'POST /api/analytics/v3/sales-funnel/products/history': FUNNEL,
  'POST /api/analytics/v2/item-rating': own(THREE_A_MINUTE, null),
  'POST /api/v2/nm-report/downloads': CSV,
  'GET /api/v2/nm-report/downloads': CSV,
  'POST /api/v2/nm-report/downloads/retry': CSV,
  'GET /api/v2/nm-report/downloads/file/*': CSV,
  'POST /api/analytics/v1/order-feed': own([MINUTE, 1], [3 * HOUR, 1]),
  'POST /api/analytics/v1/stocks-report/wb-warehouses': own([20 * SECOND, 1], null),
  'POST /api/analytics/v1/stocks-report/seller-warehouses': own([20 * SECOND, 1], null),
  'GET /api/v1/warehouse_remains': own([MINUTE, 5], QUARTERLY),
  'GET /api/v1/warehouse_remains/tasks/*/status': own([5 * SECOND, 5], QUARTERLY),
  'GET /api/v1/warehouse_remains/tasks/*/download': own([MINUTE, 1], QUARTERLY),
  'GET /api/v1/analytics/banned-products/blocked': own([10 * SECOND, 6], HOURLY),
  'GET /api/v1/acceptance_report': own([MINUTE, 1], [3 * HOUR, 1]),
  'GET /api/v1/acceptance_report/tasks/*/status': own([5 * SECOND, 1], [30 * MINUTE, 1]),
  'GET /api/v1/acceptance_report/tasks/*/download': own([MINUTE, 1], [30 * MINUTE, 1]),
  'GET /api/analytics/v1/measurement-penalties': own([MINUTE, 1], [6 * HOUR, 1]),
  'GET /api/analytics/v1/deductions': own([MINUTE, 1], QUARTERLY),
  'GET /api/v1/analytics/antifraud-details': own([10 * MINUTE, 10], HOURLY),
  'GET /api/v1/analytics/goods-labeling': own([MINUTE, 10], HOURLY),
  'GET /api/v1/paid_storage': own([MINUTE, 5], HOURLY),
  'GET /api/v1/paid_storage/tasks/*/status': own([5 * SECOND, 5], [30 * MINUTE, 2]),
  'GET /api/v1/paid_storage/tasks/*/download': own([MINUTE, 1], [30 * MINUTE, 1]),
  'POST /api/v1/supplies': SUPPLIES,
  'GET /api/v1/supplies/*': SUPPLIES,
  'GET /api/v1/supplies/*/goods': SUPPLIES,
  'GET /api/v1/account/balance': own([MINUTE, 1], [24 * HOUR, 1]),
  'POST /api/finance/v1/sales-reports/list': own([MINUTE, 1], null),
  'POST /api/finance/v1/sales-reports/detailed/*': own([MINUTE, 1], null),
  'POST /api/finance/v1/sales-reports/detailed': own([MINUTE, 1], [12 * HOUR, 1]),
  'GET /adv/v1/promotion/count': own([200, 5], QUARTERLY),
  'GET /api/advert/v2/adverts': own([200, 5], HOURLY),
  'GET /adv/v3/fullstats': own([20 * SECOND, 1], HOURLY),
  'GET /adv/v1/upd': own([SECOND, 5], HOURLY),
  'GET /adv/v1/balance': own([SECOND, 5], [30 * MINUTE, 1]),
  'GET /adv/v1/payments': own([SECOND, 5], HOURLY),
  'GET /adv/v1/budget': own([250, 4], QUARTERLY),
  'POST /api/advert/v2/budget': own([3 * SECOND, 4], QUARTERLY),
  'POST /api/advert/v1/bids/min': own([3 * SECOND, 5], [12 * MINUTE, 1]),
  'GET /api/advert/v0/bids/recommendations': own([12 * SECOND, 5], [3 * MINUTE, 1]),
  'POST /adv/v1/normquery/stats': own([6 * SECOND, 20], [30 * MINUTE, 1]),
  'POST /adv/v0/normquery/get-bids': own([200, 10], [12 * MINUTE, 1]),
  'GET /api/advert/v1/config': own([MINUTE, 10], null),
  'GET /api/advert/v0/daily-limits': own([12 * SECOND, 5], null),
  'GET /api/v2/list/goods/filter': PRICES,
  'POST /api/v2/list/goods/filter': PRICES,
  'GET /api/v2/list/goods/size/nm': PRICES,
  'GET /api/v1/calendar/promotions': CALENDAR,
  'GET /api/v1/calendar/promotions/details': CALENDAR,
  'GET /api/v1/calendar/promotions/nomenclatures': CALENDAR,
  'GET /api/v3/offices': WAREHOUSES,
  'GET /api/v3/warehouses': WAREHOUSES,
  'POST /api/v3/stocks/*': STOCKS,
  'GET /api/v1/seller-info': own([MINUTE, 10], [24 * HOUR, 1]),
  'GET /api/common/v1/subscriptions': own([MINUTE, 10], null),
  // Not published: the strictest limit of its neighbours.
  'GET /api/v1/tariffs/box': own([SECOND, 5], HOURLY),
  'GET /api/v1/tariffs/commission': own([MINUTE, 2], [12 * MINUTE, 1]),
  'GET /api/tariffs/v1/acceptance/coefficients': own([10 * SECOND, 6], HOURLY),
  // Three in half a minute, per host (1.4).
  'GET /ping': own([10 * SECOND, 3], [10 * SECOND, 3]),
}
/** A method without a published limit: slower than most published ones. */
const UNKNOWN = own([SECOND, 1], QUARTERLY)

/** Methods with an id in their path, with a pattern for it. */
const WITH_ID = Object.keys(METHODS)
  .filter(name => name.includes('*'))
  .map(name => [name, new RegExp(`^${name.replace('*', '[^/]+')}$`)] as const)

/** The name that a method is limited by, whatever id is requested. */
function nameOf({ method, path }: Request): string {
  const name = `${method} ${path}`
  return WITH_ID.find(([, fits]) => fits.test(name))?.[0] ?? name
}
const limitOf = (request: Request): Limit => METHODS[nameOf(request)] ?? UNKNOWN

/** Whether tokens of this type have access to the method. */
export const isOpen = (request: Request, type: TokenType): boolean =>
  type !== 'base' || limitOf(request).base !== null

/** The bucket of a method. One request of the burst is held back, because requests may arrive closer together than they were sent. */
export function bucketOf(request: Request, type: TokenType): Bucket {
  const { rate, base, group, refusal } = limitOf(request)
  const [every, burst] = type === 'base' ? (base ?? QUARTERLY) : rate
  const method = group ?? nameOf(request)
  const name = method === 'GET /ping' ? `${method} ${request.host}` : method
  return {
    // A Personal token that replaces a Base one must not wait out its hours.
    name: type === 'base' ? `${name} (base)` : name,
    every,
    burst: Math.max(burst - 1, 1),
    strict: true,
    // Where one is allowed at a time, the next waits for the answer: sent side by side, they may arrive closer together than they were sent.
    ...(burst === 1 ? { atOnce: 1 } : {}),
    ...(refusal ? { refusal } : {}),
  }
}
