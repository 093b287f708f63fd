import { day, id, int, money, optional, real, table, text } from '../../core/declare/table.ts'

export const history = table('fact_wb_stock_history', {
  store: 'facts',
  key: ['nm_id', 'chrt_id', 'office_name', 'dt'],
  day: 'dt',
  grain:
    'Pieces of one size at the end of one day (23:59 in Moscow; today’s as last read): «Склад WB» are all warehouses of Wildberries together, «Маркетплейс» all of the seller. Wildberries tells three months back; a day on which the size did not exist has no row.',
  columns: {
    nm_id: id(),
    chrt_id: id(),
    office_name: text(),
    dt: day(),
    tech_size: optional(text()),
    quantity: int(),
  },
})

export const statistics = table('fact_wb_stock_statistics', {
  store: 'facts',
  key: ['nm_id', 'chrt_id', 'region_name', 'office_name', 'dt'],
  day: 'dt',
  grain:
    'What Wildberries says of the stock of one size in one month, the present one until now: orders, turnover, the hours without goods and the orders that were lost by them, by its own reckoning. What it has not reckoned is NULL.',
  columns: {
    nm_id: id(),
    chrt_id: id(),
    region_name: text(),
    office_name: text(),
    /** The first day of the month. */
    dt: day(),
    date_to: day(),
    tech_size: optional(text()),
    /** `deficient`, `actual`, `balanced`, `nonActual`, `nonLiquid` or `invalidData`. */
    availability: optional(text()),
    orders_count: optional(int()),
    orders_sum: optional(money()),
    buyout_count: optional(int()),
    buyout_sum: optional(money()),
    buyout_pct: optional(real()),
    /** A day. */
    avg_orders: optional(real()),
    stock_count: optional(int()),
    stock_sum: optional(money()),
    /** Hours in which the present stock is sold; NULL also where it never is. */
    sale_rate_hours: optional(int()),
    /** The same of the average stock. */
    turnover_hours: optional(int()),
    to_client: optional(int()),
    from_client: optional(int()),
    price: optional(money()),
    /** Hours without goods. */
    missing_hours: optional(int()),
    lost_orders: optional(real()),
    lost_orders_sum: optional(money()),
    lost_buyouts: optional(real()),
    lost_buyouts_sum: optional(money()),
    currency: optional(text()),
  },
})
