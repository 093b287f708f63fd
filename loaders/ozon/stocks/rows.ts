import { z } from 'zod'
import type { RowOf } from '../../core/declare/table.ts'
import { count, countOrZero, id, list, maybeId, real, text } from '../../core/parse/fields.ts'
import { texts } from '../fields.ts'
import type { warehouseStocks } from './tables.ts'

type StockRow = RowOf<typeof warehouseStocks>
export type Stock = Omit<StockRow, 'dt'>

const Item = z.object({
  sku: id,
  offer_id: text,
  name: text,
  warehouse_id: maybeId,
  warehouse_name: text,
  cluster_id: maybeId,
  cluster_name: text,
  macrolocal_cluster_id: maybeId,
  item_tags: texts,
  placement_zone: texts,
  available_stock_count: countOrZero,
  valid_stock_count: count,
  waiting_docs_stock_count: count,
  waiting_docs_to_export_stock_count: count,
  expiring_stock_count: count,
  excess_stock_count: count,
  other_stock_count: count,
  transit_stock_count: countOrZero,
  requested_stock_count: countOrZero,
  inbound_replenishment: count,
  return_from_customer_stock_count: count,
  return_to_seller_stock_count: count,
  transit_defect_stock_count: count,
  stock_defect_stock_count: count,
  stock_not_being_sold: count,
  outbound_pending_delivery: count,
  outbound_returns_picking: count,
  outbound_returns_ready_to_ship: count,
  outbound_returns_return_to_seller: count,
  ads: real,
  idc: real,
  turnover_grade: text,
  days_without_sales: count,
  ads_cluster: real,
  idc_cluster: real,
  turnover_grade_cluster: text,
  days_without_sales_cluster: count,
})
export const AnalyticsPage = z.object({ items: list(Item) })

/** One row per SKU, warehouse and set of tags: a pair may come several times with different tags, and their sum is the stock (ozon.md 5 step 7a). */
export function analyticsRow(item: z.output<typeof Item>): Stock {
  const {
    item_tags,
    placement_zone,
    available_stock_count,
    transit_stock_count,
    requested_stock_count,
    ...rest
  } = item
  const {
    name: product_name,
    warehouse_id,
    warehouse_name,
    ads,
    idc,
    ads_cluster,
    idc_cluster,
    ...same
  } = rest
  return {
    ...same,
    product_name,
    warehouse_id,
    warehouse_name: warehouse_name ?? `#${warehouse_id ?? ''}`,
    warehouse_type: 'fbo',
    item_tags: [...item_tags].sort().join(','),
    placement_zone: placement_zone.join(',') || null,
    free_to_sell: available_stock_count,
    promised: requested_stock_count + transit_stock_count,
    // The method has no reserve; units pending delivery are closest to it.
    reserved: item.outbound_pending_delivery ?? 0,
    transit_stock_count,
    requested_stock_count,
    average_daily_sales: ads,
    days_of_stock: idc,
    average_daily_sales_cluster: ads_cluster,
    days_of_stock_cluster: idc_cluster,
  }
}

const OlderItem = z.object({
  sku: id,
  item_code: text,
  item_name: text,
  free_to_sell_amount: countOrZero,
  promised_amount: countOrZero,
  reserved_amount: countOrZero,
  warehouse_name: text,
})
export const OlderPage = z.object({ result: z.object({ rows: list(OlderItem) }) })

/** `/v2/analytics/stock_on_warehouses` has neither ids nor clusters nor tags. */
export const olderRow = (item: z.output<typeof OlderItem>): Stock => ({
  ...UNKNOWN,
  sku: item.sku,
  offer_id: item.item_code,
  product_name: item.item_name,
  warehouse_name: item.warehouse_name ?? '',
  warehouse_type: 'fbo',
  free_to_sell: item.free_to_sell_amount,
  promised: item.promised_amount,
  reserved: item.reserved_amount,
})

export const sumOfStocks = (one: Stock, other: Stock): Stock => ({
  ...one,
  free_to_sell: one.free_to_sell + other.free_to_sell,
  promised: one.promised + other.promised,
  reserved: one.reserved + other.reserved,
})

/** Fields that only analytics/stocks has. */
export const UNKNOWN = {
  warehouse_id: null,
  item_tags: '',
  cluster_id: null,
  cluster_name: null,
  macrolocal_cluster_id: null,
  placement_zone: null,
  valid_stock_count: null,
  waiting_docs_stock_count: null,
  waiting_docs_to_export_stock_count: null,
  expiring_stock_count: null,
  excess_stock_count: null,
  other_stock_count: null,
  transit_stock_count: null,
  requested_stock_count: null,
  inbound_replenishment: null,
  return_from_customer_stock_count: null,
  return_to_seller_stock_count: null,
  transit_defect_stock_count: null,
  stock_defect_stock_count: null,
  stock_not_being_sold: null,
  outbound_pending_delivery: null,
  outbound_returns_picking: null,
  outbound_returns_ready_to_ship: null,
  outbound_returns_return_to_seller: null,
  average_daily_sales: null,
  days_of_stock: null,
  turnover_grade: null,
  days_without_sales: null,
  average_daily_sales_cluster: null,
  days_of_stock_cluster: null,
  turnover_grade_cluster: null,
  days_without_sales_cluster: null,
}
