import { bool, day, id, instant, money, optional, real, table, text } from '../../core/declare/table.ts'

/** Columns shared by orders and sales. */
const common = {
  dt: day(),
  date: optional(instant()),
  last_change_date: optional(instant()),
  nm_id: id(),
  supplier_article: optional(text()),
  barcode: optional(text()),
  category: optional(text()),
  subject: optional(text()),
  brand: optional(text()),
  tech_size: optional(text()),
  warehouse_name: optional(text()),
  warehouse_type: optional(text()),
  country_name: optional(text()),
  oblast_okrug_name: optional(text()),
  region_name: optional(text()),
  /** Before all discounts. */
  total_price: optional(money()),
  discount_percent: optional(real()),
  spp: optional(real()),
  /** What the buyer pays. */
  finished_price: optional(money()),
  /** After the seller's discount: the basis of revenue. */
  price_with_disc: optional(money()),
  sticker: optional(text()),
  income_id: optional(id()),
  is_supply: optional(bool()),
  is_realization: optional(bool()),
  /** The basket: several orders share it, so it must not be a key. */
  g_number: optional(text()),
}

export const orders = table('fact_wb_orders', {
  store: 'facts',
  key: ['srid'],
  day: 'dt',
  grain:
    'One ordered unit. `dt` is the Moscow day of the order; a cancellation changes the row and keeps its day. Since 2026-08-15 `warehouse_name` tells no warehouse of Wildberries in Russia. Buyers are not told.',
  columns: {
    srid: text(),
    ...common,
    is_cancel: optional(bool()),
    cancel_date: optional(instant()),
  },
})

export const sales = table('fact_wb_sales', {
  store: 'facts',
  key: ['sale_id'],
  day: 'dt',
  grain:
    'One sale or return of a unit, with its own `sale_id`. Sums are preliminary and signed as Wildberries signs them; the money is in fact_wb_finance. Why goods came back is not told, nor, since 2026-08-15, any warehouse of Wildberries in Russia.',
  columns: {
    sale_id: text(),
    srid: text(),
    is_return: bool(),
    ...common,
    for_pay: optional(money()),
    payment_sale_amount: optional(money()),
  },
})
