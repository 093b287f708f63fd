import { z } from 'zod'
import { utc } from '../clock.ts'
import { ok } from '../http.ts'
import { amount, fixed, roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, read } from './call.ts'
import { pageOf } from './paging.ts'
import {
  cancellation,
  checkPeriod,
  finance,
  flatFinance,
  postingsBetween,
  substatus,
} from './postings-fbo.ts'
import type { Posting } from './world/orders.ts'
import { statusAt } from './world/orders.ts'
import type { Person } from './world/people.ts'
import { buyerOf } from './world/people.ts'

const flag = z.boolean().default(false)
const parts = z
  .object({ analytics_data: flag, financial_data: flag, barcodes: flag })
  .default({ analytics_data: false, financial_data: false, barcodes: false })
type Parts = z.output<typeof parts>

// Without created_at: the order is dated by in_process_at (ozon.md 3c).
function shared(p: Posting, now: number, wanted: Parts) {
  const status = statusAt(p, now)
  const stop = cancellation(p, now)
  const buyer = buyerOf(p.orderId)
  return {
    order_id: p.orderId,
    order_number: p.orderNumber,
    posting_number: p.postingNumber,
    parent_posting_number: p.split && p.postingNumber !== p.split.parent ? p.split.parent : '',
    status,
    substatus: substatus(status),
    in_process_at: utc(p.processedAt),
    shipment_date: utc(p.shippedAt),
    shipment_date_without_delay: utc(p.shippedAt),
    delivering_date: now >= p.shippedAt && p.fate !== 'cancelled' ? utc(p.shippedAt) : null,
    delivery_method: {
      id: p.warehouse.id + 1,
      name: 'Доставка Ozon самостоятельно',
      warehouse: p.warehouse.name,
      warehouse_id: p.warehouse.id,
      tpl_provider: 'Доставка Ozon',
      tpl_provider_id: 24,
    },
    tracking_number: '',
    tpl_integration_type: 'ozon',
    integration_type_flow: 'INTEGRATION_TYPE_OZON',
    cancellation: stop && {
      ...stop,
      cancel_reason_id: 352,
      affect_cancellation_rating: false,
      cancelled_after_ship: p.fate === 'refused',
    },
    analytics_data: wanted.analytics_data
      ? {
          city: '',
          region: '',
          delivery_type: 'PVZ',
          is_premium: p.premium,
          is_legal: false,
          payment_type_group_name: p.payment,
          warehouse: p.warehouse.name,
          warehouse_id: p.warehouse.id,
          tpl_provider: 'Доставка Ozon',
          tpl_provider_id: 24,
          delivery_date_begin: utc(p.shippedAt),
          delivery_date_end: utc(p.finishedAt),
          client_delivery_date_begin: null,
          client_delivery_date_end: null,
        }
      : null,
    addressee: buyer && { name: buyer.name },
    customer: buyer && customer(buyer, p.orderId),
    barcodes: null,
    available_actions: [],
    is_express: false,
    is_multibox: false,
    is_presortable: false,
    multi_box_qty: 0,
    legal_info: null,
    sorting_center: null,
  }
}

const customer = ({ name, phone, street }: Person, orderId: number) => ({
  customer_id: orderId,
  customer_email: '',
  name,
  phone,
  address: {
    address_tail: street,
    city: 'Казань',
    comment: '',
    country: 'Россия',
    district: '',
    latitude: 55.79,
    longitude: 49.12,
    provider_pvz_code: '',
    pvz_code: 0,
    region: 'Республика Татарстан',
    zip_code: '420111',
  },
})

const product = (l: Posting['lines'][number]) => ({
  sku: l.sku,
  offer_id: l.product.offerId,
  name: l.product.name,
  quantity: l.quantity,
  imei: [],
  is_blr_traceable: false,
  is_marketplace_buyout: false,
})

function current(p: Posting, now: number, wanted: Parts, currency: string) {
  return {
    ...shared(p, now, wanted),
    delivery_schema: 'fbs',
    is_click_and_collect: false,
    external_order: { is_external: false, platform_name: '' },
    scanit: '',
    products: p.lines.map(l => ({
      ...product(l),
      price: amount(l.price, p.currency ?? currency),
      product_color: '',
      weight: l.product.weight / 1000,
    })),
    financial_data: wanted.financial_data
      ? finance(p, now, (l, c) => ({
          quantity: l.quantity,
          customer_price: amount(l.buyerPrice, p.currency ?? currency),
          commission: { amount: roubles(c.commission), percent: c.percent, currency },
        }))
      : null,
  }
}

/** POST /v4/posting/fbs/list: cursor, at most 100 a page; `since` and `to` are required. */
export const fbsList: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(100),
      sort_dir: z.enum(['ASC', 'DESC']).default('ASC'),
      filter: z.object({ since: instant, to: instant, statuses: z.array(z.string()).default([]) }),
      with: parts,
    }),
    body,
  )
  const world = shop.world()
  const { since, to, statuses } = request.filter
  checkPeriod(since, to)
  const found = postingsBetween(shop, 'FBS', since, to, p => p.processedAt).filter(
    p => statuses.length === 0 || statuses.includes(statusAt(p, world.now)),
  )
  if (request.sort_dir === 'DESC') found.reverse()
  const page = pageOf(found, request.cursor, request.limit, `fbs/${since}/${to}/${request.sort_dir}`)
  return ok({
    cursor: page.hasNext ? page.cursor : '',
    has_next: page.hasNext,
    postings: page.rows.map(p => current(p, world.now, request.with, shop.currency)),
  })
}

/** POST /v3/posting/fbs/list (switched off): offset, at most 1000 a page. */
export const fbsListV3: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      dir: z.enum(['ASC', 'DESC', 'asc', 'desc']).default('ASC'),
      limit: z.number().int().min(1).max(1000),
      offset: z.number().int().min(0),
      filter: z.object({ since: instant, to: instant, status: z.string().default('') }),
      with: parts,
    }),
    body,
  )
  const world = shop.world()
  const { since, to, status } = request.filter
  checkPeriod(since, to)
  const found = postingsBetween(shop, 'FBS', since, to, p => p.processedAt).filter(
    p => status === '' || status === statusAt(p, world.now),
  )
  if (request.dir.toUpperCase() === 'DESC') found.reverse()
  const end = request.offset + request.limit
  return ok({
    result: {
      has_next: end < found.length,
      postings: found.slice(request.offset, end).map(p => ({
        ...shared(p, world.now, request.with),
        products: p.lines.map(l => ({
          ...product(l),
          price: fixed(l.price),
          currency_code: p.currency ?? shop.currency,
        })),
        financial_data: request.with.financial_data ? flatFinance(p, world.now, shop.currency) : null,
      })),
    },
  })
}
