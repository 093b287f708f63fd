import { z } from 'zod'
import type { Call, Handler } from './call.ts'
import { noContent, ok, read } from './call.ts'

const request = z.object({
  nmIds: z.array(z.number()).default([]),
  chrtIds: z.array(z.number()).default([]),
  limit: z.number().int().min(1).max(250_000).default(250_000),
  offset: z.number().int().min(0).default(0),
})

type Row = { readonly card: { readonly nmId: number }; readonly size: { readonly chrtId: number } }

/** The rows of a page; sizes only narrow cards (wildberries.md 7). */
function pageOf<T extends Row>(call: Call, rows: readonly T[]): readonly T[] {
  const { nmIds, chrtIds, limit, offset } = read(request, call.body, call.host)
  return rows
    .filter(
      row =>
        nmIds.length === 0 ||
        (nmIds.includes(row.card.nmId) && (chrtIds.length === 0 || chrtIds.includes(row.size.chrtId))),
    )
    .slice(offset, offset + limit)
}

/** POST /api/analytics/v1/stocks-report/wb-warehouses; 204 for a shop without stock. */
export const wbWarehouses: Handler = call => {
  const rows = call.shop.world().wbStocks()
  const page = pageOf(call, rows)
  if (rows.length === 0) return noContent
  return ok({
    data: {
      items: page.map(row => ({
        nmId: row.card.nmId,
        chrtId: row.size.chrtId,
        warehouseId: row.store.id,
        warehouseName: row.store.name,
        regionName: row.store.region,
        quantity: row.quantity,
        inWayToClient: row.toClient,
        inWayFromClient: row.fromClient,
      })),
    },
  })
}

/** POST /api/analytics/v1/stocks-report/seller-warehouses. */
export const sellerWarehouses: Handler = call => {
  const rows = call.shop.world().ownStocks()
  const page = pageOf(call, rows)
  if (rows.length === 0) return noContent
  return ok({
    data: {
      items: page.map(row => ({
        nmId: row.card.nmId,
        chrtId: row.size.chrtId,
        warehouseId: row.store.id,
        warehouseName: row.store.name,
        regionName: 'Центральный федеральный округ',
        quantity: row.quantity,
      })),
    },
  })
}
