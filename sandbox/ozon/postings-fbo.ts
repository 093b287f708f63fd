import { z } from 'zod'
import { moscowDay, startOfDay, utc } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { amount, fixed, percentOf, roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import type { Shop } from './shop.ts'
import type { Line, Posting } from './world/orders.ts'
import { statusAt } from './world/orders.ts'
import { commissionOn } from './world/products.ts'

const YEAR = 366 * 86_400_000

/** The period of a posting list; more than a year is refused. */
export function checkPeriod(since: number, to: number): void {
  if (to < since) throw badRequest('invalid filter: since must be before to')
  if (to - since > YEAR) throw badRequest('PERIOD_IS_TOO_LONG')
}

/** Commission and payout of a line, in kopecks: zero until the marketplace has counted them at delivery (ozon.md 3a). Its percentage is told in whole ones. */
function counted(
  posting: Posting,
  line: Line,
  now: number,
): { commission: number; percent: number; payout: number } {
  if (statusAt(posting, now) !== 'delivered') return { commission: 0, percent: 0, payout: 0 }
  const sum = line.price * line.quantity
  const percent = commissionOn(line.product, moscowDay(posting.finishedAt), posting.scheme)
  return {
    commission: -percentOf(sum, percent),
    percent: Math.round(percent),
    payout: sum - percentOf(sum, percent),
  }
}

/** The discount of a line against its old price. */
const discount = (l: Line) => ({
  total_discount_value: roubles(Math.max(0, l.oldPrice - l.price)),
  total_discount_percent: Math.max(0, Math.round((1 - l.price / l.oldPrice) * 10_000) / 100),
  actions: l.price < l.product.price ? ['Скидка от продавца'] : [],
})

const SUBSTATUS = {
  awaiting_packaging: 'posting_created',
  awaiting_deliver: 'posting_in_pickup_point',
  delivering: 'posting_on_way_to_city',
  delivered: 'posting_received',
  cancelled: 'posting_canceled',
  cancelled_from_split_pending: 'posting_canceled',
} as const
/** The finer status that goes with a status. */
export const substatus = (status: keyof typeof SUBSTATUS): string => SUBSTATUS[status]

/** The cancellation block; for a posting that was not cancelled it is null, `{}` or absent, as in real responses (ozon.md 1). */
function cancellationField(p: Posting, now: number): { cancellation?: object | null } {
  const block = cancellation(p, now)
  if (block) return { cancellation: block }
  return [{ cancellation: null }, { cancellation: {} }, {}][p.serial % 3] ?? {}
}

/** Why a posting was cancelled, or null while it was not. */
export function cancellation(p: Posting, now: number) {
  if (statusAt(p, now) !== 'cancelled') return null
  const refused = p.fate === 'refused'
  return {
    cancel_reason: refused ? 'Покупатель не забрал заказ' : 'Покупатель отменил заказ',
    cancellation_initiator: 'Клиент',
    cancellation_type: refused ? 'ozon' : 'client',
  }
}

const common = (p: Posting, now: number) => ({
  order_id: p.orderId,
  order_number: p.orderNumber,
  posting_number: p.postingNumber,
  status: statusAt(p, now),
  substatus: substatus(statusAt(p, now)),
  cancel_reason_id: statusAt(p, now) === 'cancelled' ? 352 : 0,
  created_at: utc(p.createdAt),
  in_process_at: utc(p.processedAt),
  additional_data: [],
})

const analytics = (p: Posting) => ({
  city: '',
  delivery_type: p.serial % 5 === 0 ? 'Courier' : 'PVZ',
  is_premium: p.premium,
  is_legal: false,
  payment_type_group_name: p.payment,
  warehouse_id: p.warehouse.id,
  warehouse_name: p.warehouse.name,
  client_delivery_date_begin: null,
  client_delivery_date_end: null,
})

const product = (l: Line) => ({
  sku: l.sku,
  offer_id: l.product.offerId,
  name: l.product.name,
  quantity: l.quantity,
  digital_codes: [],
  is_marketplace_buyout: false,
})

function current(
  p: Posting,
  now: number,
  parts: { analytics: boolean; financial: boolean },
  currency: string,
) {
  return {
    ...common(p, now),
    ...cancellationField(p, now),
    products: p.lines.map(l => ({ ...product(l), price: amount(l.price, p.currency ?? currency) })),
    // The block can be missing although it was asked for.
    analytics_data: parts.analytics && p.serial % 97 !== 0 ? analytics(p) : null,
    financial_data: parts.financial
      ? finance(p, now, (_, c) => ({
          commission: { amount: roubles(c.commission), percent: c.percent, currency },
        }))
      : null,
    external_order: { is_external: false, platform_name: '' },
    legal_info: null,
  }
}

/** Postings of a schema dated in a period and visible by now, oldest first; kept for the pages that follow the first. */
export const postingsBetween = (
  shop: Shop,
  scheme: 'FBO' | 'FBS',
  since: number,
  to: number,
  at: (p: Posting) => number,
): readonly Posting[] =>
  shop.cached(`postings/${scheme}/${since}/${to}`, world =>
    [...(since < startOfDay(world.startDay) ? shop.before().listed() : []), ...world.listed()].filter(
      p => p.scheme === scheme && p.processedAt <= world.now && at(p) >= since && at(p) <= to,
    ),
  )

const flag = z.boolean().default(false)

/** POST /v3/posting/fbo/list: cursor, at most 100 a page. */
export const fboList: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(100).default(100),
      sort_dir: z.enum(['ASC', 'DESC']).default('ASC'),
      filter: z
        .object({
          since: instant.optional(),
          to: instant.optional(),
          statuses: z.array(z.string()).default([]),
          posting_numbers: z.array(z.string()).max(1000).default([]),
          order_numbers: z.array(z.string()).max(1000).default([]),
        })
        .default({ statuses: [], posting_numbers: [], order_numbers: [] }),
      with: z
        .object({ analytics_data: flag, financial_data: flag })
        .default({ analytics_data: false, financial_data: false }),
    }),
    body,
  )
  const world = shop.world()
  const f = request.filter
  const to = f.to ?? world.now
  const since = f.since ?? to - YEAR
  checkPeriod(since, to)
  const found = postingsBetween(shop, 'FBO', since, to, p => p.createdAt).filter(
    p =>
      (f.statuses.length === 0 || f.statuses.includes(statusAt(p, world.now))) &&
      (f.posting_numbers.length === 0 || f.posting_numbers.includes(p.postingNumber)) &&
      (f.order_numbers.length === 0 || f.order_numbers.includes(p.orderNumber)),
  )
  if (request.sort_dir === 'DESC') found.reverse()
  const page = pageOf(found, request.cursor, request.limit, `fbo/${since}/${to}/${request.sort_dir}`)
  const parts = { analytics: request.with.analytics_data, financial: request.with.financial_data }
  return ok({
    has_next: page.hasNext,
    cursor: page.hasNext ? page.cursor : '',
    postings: page.rows.map(p => current(p, world.now, parts, shop.currency)),
  })
}

