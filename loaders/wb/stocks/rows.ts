import type { Id, RowOf } from '../../core/declare/table.ts'
import { bool, day, id, int, json, money, optional, real, table, text } from '../../core/declare/table.ts'

export const prices = table('fact_wb_prices', {
  store: 'facts',
  key: ['nm_id', 'size_id', 'dt'],
  day: 'dt',
  grain:
    'The prices of one size on one day, in the currency of the account. A size that left the price list has zeros on the day it was missed first.',
  columns: {
    nm_id: id(),
    size_id: id(),
    dt: day(),
    vendor_code: optional(text()),
    tech_size: optional(text()),
    price: money(),
    /** After the seller's discount. */
    discounted_price: money(),
    club_discounted_price: money(),
    discount: optional(real()),
    club_discount: optional(real()),
    currency: optional(text()),
    editable_size_price: optional(bool()),
    is_bad_turnover: optional(bool()),
    extra: optional(json()),
  },
})

export const stocks = table('fact_wb_stocks', {
  store: 'facts',
  key: ['nm_id', 'chrt_id', 'tech_size', 'warehouse_id', 'warehouse_name', 'kind', 'dt'],
  day: 'dt',
  grain:
    'One size in one warehouse on one day: `fbo` is a warehouse of Wildberries, `fbs` the seller’s. Warehouses in Russia, which Wildberries hides since 2026-08-15, are carried as they are told (-999999). Where a method tells no size id or warehouse id it is 0, and the name of the size or of the warehouse tells; a row without any warehouse is goods on their way.',
  columns: {
    nm_id: id(),
    chrt_id: id(),
    tech_size: text(),
    warehouse_id: id(),
    warehouse_name: text(),
    kind: text(),
    dt: day(),
    vendor_code: optional(text()),
    region_name: optional(text()),
    quantity: int(),
    in_way_to_client: int(),
    in_way_from_client: int(),
  },
})

/** A stock row without its day. */
export type Stock = Omit<RowOf<typeof stocks>, 'dt' | 'kind'>

export const stockOf = (nm: Id, chrt: Id, of: Partial<Stock>): Stock => ({
  nm_id: nm,
  chrt_id: chrt,
  tech_size: '',
  warehouse_id: 0,
  warehouse_name: '',
  vendor_code: null,
  region_name: null,
  quantity: 0,
  in_way_to_client: 0,
  in_way_from_client: 0,
  ...of,
})

/** One row per size and warehouse: hidden warehouses share an id and a name, so repeated rows are added up. */
export function merged(all: readonly Stock[]): readonly Stock[] {
  const sums = new Map<string, Stock>()
  for (const stock of all) {
    const key = `${stock.nm_id} ${stock.chrt_id} ${stock.tech_size} ${stock.warehouse_id} ${stock.warehouse_name}`
    const known = sums.get(key)
    if (!known) sums.set(key, stock)
    else
      sums.set(key, {
        ...known,
        quantity: known.quantity + stock.quantity,
        in_way_to_client: known.in_way_to_client + stock.in_way_to_client,
        in_way_from_client: known.in_way_from_client + stock.in_way_from_client,
      })
  }
  return [...sums.values()]
}
