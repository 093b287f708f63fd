import { bool, day, id, int, money, optional, real, table, text } from '../../core/declare/table.ts'

export const warehouses = table('dim_wb_warehouses', {
  store: 'dims',
  key: ['warehouse_id'],
  grain: 'One warehouse of the seller, also after it is gone; `seen_on` is the last day that it was there.',
  columns: {
    warehouse_id: id(),
    name: optional(text()),
    office_id: optional(id()),
    /** 1 small, 2 oversize, 3 large. */
    cargo_type: optional(int()),
    /** 1 FBS, 2 DBS, 3 DBW, 5 click and collect, 6 express. */
    delivery_type: optional(int()),
    is_deleting: optional(bool()),
    is_processing: optional(bool()),
    seen_on: day(),
  },
})

export const offices = table('dim_wb_offices', {
  store: 'dims',
  key: ['office_id'],
  grain: 'One office of Wildberries that a warehouse of the seller can be tied to.',
  columns: {
    office_id: id(),
    name: optional(text()),
    address: optional(text()),
    city: optional(text()),
    longitude: optional(real()),
    latitude: optional(real()),
    cargo_type: optional(int()),
    delivery_type: optional(int()),
    federal_district: optional(text()),
    selected: optional(bool()),
  },
})

export const boxTariffs = table('fact_wb_box_tariffs', {
  store: 'facts',
  key: ['warehouse_name', 'dt'],
  day: 'dt',
  grain:
    'What delivery and storage of boxes cost at one warehouse on one day. Coefficients are percents. Warehouses in Russia are not named since 2026-08-15.',
  columns: {
    warehouse_name: text(),
    dt: day(),
    geo_name: optional(text()),
    delivery_base: optional(money()),
    delivery_liter: optional(money()),
    delivery_coef: optional(real()),
    delivery_fbs_base: optional(money()),
    delivery_fbs_liter: optional(money()),
    delivery_fbs_coef: optional(real()),
    storage_base: optional(money()),
    storage_liter: optional(money()),
    storage_coef: optional(real()),
    currency: optional(text()),
  },
})

export const acceptanceTariffs = table('fact_wb_acceptance_tariffs', {
  store: 'facts',
  key: ['warehouse_id', 'box_type_id', 'dt'],
  grain:
    'What a warehouse takes for the acceptance of one kind of box on one day of the next two weeks: coefficient -1 is closed, 0 free.',
  columns: {
    warehouse_id: id(),
    box_type_id: id(),
    dt: day(),
    warehouse_name: optional(text()),
    coefficient: optional(real()),
    allow_unload: optional(bool()),
    is_sorting_center: optional(bool()),
    storage_coef: optional(real()),
    storage_base_liter: optional(money()),
    storage_additional_liter: optional(money()),
    delivery_coef: optional(real()),
    delivery_base_liter: optional(money()),
    delivery_additional_liter: optional(money()),
  },
})
