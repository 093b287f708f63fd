import { z } from 'zod'
import { ok } from '../http.ts'
import type { Handler } from './call.ts'
import { id, ids, read } from './call.ts'
import { chosen, fboStock, productFilter } from './catalogue.ts'
import { pageOf } from './paging.ts'
import type { Shop } from './shop.ts'
import { OWN } from './world/places.ts'
import type { StockRow } from './world/stocks.ts'

const grade = (row: StockRow, days: number | null) =>
  days === null
    ? 'NO_SALES'
    : days < 14
      ? 'DEFICIT'
      : days < 56
        ? 'ACTUAL'
        : row.available > 30
          ? 'SURPLUS'
          : 'POPULAR'

function show(row: StockRow) {
  const returned = row.tags.includes('FBS_RETURN')
  return {
    sku: row.sku,
    offer_id: row.product.offerId,
    name: row.product.name,
    warehouse_id: row.warehouse.id,
    warehouse_name: row.warehouse.name,
    cluster_id: row.warehouse.clusterId,
    cluster_name: row.warehouse.cluster,
    macrolocal_cluster_id: row.warehouse.macrolocalClusterId,
    item_tags: row.tags,
    // A plain string in reality, an array in the document (ozon.md 7a).
    placement_zone: row.product.weight > 2000 ? 'NON_SORT_MEZ' : 'SORT',
    available_stock_count: row.available,
    valid_stock_count: 0,
    waiting_docs_stock_count: 0,
    waiting_docs_to_export_stock_count: 0,
    expiring_stock_count: 0,
    excess_stock_count: 0,
    other_stock_count: returned ? 1 : 0,
    transit_stock_count: row.transit,
    requested_stock_count: row.requested,
    inbound_replenishment: 0,
    return_from_customer_stock_count: row.returning,
    return_to_seller_stock_count: 0,
    transit_defect_stock_count: 0,
    stock_defect_stock_count: 0,
    stock_not_being_sold: 0,
    outbound_pending_delivery: row.reserved,
    outbound_returns_picking: 0,
    outbound_returns_ready_to_ship: 0,
    outbound_returns_return_to_seller: 0,
    ads: row.dailySales,
    idc: row.daysLeft,
    turnover_grade: grade(row, row.daysLeft),
    days_without_sales: row.dailySales === null ? 28 : 0,
    ads_cluster: row.dailySalesCluster,
    idc_cluster: row.daysLeftCluster,
    turnover_grade_cluster: grade(row, row.daysLeftCluster),
    days_without_sales_cluster: row.dailySalesCluster === null ? 28 : 0,
  }
}

/** POST /v1/analytics/stocks: at most 100 SKUs, no pages; a SKU × warehouse may come twice with other tags. */
export const analyticsStocks: Handler = ({ shop, body }) => {
  const request = read(z.object({ skus: z.array(id).min(1).max(100), warehouse_ids: ids }), body)
  const wanted = new Set(request.skus)
  return ok({
    items: shop
      .world()
      .stocks()
      .filter(
        row =>
          wanted.has(row.sku) &&
          (request.warehouse_ids.length === 0 || request.warehouse_ids.includes(row.warehouse.id)),
      )
      .map(show),
  })
}

type Shelf = { readonly row: StockRow; available: number; reserved: number; promised: number }

/** One row per SKU × fulfilment centre: summed over tags, without pickup points. */
const shelves = (shop: Shop): readonly Shelf[] =>
  shop.cached('shelves', world => {
    const made = new Map<string, Shelf>()
    for (const row of world.stocks()) {
      if (row.warehouse.kind === 'pickup') continue
      const name = `${row.sku}/${row.warehouse.id}`
      const shelf = made.get(name) ?? { row, available: 0, reserved: 0, promised: 0 }
      shelf.available += row.available
      shelf.reserved += row.reserved
      shelf.promised += row.requested + row.transit
      made.set(name, shelf)
    }
    return [...made.values()]
  })

