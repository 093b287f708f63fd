import type { Reply } from '../../http.ts'
import type { Call, Handler } from './call.ts'
import { notFound } from './call.ts'
import { campaignList, campaignObjects, campaignProducts, searchPromoProducts } from './campaigns.ts'
import { ordersFile, ordersReport, productsReport } from './pay-per-order.ts'
import { orderFile, orderJson, reportFile, reportState } from './reports.ts'
import { campaignTotals, daily, expense, productsBySku } from './statistics.ts'

const GET: Readonly<Record<string, Handler>> = {
  '/api/client/campaign': campaignList,
  '/api/client/statistics/daily/json': daily,
  '/api/client/statistics/expense/json': expense,
  '/api/client/statistics/campaign/product/json': campaignTotals,
  '/api/client/statistics/report': reportFile,
}

const POST: Readonly<Record<string, Handler>> = {
  '/api/client/campaign/search_promo/v2/products': searchPromoProducts,
  '/api/client/statistics/products/sku': productsBySku,
  '/api/client/statistics': orderFile,
  '/api/client/statistics/json': orderJson,
  '/api/client/statistic/products/generate/json': productsReport,
  '/api/client/statistic/orders/generate': ordersFile,
  '/api/client/statistic/orders/generate/json': ordersReport,
}

const TEMPLATES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/api\/client\/campaign\/(\d+)\/objects$/, campaignObjects],
  [/^\/api\/client\/campaign\/(\d+)\/v2\/products$/, campaignProducts],
  [/^\/api\/client\/statistics\/([0-9a-f-]{36})$/, reportState],
]

/** Answers one Performance request whose token is good, or throws a Refusal. */
export function answerPerformance(method: string, call: Omit<Call, 'part'>): Reply {
  const handler = (method === 'POST' ? POST : method === 'GET' ? GET : {})[call.path]
  if (handler) return handler({ ...call, part: '' })
  for (const [pattern, found] of TEMPLATES) {
    const match = pattern.exec(call.path)
    if (match && method === 'GET') return found({ ...call, part: match[1] ?? '' })
  }
  throw notFound('Not Found')
}
