import { day, id, int, json, optional, real, table, text } from '../../core/declare/table.ts'

export const warehouseStocks = table('fact_ozon_warehouse_stocks', {
  store: 'facts',
  key: ['sku', 'warehouse_type', 'warehouse_name', 'item_tags', 'dt'],
  day: 'dt',
  grain:
    'Pieces of one SKU with one set of tags in one warehouse on a day; a shelf that ran empty has a row of zeros. `fbo` are Ozon’s warehouses, `fbs` what the seller ships. Days before the shop was connected cannot be known.',
  columns: {
    sku: id(),
    warehouse_type: text(),
    warehouse_name: text(),
    /** Sorted and joined by commas; "" without tags. */
    item_tags: text(),
    dt: day(),
    offer_id: optional(text()),
    product_name: optional(text()),
    /** Negative for a pickup point. */
    warehouse_id: optional(id()),
    cluster_id: optional(id()),
    cluster_name: optional(text()),
    macrolocal_cluster_id: optional(id()),
    placement_zone: optional(text()),
    free_to_sell: int(),
    promised: int(),
    reserved: int(),
    valid_stock_count: optional(int()),
    waiting_docs_stock_count: optional(int()),
    waiting_docs_to_export_stock_count: optional(int()),
    expiring_stock_count: optional(int()),
    excess_stock_count: optional(int()),
    other_stock_count: optional(int()),
    transit_stock_count: optional(int()),
    requested_stock_count: optional(int()),
    inbound_replenishment: optional(int()),
    return_from_customer_stock_count: optional(int()),
    return_to_seller_stock_count: optional(int()),
    transit_defect_stock_count: optional(int()),
    stock_defect_stock_count: optional(int()),
    stock_not_being_sold: optional(int()),
    outbound_pending_delivery: optional(int()),
    outbound_returns_picking: optional(int()),
    outbound_returns_ready_to_ship: optional(int()),
    outbound_returns_return_to_seller: optional(int()),
    /** Over 28 days, for the SKU everywhere; `_cluster` columns for the SKU in this cluster. */
    average_daily_sales: optional(real()),
    days_of_stock: optional(real()),
    turnover_grade: optional(text()),
    days_without_sales: optional(int()),
    average_daily_sales_cluster: optional(real()),
    days_of_stock_cluster: optional(real()),
    turnover_grade_cluster: optional(text()),
    days_without_sales_cluster: optional(int()),
  },
})

export const productStocks = table('fact_ozon_product_stocks', {
  store: 'facts',
  key: ['product_id', 'sku', 'stock_type', 'dt'],
  day: 'dt',
  grain:
    'Pieces of one product under one scheme on a day, over all warehouses; never to be added to the rows by warehouse. Days before the shop was connected cannot be known.',
  columns: {
    product_id: id(),
    /** 0 if the response has no SKU. */
    sku: id(),
    stock_type: text(),
    dt: day(),
    offer_id: text(),
    present: int(),
    reserved: int(),
    shipment_type: optional(text()),
    extra: optional(json()),
  },
})
