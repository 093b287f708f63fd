import { z } from 'zod'
import { moscowDay, utcMillis } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { percentOf, roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { id, instant, read } from './call.ts'
import { OWN } from './world/places.ts'
import { commissionOn } from './world/products.ts'
import type { Return } from './world/returns.ts'

/** The status of a compensation that was paid. */
const RECEIVED = 2
const period = z.object({ time_from: instant, time_to: instant }).optional()
const NO_SUM = { currency_code: '', price: 0 }
const time = (at: number | null) => (at === null ? null : utcMillis(at))

const show = (companyId: number, ofShop: string) => (r: Return) => {
  const currency_code = r.posting.currency ?? ofShop
  const { posting, line } = r
  const client = r.type === 'ClientReturn'
  const percent = client ? commissionOn(line.product, moscowDay(posting.finishedAt), 'FBO') : 0
  return {
    id: r.id,
    company_id: companyId,
    source_id: 0,
    type: r.type,
    schema: posting.scheme === 'FBO' ? 'Fbo' : 'Fbs',
    return_reason_name: r.reason,
    order_id: posting.orderId,
    order_number: posting.orderNumber,
    posting_number: posting.postingNumber,
    clearing_id: null,
    return_clearing_id: null,
    place: {
      id: posting.warehouse.id,
      name: posting.warehouse.name,
      address: `${posting.clusterTo}, пункт выдачи`,
    },
    target_place: { id: OWN.id, name: posting.warehouse.name, address: posting.warehouse.cluster },
    product: {
      sku: line.sku,
      offer_id: line.product.offerId,
      name: line.product.name,
      quantity: line.quantity,
      price: { currency_code, price: roubles(line.price) },
      price_without_commission: {
        currency_code,
        price: roubles(line.price - percentOf(line.price, percent)),
      },
      commission_percent: percent,
      commission: client ? { currency_code, price: roubles(percentOf(line.price, percent)) } : NO_SUM,
    },
    logistic: {
      return_date: utcMillis(r.returnDate),
      final_moment: time(r.finalMoment),
      technical_return_moment: null,
      cancelled_with_compensation_moment: null,
      barcode: `%101%${r.id}`,
    },
    storage: {
      days: 0,
      sum: NO_SUM,
      utilization_sum: NO_SUM,
      tariffication_first_date: null,
      tariffication_start_date: null,
      arrived_moment: time(r.finalMoment),
      utilization_forecast_date: null,
    },
    visual: {
      status: { id: r.status.id, display_name: r.status.name, sys_name: r.status.sysName },
      change_moment: utcMillis(r.changedAt),
    },
    // Absent if empty (ozon.md step 6).
    ...(r.compensatedAt !== null
      ? {
          compensation_status: {
            status: { id: RECEIVED, display_name: 'Вы получили компенсацию', sys_name: 'Received' },
            change_moment: utcMillis(r.compensatedAt),
          },
        }
      : {}),
    exemplars: [{ id: 1_019_000_000_000_000 + r.id }],
    additional_info: { is_opened: client, is_super_econom: false },
  }
}

/** POST /v1/returns/list: no last_id in the answer; the next page starts after the id of the last element. */
export const returnsList: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      filter: z
        .object({
          logistic_return_date: period,
          storage_tariffication_start_date: period,
          visual_status_change_moment: period,
          return_schema: z.enum(['FBO', 'FBS', 'ALL', '']).default(''),
          compensation_status_id: id.optional(),
          posting_numbers: z.array(z.string()).max(50).default([]),
        })
        .default({ return_schema: '', posting_numbers: [] }),
      limit: z.number().int().min(1).max(500),
      last_id: id.default(0),
    }),
    body,
  )
  const f = request.filter
  const dates = [f.logistic_return_date, f.storage_tariffication_start_date, f.visual_status_change_moment]
  if (dates.filter(Boolean).length > 1) throw badRequest('only one of date filters can be used')
  if (f.storage_tariffication_start_date) return ok({ returns: [], has_next: false })
  const inside = (p: z.output<typeof period>, at: number) => !p || (at >= p.time_from && at <= p.time_to)
  const found = shop
    .world()
    .returns()
    .filter(
      r =>
        r.id > request.last_id &&
        inside(f.logistic_return_date, r.returnDate) &&
        inside(f.visual_status_change_moment, r.changedAt) &&
        (f.compensation_status_id === undefined ||
          (f.compensation_status_id === RECEIVED && r.compensatedAt !== null)) &&
        (f.return_schema === '' || f.return_schema === 'ALL' || f.return_schema === r.posting.scheme) &&
        (f.posting_numbers.length === 0 || f.posting_numbers.includes(r.posting.postingNumber)),
    )
  return ok({
    returns: found.slice(0, request.limit).map(show(Number(shop.profile.clientId), shop.currency)),
    has_next: found.length > request.limit,
  })
}
