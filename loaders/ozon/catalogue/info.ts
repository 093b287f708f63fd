import { z } from 'zod'
import type { Id } from '../../core/declare/table.ts'
import {
  block,
  count,
  flag,
  id,
  list,
  maybeId,
  maybeSum,
  name,
  real,
  text,
  time,
  whole,
} from '../../core/parse/fields.ts'
import { texts } from '../fields.ts'

export const INFO_LIST = '/v3/product/info/list'
/** Ids that one info/list request may name (ozon.md 5 step 1b). */
export const INFO_LIMIT = 1000

const indexData = block({ minimal_price: maybeSum, price_index_value: real })

/** One product of `/v3/product/info/list`, the source of catalogue, snapshot and content. */
export const ProductInfo = z.object({
  id,
  sku: maybeId,
  offer_id: text,
  name: text,
  barcodes: list(name),
  description_category_id: maybeId,
  type_id: maybeId,
  created_at: time,
  updated_at: time,
  price: maybeSum,
  old_price: maybeSum,
  min_price: maybeSum,
  declared_price: maybeSum,
  currency_code: text,
  vat: real,
  primary_image: texts,
  images: texts,
  color_image: texts,
  is_archived: flag,
  is_autoarchived: flag,
  is_discounted: flag,
  is_kgt: flag,
  is_super: flag,
  is_seasonal: flag,
  is_prepayment_allowed: flag,
  has_discounted_fbo_item: flag,
  discounted_fbo_stocks: count,
  volume_weight: real,
  model_info: block({ model_id: maybeId, count }),
  sources: list(
    z.object({ sku: maybeId, source: text, created_at: time, shipment_type: text, quant_code: text }),
  ),
  stocks: block({
    has_stock: flag,
    stocks: list(z.object({ sku: maybeId, source: text, present: count, reserved: count })),
  }),
  commissions: list(
    z.object({
      sale_schema: text,
      percent: real,
      value: maybeSum,
      min_value: maybeSum,
      delivery_amount: maybeSum,
      return_amount: maybeSum,
    }),
  ),
  price_indexes: block({
    color_index: text,
    external_index_data: indexData,
    ozon_index_data: indexData,
    self_marketplaces_index_data: indexData,
  }),
  promotions: list(z.object({ type: text, is_enabled: flag })),
  availabilities: list(z.object({ sku: maybeId, source: text, availability: text, reasons: whole })),
  statuses: block({
    status: text,
    status_name: text,
    moderate_status: text,
    validation_status: text,
    is_created: flag,
    status_failed: text,
    status_description: text,
    status_tooltip: text,
    status_updated_at: time,
  }),
  visibility_details: block({ has_price: flag, has_stock: flag }),
  errors: whole,
})
export type ProductInfo = z.output<typeof ProductInfo>
export const InfoPage = z.object({ items: list(ProductInfo) })

/** The SKU shown on the site: the one shared by all schemes if there is one (ozon.md 5 step 1b). */
export const mainSku = (info: Pick<ProductInfo, 'sku' | 'sources'>): Id | null =>
  info.sku ?? info.sources.find(source => source.source === 'sds')?.sku ?? info.sources[0]?.sku ?? null

/** The price index colour without the prefix that only info/list adds (ozon.md 5 step 1b). */
export const indexColour = (colour: string | null | undefined): string | null =>
  colour?.replace(/^COLOR_INDEX_/, '') ?? null

/** The gallery in order, the main photo first and only once. */
export function photos(info: Pick<ProductInfo, 'primary_image' | 'images'>): readonly string[] {
  return [...new Set([...info.primary_image.slice(0, 1), ...info.images])]
}

/** Units available and reserved under a scheme; null if the response does not say which scheme a stock belongs to. */
export function stockOf(info: Pick<ProductInfo, 'stocks'>, source: 'fbo' | 'fbs') {
  const stocks = info.stocks?.stocks ?? []
  if (stocks.some(stock => stock.source === null)) return { present: null, reserved: null }
  const own = stocks.filter(stock => stock.source === source)
  return {
    present: own.reduce((total, stock) => total + (stock.present ?? 0), 0),
    reserved: own.reduce((total, stock) => total + (stock.reserved ?? 0), 0),
  }
}
