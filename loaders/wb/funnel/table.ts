import { day, id, int, json, money, optional, real, table, text } from '../../core/declare/table.ts'

export const funnel = table('fact_wb_funnel', {
  store: 'facts',
  key: ['nm_id', 'dt'],
  day: 'dt',
  grain:
    'One card on one day. Buyouts and cancellations stand on the day of the order, so past days go on changing for weeks. How often a card was shown is not told, nor how local its sales are.',
  columns: {
    nm_id: id(),
    dt: day(),
    vendor_code: optional(text()),
    open_count: int(),
    cart_count: int(),
    order_count: int(),
    order_sum: money(),
    buyout_count: int(),
    buyout_sum: money(),
    cancel_count: int(),
    cancel_sum: money(),
    add_to_wishlist: int(),
    /** Ratios and averages: must not be summed over days. */
    add_to_cart_pct: optional(real()),
    cart_to_order_pct: optional(real()),
    buyout_pct: optional(real()),
    avg_price: optional(money()),
    currency: optional(text()),
    /** Fields that only the totals of a day have: delivery time, local share, WB Club. */
    extra: optional(json()),
  },
})
