import { z } from 'zod'
import { dayNumber, dayString } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { amount } from '../money.ts'
import type { Call, Handler } from './call.ts'
import { read } from './call.ts'
import { STUCK } from './paging.ts'
import type { Shop } from './shop.ts'
import { worldOn } from './shop.ts'
import { ACCRUAL_TYPES, COMMISSION } from './world/accrual-types.ts'
import type { Accrual, AccrualProduct, Fee } from './world/accruals.ts'

/** Accruals on one page of a day. */
const PAGE = 1000
const CURSOR_LIFE = 15 * 60_000
// However much limits are accelerated, a client needs some time for a page.
const LEAST_LIFE = 5_000

const fee = (f: Fee, currency: string) => ({ type_id: f.typeId, accrued: amount(f.sum, currency) })

function product(p: AccrualProduct, currency: string) {
  const money = (kopecks: number) => amount(kopecks, currency)
  return {
    sku: p.sku,
    quantity: p.quantity,
    delivery: p.services && {
      total_accrued: money(p.services.reduce((sum, f) => sum + f.sum, 0)),
      services: p.services.map(f => fee(f, currency)),
    },
    commission: p.sale && {
      seller_price: money(p.sale.seller),
      sale_price: money(p.sale.buyer),
      sale_amount: money(p.sale.sale),
      sale_commission: money(p.sale.commission),
      commission: money(p.sale.commission),
      commission_ratio: `value:"${(p.sale.percent / 100).toFixed(6)}"`,
      coinvestment: money(p.sale.coinvestment),
      bonus: money(p.sale.bonus),
    },
  }
}

const show = (ofShop: string) => (a: Accrual) => {
  const currency = a.currency ?? ofShop
  const own = (f: Fee) => fee(f, currency)
  return {
    accrual_id: a.id,
    date: dayString(a.day),
    ...(a.unit === null ? {} : { unit_number: a.unit }),
    accrued_category: a.category,
    total_amount: amount(a.total, currency),
    posting:
      a.category === 'POSTING'
        ? {
            delivery_schema: a.posting?.scheme === 'FBS' ? 'Fbs' : 'Fbo',
            // Days under way, of what was sold.
            ...(a.operation === 'sale' && a.posting
              ? { delivery_speed: Math.round((a.posting.finishedAt - a.posting.processedAt) / 86_400_000) }
              : {}),
            products: a.products.map(p => product(p, currency)),
          }
        : null,
    item_fees:
      a.category === 'ITEM'
        ? {
            fees: a.products.map(p => ({
              sku: p.sku,
              quantity: p.quantity,
              fees: (p.services ?? []).map(own),
            })),
          }
        : null,
    non_item_fee: a.category === 'NON_ITEM' ? own(a.fees[0] as Fee) : null,
    container_fees: a.category === 'CONTAINER_FEES' ? { fees: a.fees.map(own) } : null,
    // A block that no document names.
    ...(a.unknown === 0 ? {} : { loyalty_fees: { accrued: amount(a.unknown, currency) } }),
  }
}

const cursorOf = (date: string, page: number): string => Buffer.from(`${date}|${page}`).toString('base64')

/** The pages of one day, written once: serving them again costs nothing. */
export const dayPages = (shop: Shop, day: number): readonly Buffer[] =>
  shop.cached(`accruals/${day}`, () => {
    const list = worldOn(shop, day).accrualsByDay().get(day) ?? []
    const count = Math.max(1, Math.ceil(list.length / PAGE))
    return Array.from({ length: count }, (_, page) =>
      Buffer.from(
        JSON.stringify({
          accruals: list.slice(page * PAGE, page * PAGE + PAGE).map(show(shop.currency)),
          last_id: page + 1 < count ? cursorOf(dayString(day), page + 1) : '',
        }),
      ),
    )
  })

function pageNumber({ accrualCursors, shop, speedup }: Call, date: string, lastId: string): number {
  if (lastId === '' || lastId === STUCK) return 0
  const [bound, page] = Buffer.from(lastId, 'base64').toString().split('|')
  const issued = accrualCursors.get(`${shop.profile.name}/${lastId}`)
  if (bound !== date || issued === undefined) throw badRequest('invalid last_id for the given date')
  if (Date.now() - issued > Math.max(LEAST_LIFE, CURSOR_LIFE / speedup))
    throw badRequest('last_id has expired')
  return Number(page)
}

/** POST /v1/finance/accrual/by-day: one Moscow day, pages bound to their day and alive for 15 minutes (ozon.md 4a). */
export const accrualsByDay: Handler = call => {
  const request = read(z.object({ date: z.string(), last_id: z.string() }), call.body)
  const day = dayNumber(request.date)
  if (Number.isNaN(day) || day < dayNumber('2022-01-01')) throw badRequest('invalid date')
  const page = pageNumber(call, request.date, request.last_id)
  const pages = dayPages(call.shop, day)
  if (page + 1 < pages.length)
    call.accrualCursors.set(`${call.shop.profile.name}/${cursorOf(request.date, page + 1)}`, Date.now())
  return ok(pages[Math.min(page, pages.length - 1)] as Buffer)
}

/** POST /v1/finance/accrual/types. */
export const accrualTypes: Handler = () =>
  ok({ accrual_types: ACCRUAL_TYPES.map(({ id, name, description }) => ({ id, name, description })) })

/** POST /v1/finance/accrual/postings: the accruals of up to 200 postings, one row per SKU and service. */
export const accrualsOfPostings: Handler = ({ shop, body }) => {
  const request = read(z.object({ posting_numbers: z.array(z.string()).min(1).max(200) }), body)
  const byPosting = shop.cached('accruals-by-posting', world => {
    const map = new Map<string, Accrual[]>()
    for (const list of world.accrualsByDay().values())
      for (const a of list)
        if (a.posting) map.set(a.posting.postingNumber, [...(map.get(a.posting.postingNumber) ?? []), a])
    return map
  })
  return ok({
    posting_accruals: request.posting_numbers
      .filter(number => byPosting.has(number))
      .map(number => ({
        posting_number: number,
        accruals: (byPosting.get(number) ?? []).flatMap(a =>
          a.products.flatMap(p =>
            [
              ...(p.services ?? []).map(f => ({
                ...fee(f, a.currency ?? shop.currency),
                seller_price: null,
              })),
              ...(p.sale
                ? [
                    {
                      type_id: COMMISSION,
                      accrued: amount(p.sale.commission, a.currency ?? shop.currency),
                      seller_price: amount(p.sale.seller, a.currency ?? shop.currency),
                    },
                  ]
                : []),
            ].map(row => ({ accrual_date: dayString(a.day), sku: p.sku, quantity: p.quantity, ...row })),
          ),
        ),
      })),
  })
}
