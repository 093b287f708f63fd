import { day, id, instant, int, money, optional, real, table, text } from '../../core/declare/table.ts'

export const transactions = table('fact_ozon_transactions', {
  store: 'facts',
  key: ['operation_id'],
  day: 'dt',
  grain:
    'One accrual on the seller’s balance. `amount` is its total, positive to the seller; its lines add up to it to the kopeck. Days before the last year are read as older history, back to 2022-01-01.',
  columns: {
    /** `accrual_id` of by-day and `operation_id` of transaction/list are the same number (ozon.md 5 step 4a). */
    operation_id: id(),
    dt: day(),
    operation_date: optional(instant()),
    operation_type: optional(text()),
    operation_type_name: optional(text()),
    accrued_category: optional(text()),
    type: optional(text()),
    unit_number: optional(text()),
    posting_number: optional(text()),
    order_number: optional(text()),
    order_date: optional(instant()),
    delivery_schema: optional(text()),
    delivery_speed: optional(int()),
    warehouse_id: optional(id()),
    /** Only if the accrual is about a single SKU. */
    sku: optional(id()),
    item_name: optional(text()),
    items_count: int(),
    amount: money(),
    accruals_for_sale: money(),
    sale_commission: money(),
    services_total: money(),
    currency_code: optional(text()),
  },
})

export const transactionLines = table('fact_ozon_transaction_lines', {
  store: 'facts',
  key: ['operation_id', 'line'],
  day: 'dt',
  grain:
    'One part of an accrual: a sale, a commission, a service or a fee, by SKU where the answer says so. A line `unexplained` carries what the parts do not add up to.',
  columns: {
    operation_id: id(),
    line: int(),
    dt: day(),
    sku: optional(id()),
    quantity: optional(int()),
    kind: text(),
    type_id: optional(id()),
    type_name: optional(text()),
    amount: money(),
    /** These explain the price of a sale and must not be added to it (ozon.md 5 step 4a). */
    seller_price: optional(money()),
    sale_price: optional(money()),
    bonus: optional(money()),
    coinvestment: optional(money()),
    commission_ratio: optional(real()),
  },
})

export const accrualTypes = table('dim_ozon_accrual_types', {
  store: 'dims',
  key: ['type_id'],
  grain: 'One type of accrual in Ozon’s own directory.',
  columns: { type_id: id(), name: text(), description: optional(text()) },
})
