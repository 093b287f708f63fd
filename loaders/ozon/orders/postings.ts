import { z } from 'zod'
import type { Slice } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import type { RowOf } from '../../core/declare/table.ts'
import {
  block,
  countOrZero,
  extra,
  flag,
  id,
  known,
  list,
  maybeId,
  maybeSum,
  name,
  real,
  text,
  time,
  whole,
} from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { moscowDay } from '../../core/parse/time.ts'
import { priced } from '../fields.ts'
import type { orders } from './table.ts'

/** Money of one product; v3 and v4 nest the commission in a block, v2 does not (ozon.md 5 step 3). */
const FinancialProduct = z.object({
  /** The SKU, despite its name (ozon.md 5 step 3a). */
  product_id: maybeId,
  price: maybeSum,
  old_price: maybeSum,
  customer_price: maybeSum,
  payout: maybeSum,
  commission: block({ amount: maybeSum, percent: real }),
  commission_amount: maybeSum,
  commission_percent: real,
  total_discount_value: maybeSum,
  total_discount_percent: real,
  actions: whole,
})
type FinancialProduct = z.output<typeof FinancialProduct>

/** Plausibility limit of units in a posting; a larger number is an error. */
export const MOST_PIECES = 1_000_000
const pieces = countOrZero.refine(count => count <= MOST_PIECES, 'more pieces than a posting may hold')

const Product = z.object({
  sku: id,
  offer_id: text,
  name: text,
  quantity: pieces,
  price: priced,
  currency_code: text,
  is_marketplace_buyout: flag,
  product_color: text,
  weight: real,
})

/** A posting with the fields of all four lists. Customer, addressee and legal data are not read: no statistics need them. */
export const Posting = z.object({
  posting_number: name,
  parent_posting_number: text,
  order_id: maybeId,
  order_number: text,
  status: text,
  substatus: text,
  created_at: time,
  in_process_at: time,
  shipment_date: time,
  delivering_date: time,
  cancel_reason_id: maybeId,
  cancellation: block({
    cancel_reason_id: maybeId,
    cancel_reason: text,
    cancellation_initiator: text,
    cancellation_type: text,
    cancelled_after_ship: flag,
  }),
  products: list(Product),
  analytics_data: block({
    city: text,
    region: text,
    delivery_type: text,
    warehouse_id: maybeId,
    warehouse_name: text,
    warehouse: text,
    is_premium: flag,
    is_legal: flag,
    payment_type_group_name: text,
    tpl_provider: text,
    delivery_date_begin: time,
    delivery_date_end: time,
    client_delivery_date_begin: time,
    client_delivery_date_end: time,
  }),
  delivery_method: block({ name: text, warehouse: text, warehouse_id: maybeId, tpl_provider: text }),
  financial_data: block({ cluster_from: text, cluster_to: text, products: list(FinancialProduct) }),
  delivery_schema: text,
  tracking_number: text,
  tpl_integration_type: text,
  integration_type_flow: text,
  is_express: flag,
  is_multibox: flag,
  external_order: whole,
  sorting_center: whole,
  tariffication: whole,
  tariffication_steps: whole,
})
export type Posting = z.output<typeof Posting>

const STATUSES = new Set([
  'awaiting_registration',
  'acceptance_in_progress',
  'awaiting_approve',
  'awaiting_packaging',
  'awaiting_deliver',
  'arbitration',
  'client_arbitration',
  'delivering',
  'driver_pickup',
  'sent_by_seller',
  'delivered',
  'cancelled',
  'not_accepted',
  'awaiting_verification',
  'cancelled_from_split_pending',
])

export type WarehouseMode = 'FBO' | 'FBS'

/**
 * One row per product of a posting. An FBO posting belongs to the Moscow day of `created_at`, an FBS one, which has none, to that of `in_process_at`; one
 * without either is counted and stored under the first day of its window.
 */
