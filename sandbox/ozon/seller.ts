import type { Reply } from '../http.ts'
import { Refusal } from '../http.ts'
import { ozonWarehouses, roles, sellerInfo } from './access.ts'
import { actionCandidates, actionProducts, actions } from './actions.ts'
import { analyticsData } from './analytics.ts'
import { balance } from './balance.ts'
import type { Handler } from './call.ts'
import { cashFlowStatement } from './cash-flow.ts'
import { attributes, description, productInfo, productList } from './catalogue.ts'
import { clusters, ownWarehouses } from './clusters.ts'
import { compensation, decompensation, mutualSettlement } from './documents.ts'
import { questions, reviews } from './feedback.ts'
import { accrualsByDay, accrualsOfPostings, accrualTypes } from './finance.ts'
import type { DemoKey } from './keys.ts'
import { ALL_KEYS, opens } from './keys.ts'
import type { Limits } from './limits.ts'
import { placementReport } from './placement.ts'
import { fboList, fboListV2 } from './postings-fbo.ts'
import { fbsList, fbsListV3 } from './postings-fbs.ts'
import { prices } from './prices.ts'
import { fbsErrors, fbsIndex, wrongVolume } from './quality.ts'
import { productQueries, queriesOfProducts } from './queries.ts'
import { contentRating, ratingHistory, ratingSummary } from './ratings.ts'
import { realization, realizationByPosting } from './realization.ts'
import type { Reports } from './reports.ts'
import { reportInfo } from './reports.ts'
import { returnsList } from './returns.ts'
import type { Shop } from './shop.ts'
import {
  analyticsStocks,
  productStocks,
  stockOnWarehouses,
  stocksByWarehouseFbo,
  stocksByWarehouseFbs,
} from './stocks.ts'
import { supplyBundle, supplyOrder, supplyOrders } from './supplies.ts'
import { transactions } from './transactions.ts'

type Route = {
  readonly handler: Handler
  /** Default POST. */
  readonly method?: 'GET'
  /** The era in which the endpoint works; default both. */
  readonly era?: 'new' | 'old'
  readonly replacement?: string
  /** Answers whatever the roles of the key are. */
  readonly open?: boolean
}

