import { z } from 'zod'
import type { Handler } from './call.ts'
import { ok, queryObject, read } from './call.ts'

const request = z.object({
  sort: z.enum(['brand', 'nmId', 'title', 'vendorCode', 'reason']),
  order: z.enum(['desc', 'asc']),
})

/** GET /api/v1/analytics/banned-products/blocked. */
export const blockedCards: Handler = call => {
  const { sort, order } = read(request, queryObject(call.query), call.host)
  const report = call.shop
    .world()
    .blocked()
    .map(({ card, reason }) => ({
      brand: card.brand,
      nmId: card.nmId,
      title: card.title,
      vendorCode: card.vendorCode,
      reason,
    }))
  const turn = order === 'asc' ? 1 : -1
  return ok({ report: report.sort((a, b) => (a[sort] < b[sort] ? -turn : a[sort] > b[sort] ? turn : 0)) })
}