export function orderRows(
  posting: Posting,
  mode: WarehouseMode,
  slice: Pick<Slice, 'from'>,
  context: Pick<StreamContext, 'unmapped'>,
): RowOf<typeof orders>[] {
  const made = posting.created_at ?? posting.in_process_at
  const date = made ?? posting.shipment_date
  if (date === null) context.unmapped('posting_without_date', posting.posting_number)
  const dt = date === null ? slice.from : moscowDay(date)
  known(context, 'posting status', posting.status, STATUSES)
  if (posting.products.length === 0) context.unmapped('posting_without_products', posting.posting_number)

  const {
    analytics_data: analytics,
    delivery_method: method,
    financial_data: financial,
    cancellation,
  } = posting
  const lines = new Map<unknown, number>()
  const money = new Map<unknown, FinancialProduct[]>()
  for (const product of financial?.products ?? [])
    money.set(product.product_id, [...(money.get(product.product_id) ?? []), product])

  return (posting.products.length === 0 ? [NO_PRODUCT] : posting.products).map((product, index) => {
    const line = (lines.get(product.sku) ?? 0) + 1
    lines.set(product.sku, line)
    const finance = money.get(product.sku)?.[line - 1]
    const commission = finance?.commission?.amount ?? finance?.commission_amount ?? null
    return {
      posting_number: posting.posting_number,
      sku: product.sku,
      line,
      is_first: index === 0,
      dt,
      order_id: posting.order_id,
      order_number: posting.order_number,
      order_date: made,
      in_process_at: posting.in_process_at,
      status: posting.status,
      substatus: posting.substatus,
      warehouse_mode: mode,
      offer_id: product.offer_id,
      product_name: product.name,
      quantity: product.quantity,
      price: product.price.amount ?? finance?.price ?? null,
      old_price: finance?.old_price ?? null,
      customer_price: finance?.customer_price ?? null,
      currency_code: product.price.currency ?? product.currency_code,
      commission_amount: commission === null ? null : (Math.abs(commission) as Kopecks),
      commission_percent: finance?.commission?.percent ?? finance?.commission_percent ?? null,
      payout: finance?.payout ?? null,
      total_discount_percent: finance?.total_discount_percent ?? null,
      total_discount_value: finance?.total_discount_value ?? null,
      actions: finance?.actions ?? null,
      city: analytics?.city ?? null,
      region: analytics?.region ?? null,
      cluster_from: financial?.cluster_from ?? null,
      cluster_to: financial?.cluster_to ?? null,
      delivery_type: analytics?.delivery_type ?? null,
      delivery_schema: posting.delivery_schema,
      delivery_method: method?.name ?? null,
      tpl_provider: method?.tpl_provider ?? analytics?.tpl_provider ?? null,
      tpl_integration_type: posting.tpl_integration_type,
      integration_type_flow: posting.integration_type_flow,
      tracking_number: posting.tracking_number,
      warehouse_id: analytics?.warehouse_id ?? method?.warehouse_id ?? null,
      warehouse_name: analytics?.warehouse_name ?? analytics?.warehouse ?? method?.warehouse ?? null,
      payment_type: analytics?.payment_type_group_name ?? null,
      is_premium: analytics?.is_premium ?? null,
      is_legal: analytics?.is_legal ?? null,
      is_express: posting.is_express,
      is_marketplace_buyout: product.is_marketplace_buyout,
      cancel_reason_id: posting.cancel_reason_id ?? cancellation?.cancel_reason_id ?? null,
      cancel_reason: cancellation?.cancel_reason ?? null,
      cancellation_initiator: cancellation?.cancellation_initiator ?? null,
      cancellation_type: cancellation?.cancellation_type ?? null,
      cancelled_after_ship: cancellation?.cancelled_after_ship ?? null,
      shipment_date: posting.shipment_date,
      delivering_date: posting.delivering_date,
      delivery_date_begin: analytics?.delivery_date_begin ?? analytics?.client_delivery_date_begin ?? null,
      delivery_date_end: analytics?.delivery_date_end ?? analytics?.client_delivery_date_end ?? null,
      parent_posting_number: posting.parent_posting_number,
      extra: extra({
        product_color: product.product_color,
        weight: product.weight,
        is_multibox: posting.is_multibox,
        external_order: posting.external_order,
        sorting_center: posting.sorting_center,
        tariffication: posting.tariffication,
        tariffication_steps: posting.tariffication_steps,
      }),
    }
  })
}

/** Stands in for the products of a posting that lists none: one row with quantity zero, so that the posting is counted. */
const NO_PRODUCT: Posting['products'][number] = {
  sku: 0,
  offer_id: null,
  name: null,
  quantity: 0,
  price: { amount: null, currency: null },
  currency_code: null,
  is_marketplace_buyout: null,
  product_color: null,
  weight: null,
}
