import { day, id, int, json, money, optional, real, table, text } from '../../core/declare/table.ts'

export const storage = table('fact_wb_paid_storage', {
  store: 'facts',
  key: ['dt', 'original_date', 'nm_id', 'chrt_id', 'gi_id', 'calc_type', 'pallet_place_code', 'line'],
  day: 'dt',
  grain:
    'What Wildberries charged on one day for storing one size of one supply, or took off that: discounts are rows with a minus. A day that was calculated again has rows under the later day, with the first one in `original_date`. The days of a finance report add up to its storage within 1 %. Warehouses in Russia are not named since 2026-08-15.',
  columns: {
    /** The day of the calculation. */
    dt: day(),
    original_date: day(),
    nm_id: id(),
    chrt_id: id(),
    gi_id: id(),
    calc_type: text(),
    pallet_place_code: id(),
    /** Counts rows that differ in nothing above: one supply in two warehouses that are told by one name. */
    line: int(),
    warehouse_price: money(),
    barcodes_count: optional(int()),
    warehouse_name: optional(text()),
    office_id: optional(id()),
    warehouse_coef: optional(real()),
    log_warehouse_coef: optional(real()),
    /** Litres. */
    volume: optional(real()),
    pallet_count: optional(real()),
    loyalty_discount: optional(money()),
    tariff_fix_date: optional(day()),
    tariff_lower_date: optional(day()),
    vendor_code: optional(text()),
    barcode: optional(text()),
    tech_size: optional(text()),
    subject_name: optional(text()),
    brand_name: optional(text()),
    /** A sum finer than a kopeck, as it came. */
    extra: optional(json()),
  },
})
