import { bool, day, id, instant, int, money, optional, real, table, text } from '../../core/declare/table.ts'

/** Which supply a row is of. */
const supply = {
  /** The order for it; 0 of a virtual supply. */
  preorder_id: id(),
  /** 0 as long as no day is chosen for it. */
  supply_id: id(),
}

export const supplies = table('fact_wb_supplies', {
  store: 'facts',
  key: ['preorder_id', 'supply_id'],
  day: 'dt',
  grain:
    'One supply to the warehouses of Wildberries, or an order for one, with how much was told and how much was accepted. `dt` is the day on which it was made.',
  columns: {
    ...supply,
    dt: day(),
    created_at: instant(),
    /** The day on which it is to be brought. */
    supply_on: optional(day()),
    brought_at: optional(instant()),
    updated_at: optional(instant()),
    /** 1 not planned, 2 planned, 3 may be brought, 6 brought, 4 being accepted, 5 accepted. */
    status_id: optional(int()),
    /** 0 virtual, 1 and 2 boxes, 5 pallets, 6 safe. */
    box_type_id: optional(int()),
    /** 0 moved, 1 without a seller, 4 by QR code, 5 found beyond what was told, 6 by scanner. */
    virtual_type_id: optional(int()),
    is_box_on_pallet: optional(bool()),
    warehouse_id: optional(id()),
    warehouse: optional(text()),
    /** Where it was brought to. */
    actual_warehouse_id: optional(id()),
    actual_warehouse: optional(text()),
    transit_warehouse_id: optional(id()),
    transit_warehouse: optional(text()),
    /** Beforehand; what was charged is in `fact_wb_paid_acceptance`. */
    acceptance_cost: optional(money()),
    acceptance_coefficient: optional(real()),
    storage_coefficient: optional(real()),
    delivery_coefficient: optional(real()),
    reject_reason: optional(text()),
    /** Pieces. */
    quantity: int(),
    accepted_quantity: int(),
    unloading_quantity: int(),
    ready_for_sale_quantity: int(),
    depersonalized_quantity: optional(int()),
  },
})

export const goods = table('fact_wb_supply_goods', {
  store: 'facts',
  key: ['preorder_id', 'supply_id', 'barcode', 'line'],
  day: 'dt',
  grain: 'One barcode of a supply: pieces that were told, accepted, and are on sale.',
  columns: {
    ...supply,
    barcode: text(),
    /** Counts the rows of a barcode in a supply. */
    line: int(),
    /** The day on which the supply was made. */
    dt: day(),
    nm_id: optional(id()),
    vendor_code: optional(text()),
    tech_size: optional(text()),
    color: optional(text()),
    tnved: optional(text()),
    needs_marking: optional(bool()),
    box_quantity: optional(int()),
    quantity: int(),
    accepted_quantity: int(),
    unloading_quantity: int(),
    ready_for_sale_quantity: int(),
  },
})