/** POST /v2/posting/fbo/list (switched off): offset up to 20,000, `result` is an array, the finance part is flat. */
export const fboListV2: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      dir: z.enum(['ASC', 'DESC', 'asc', 'desc']).default('ASC'),
      limit: z.number().int().min(1).max(1000),
      offset: z.number().int().min(0).default(0),
      filter: z.object({ since: instant, to: instant, status: z.string().default('') }),
      with: z
        .object({ analytics_data: flag, financial_data: flag })
        .default({ analytics_data: false, financial_data: false }),
    }),
    body,
  )
  const world = shop.world()
  const { since, to, status } = request.filter
  checkPeriod(since, to)
  if (request.offset > 20_000) throw badRequest('MAX_OFFSET_EXCEEDED')
  const found = postingsBetween(shop, 'FBO', since, to, p => p.createdAt).filter(
    p => status === '' || status === statusAt(p, world.now),
  )
  if (request.dir.toUpperCase() === 'DESC') found.reverse()
  return ok({
    result: found.slice(request.offset, request.offset + request.limit).map(p => ({
      ...common(p, world.now),
      products: p.lines.map(l => ({
        ...product(l),
        price: fixed(l.price),
        currency_code: p.currency ?? shop.currency,
      })),
      analytics_data: request.with.analytics_data ? analytics(p) : null,
      financial_data: request.with.financial_data ? flatFinance(p, world.now, shop.currency) : null,
      legal_info: { company_name: '', inn: '', kpp: '' },
    })),
  })
}

type Counted = ReturnType<typeof counted>

/** The financial part of a posting: what all lists show of a line, and what a list shows besides. */
export const finance = (p: Posting, now: number, besides: (l: Line, c: Counted) => object) => ({
  cluster_from: p.warehouse.cluster,
  cluster_to: p.clusterTo,
  products: p.lines.map(l => {
    const c = counted(p, l, now)
    return {
      product_id: l.sku,
      price: roubles(l.price),
      old_price: roubles(l.oldPrice),
      payout: roubles(c.payout),
      ...discount(l),
      ...besides(l, c),
    }
  }),
})

/** The same as the older posting lists show it. */
export const flatFinance = (p: Posting, now: number, currency: string) =>
  finance(p, now, (l, c) => ({
    quantity: l.quantity,
    commission_amount: roubles(c.commission),
    commission_percent: c.percent,
    commissions_currency_code: currency,
    currency_code: currency,
  }))