/** POST /v1/product/info/stocks-by-warehouse/fbo: no warehouse names. */
export const stocksByWarehouseFbo: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000),
      skus: ids,
      offer_ids: z.array(z.string()).default([]),
    }),
    body,
  )
  const { skus, offer_ids: offers } = request
  const list = shelves(shop).filter(
    s =>
      (skus.length === 0 && offers.length === 0) ||
      skus.includes(s.row.sku) ||
      offers.includes(s.row.product.offerId),
  )
  const page = pageOf(list, request.cursor, request.limit, `shelf/${skus.join()}/${offers.join()}`)
  return ok({
    products: page.rows.map(s => ({
      sku: s.row.sku,
      offer_id: s.row.product.offerId,
      product_id: s.row.product.productId,
      warehouse_id: s.row.warehouse.id,
      present: s.available + s.reserved,
      reserved: s.reserved,
    })),
    has_next: page.hasNext,
    cursor: page.cursor,
  })
}

/** POST /v2/product/info/stocks-by-warehouse/fbs: the seller's own shelf. */
export const stocksByWarehouseFbs: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000),
      sku: ids,
      offer_id: z.array(z.string()).default([]),
    }),
    body,
  )
  const { sku, offer_id: offers } = request
  const list = shop
    .world()
    .ownStocks()
    .filter(
      s =>
        (sku.length === 0 && offers.length === 0) ||
        sku.includes(s.sku) ||
        offers.includes(s.product.offerId),
    )
  const page = pageOf(list, request.cursor, request.limit, `own/${sku.join()}/${offers.join()}`)
  return ok({
    products: page.rows.map(s => ({
      sku: s.sku,
      offer_id: s.product.offerId,
      product_id: s.product.productId,
      warehouse_id: OWN.id,
      warehouse_name: OWN.name,
      present: s.present,
      reserved: s.reserved,
      free_stock: s.present - s.reserved,
    })),
    has_next: page.hasNext,
    cursor: page.cursor,
  })
}

/** POST /v4/product/info/stocks: pieces of a card by scheme; `filter` is required. */
export const productStocks: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      filter: productFilter,
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(1000),
    }),
    body,
  )
  const world = shop.world()
  const list = chosen(world, request.filter)
  const page = pageOf(list, request.cursor, request.limit, `stocks/${request.filter.visibility}`)
  const scheme = (type: string, sku: number, present: number, reserved: number) => ({
    type,
    present,
    reserved,
    sku,
    shipment_type: 'SHIPMENT_TYPE_GENERAL',
    warehouse_ids: [],
  })
  return ok({
    items: page.rows.map(p => {
      const fbo = fboStock(shop, p)
      const own = world.ownStocks().find(s => s.product === p)
      return {
        product_id: p.productId,
        offer_id: p.offerId,
        stocks: [
          scheme('fbo', p.sku, fbo.present, fbo.reserved),
          scheme('fbs', p.skuFbs ?? p.sku, own?.present ?? 0, own?.reserved ?? 0),
        ],
      }
    }),
    cursor: page.cursor,
    total_items: list.length,
  })
}

/** POST /v2/analytics/stock_on_warehouses (to be switched off): offset paging, `item_code` is the article. */
export const stockOnWarehouses: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      limit: z.number().int().min(1).max(1000),
      offset: z.number().int().min(0).default(0),
      warehouse_type: z.string().default('ALL'),
    }),
    body,
  )
  return ok({
    result: {
      rows: shelves(shop)
        .slice(request.offset, request.offset + request.limit)
        .map(s => ({
          sku: s.row.sku,
          item_code: s.row.product.offerId,
          item_name: s.row.product.name,
          free_to_sell_amount: s.available,
          promised_amount: s.promised,
          reserved_amount: s.reserved,
          warehouse_name: s.row.warehouse.name,
        })),
    },
  })
}