/** Every endpoint of the Seller API that the sandbox has. */
export const ROUTES: Readonly<Record<string, Route>> = {
  '/v1/roles': { handler: roles, open: true },
  '/v1/seller/info': { handler: sellerInfo },
  '/v1/actions': { handler: actions, method: 'GET' },
  '/v2/actions/products': { handler: actionProducts },
  '/v2/actions/candidates': { handler: actionCandidates },
  '/v1/cluster/list': { handler: clusters },
  '/v2/warehouse/list': { handler: ownWarehouses },
  '/v1/rating/index/fbs/info': { handler: fbsIndex },
  '/v1/rating/index/fbs/posting/list': { handler: fbsErrors },
  '/v1/product/info/wrong-volume': { handler: wrongVolume },
  '/v1/analytics/product-queries': { handler: productQueries },
  '/v1/analytics/product-queries/details': { handler: queriesOfProducts },
  '/v3/supply-order/list': { handler: supplyOrders },
  '/v3/supply-order/get': { handler: supplyOrder },
  '/v1/supply-order/bundle': { handler: supplyBundle },
  '/v2/review/list': { handler: reviews },
  '/v1/question/list': { handler: questions },
  '/v1/warehouse/ozon/list': { handler: ozonWarehouses },
  '/v3/product/list': { handler: productList },
  '/v3/product/info/list': { handler: productInfo },
  '/v4/product/info/attributes': { handler: attributes },
  '/v1/product/info/description': { handler: description },
  '/v3/posting/fbo/list': { handler: fboList, era: 'new' },
  '/v2/posting/fbo/list': { handler: fboListV2, era: 'old', replacement: '/v3/posting/fbo/list' },
  '/v4/posting/fbs/list': { handler: fbsList, era: 'new' },
  '/v3/posting/fbs/list': { handler: fbsListV3, era: 'old', replacement: '/v4/posting/fbs/list' },
  '/v1/finance/accrual/by-day': { handler: accrualsByDay, era: 'new' },
  '/v1/finance/accrual/types': { handler: accrualTypes, era: 'new' },
  '/v1/finance/accrual/postings': { handler: accrualsOfPostings, era: 'new' },
  '/v1/finance/balance': { handler: balance },
  '/v1/finance/cash-flow-statement/list': { handler: cashFlowStatement },
  '/v2/finance/realization': { handler: realization },
  '/v1/finance/realization/posting': { handler: realizationByPosting },
  '/v3/finance/transaction/list': {
    handler: transactions,
    era: 'old',
    replacement: '/v1/finance/accrual/by-day',
  },
  '/v1/analytics/data': { handler: analyticsData },
  '/v1/analytics/stocks': { handler: analyticsStocks, era: 'new' },
  '/v2/analytics/stock_on_warehouses': { handler: stockOnWarehouses },
  '/v1/product/info/stocks-by-warehouse/fbo': { handler: stocksByWarehouseFbo, era: 'new' },
  '/v2/product/info/stocks-by-warehouse/fbs': { handler: stocksByWarehouseFbs },
  '/v4/product/info/stocks': { handler: productStocks },
  '/v5/product/info/prices': { handler: prices },
  '/v1/returns/list': { handler: returnsList },
  '/v1/finance/compensation': { handler: compensation },
  '/v1/finance/decompensation': { handler: decompensation },
  '/v1/finance/mutual-settlement': { handler: mutualSettlement },
  '/v1/report/info': { handler: reportInfo },
  '/v1/report/placement/by-products/create': { handler: placementReport },
  '/v1/rating/history': { handler: ratingHistory },
  '/v1/rating/summary': { handler: ratingSummary },
  '/v1/product/rating-by-sku': { handler: contentRating },
}

const denied = (message: string): Refusal => new Refusal(403, 7, message)

/** The key of a pair of headers; wrong key and wrong Client-Id cannot be told apart (ozon.md 1.1). */
export function keyOf(clientId: string | undefined, apiKey: string | undefined): DemoKey {
  if (!clientId || !apiKey) throw new Refusal(401, 16, 'Client-Id and Api-Key headers are required')
  const key = ALL_KEYS.find(k => k.apiKey === apiKey && k.clientId === clientId)
  if (!key) throw denied('Invalid Api-Key, please check the key and try again')
  if (key.state === 'deactivated')
    throw denied('Api-key is deactivated, use another one or generate a new one')
  if (key.state === 'ip_restricted') throw denied('Api-Key is restricted to specific IP addresses')
  if (key.state === 'blocked') throw denied('Company is blocked, please contact support')
  if (key.state === 'offer_not_signed')
    throw denied('offer not signed, please accept the offer in your seller account')
  return key
}

/** Answers one Seller request of a known key, or throws a Refusal. */
export async function answerSeller(request: {
  readonly method: string
  readonly path: string
  readonly body: Record<string, unknown>
  readonly key: DemoKey
  readonly shop: Shop
  readonly limits: Limits
  readonly accrualCursors: Map<string, number>
  readonly reports: Reports
  readonly speedup: number
}): Promise<Reply> {
  const { path, key, shop, limits } = request
  const left = limits.perSecond(key.clientId)
  const route = ROUTES[path]
  if (!route || request.method !== (route.method ?? 'POST')) throw new Refusal(404, 5, 'page not found')
  if (route.era && route.era !== shop.era)
    throw new Refusal(
      404,
      5,
      route.era === 'old' ? `obsolete method, use ${route.replacement}` : 'page not found',
    )
  if (!route.open && !opens(key.roles, path)) throw denied('Api-Key is missing a required role for a method')
  const reply = await route.handler(request)
  return { ...reply, headers: { 'Ratelimit-Remaining': String(left), ...reply.headers } }
}
