import type { Kopecks } from '#contract/money.ts'
import type { Id, RowOf } from '../../core/declare/table.ts'
import { bool, id, instant, int, json, money, optional, real, table, text } from '../../core/declare/table.ts'
import { extra, isNothing } from '../../core/parse/fields.ts'
import type { ProductInfo } from './info.ts'
import { indexColour, mainSku, photos, stockOf } from './info.ts'
import type { Attributed, Listed } from './step.ts'

/** Brand is an attribute like others (ozon.md 5 step 1c). */
const BRAND = 85

export const products = table('dim_ozon_products', {
  store: 'dims',
  key: ['product_id'],
  grain: 'One product of the catalogue, archived ones too, as it is now.',
  columns: {
    product_id: id(),
    offer_id: text(),
    sku: optional(id()),
    name: optional(text()),
    brand: optional(text()),
    main_image_url: optional(text()),
    primary_image_url: optional(text()),
    all_images_json: optional(json()),
    barcode: optional(text()),
    barcodes: optional(json()),
    category_id: optional(id()),
    type_id: optional(id()),
    price: optional(money()),
    old_price: optional(money()),
    min_price: optional(money()),
    declared_price: optional(money()),
    currency_code: optional(text()),
    vat: optional(real()),
    volume_weight: optional(real()),
    depth: optional(real()),
    height: optional(real()),
    width: optional(real()),
    dimension_unit: optional(text()),
    weight: optional(real()),
    weight_unit: optional(text()),
    stocks_fbo: optional(int()),
    stocks_fbs: optional(int()),
    has_fbo_stocks: optional(bool()),
    has_fbs_stocks: optional(bool()),
    is_archived: bool(),
    is_autoarchived: optional(bool()),
    is_discounted: optional(bool()),
    is_kgt: optional(bool()),
    is_super: optional(bool()),
    is_seasonal: optional(bool()),
    is_prepayment_allowed: optional(bool()),
    created_at_ozon: optional(instant()),
    updated_at_ozon: optional(instant()),
    model_id: optional(id()),
    model_count: optional(int()),
    price_index_color: optional(text()),
    price_index_value: optional(real()),
    competitor_min_price: optional(money()),
    price_indexes: optional(json()),
    status: optional(text()),
    status_name: optional(text()),
    status_description: optional(text()),
    status_updated_at: optional(instant()),
    moderate_status: optional(text()),
    validation_status: optional(text()),
    availability: optional(text()),
    availability_source: optional(text()),
    attributes: optional(json()),
    complex_attributes: optional(json()),
    errors: optional(json()),
    extra: optional(json()),
  },
})

export const productSkus = table('dim_ozon_product_skus', {
  store: 'dims',
  key: ['product_id', 'sku'],
  grain:
    'One SKU of a product: a product may have one for all schemes and another for the seller’s own stock.',
  columns: {
    product_id: id(),
    sku: id(),
    offer_id: text(),
    is_main: bool(),
    is_archived: bool(),
    source: optional(text()),
    shipment_type: optional(text()),
    quant_code: optional(text()),
    created_at: optional(instant()),
  },
})

interface Known {
  readonly listed: Listed
  readonly info: ProductInfo | null
  readonly attributed: Attributed | null
}

const NO_INFO = { present: null, reserved: null }

/** The row of a product; one that only the list knows keeps the list's values. */
export function productRow({ listed, info, attributed }: Known): RowOf<typeof products> {
  const index = info?.price_indexes?.external_index_data
  const gallery = info ? photos(info) : []
  const brand = attributed?.attributes.find(attribute => attribute.id === BRAND)?.values[0]?.value
  return {
    product_id: listed.product_id,
    offer_id: info?.offer_id ?? listed.offer_id ?? '',
    sku: skuOf({ listed, info, attributed }),
    name: info?.name ?? null,
    brand: brand ?? null,
    main_image_url: gallery[0] ?? null,
    primary_image_url: info?.primary_image[0] ?? null,
    all_images_json: orNull(gallery),
    barcode: info?.barcodes[0] ?? null,
    barcodes: orNull(info?.barcodes),
    category_id: info?.description_category_id ?? null,
    type_id: info?.type_id ?? null,
    price: info?.price ?? null,
    old_price: info?.old_price ?? null,
    min_price: info?.min_price ?? null,
    declared_price: info?.declared_price ?? null,
    currency_code: info?.currency_code ?? null,
    vat: info?.vat ?? null,
    volume_weight: info?.volume_weight ?? null,
    depth: attributed?.depth ?? null,
    height: attributed?.height ?? null,
    width: attributed?.width ?? null,
    dimension_unit: attributed?.dimension_unit ?? null,
    weight: attributed?.weight ?? null,
    weight_unit: attributed?.weight_unit ?? null,
    stocks_fbo: (info ? stockOf(info, 'fbo') : NO_INFO).present,
    stocks_fbs: (info ? stockOf(info, 'fbs') : NO_INFO).present,
    has_fbo_stocks: listed.has_fbo_stocks,
    has_fbs_stocks: listed.has_fbs_stocks,
    is_archived: listed.archived ?? info?.is_archived ?? false,
    is_autoarchived: info?.is_autoarchived ?? null,
    is_discounted: info?.is_discounted ?? listed.is_discounted,
    is_kgt: info?.is_kgt ?? null,
    is_super: info?.is_super ?? null,
    is_seasonal: info?.is_seasonal ?? null,
    is_prepayment_allowed: info?.is_prepayment_allowed ?? null,
    created_at_ozon: info?.created_at ?? null,
    updated_at_ozon: info?.updated_at ?? null,
    model_id: info?.model_info?.model_id ?? null,
    model_count: info?.model_info?.count ?? null,
    price_index_color: indexColour(info?.price_indexes?.color_index),
    price_index_value: index?.price_index_value ?? null,
    competitor_min_price: index?.minimal_price ?? (null as Kopecks | null),
    price_indexes: orNull(info?.price_indexes),
    status: info?.statuses?.status ?? null,
    status_name: info?.statuses?.status_name ?? null,
    status_description: info?.statuses?.status_description ?? null,
    status_updated_at: info?.statuses?.status_updated_at ?? null,
    moderate_status: info?.statuses?.moderate_status ?? null,
    validation_status: info?.statuses?.validation_status ?? null,
    availability: info?.availabilities[0]?.availability ?? null,
    availability_source: info?.availabilities[0]?.source ?? null,
    attributes: orNull(attributed?.attributes),
    complex_attributes: orNull(attributed?.complex_attributes),
    errors: orNull(info?.errors),
    extra: extra({
      quants: listed.quants,
      color_image: info?.color_image,
      has_discounted_fbo_item: info?.has_discounted_fbo_item,
      discounted_fbo_stocks: info?.discounted_fbo_stocks,
      visibility_details: info?.visibility_details,
      status_failed: info?.statuses?.status_failed,
      status_tooltip: info?.statuses?.status_tooltip,
      pdf_list: attributed?.pdf_list,
    }),
  }
}

/** All SKUs that any of the three methods gives for the product. */
export function skuRows(product: Known): RowOf<typeof productSkus>[] {
  const { listed, info } = product
  const main = skuOf(product)
  const sources = new Map((info?.sources ?? []).map(source => [source.sku, source]))
  const skus = new Set<Id | null>([main, ...sources.keys()])
  for (const stock of info?.stocks?.stocks ?? []) skus.add(stock.sku)
  return [...skus]
    .filter(sku => sku !== null)
    .map(sku => ({
      product_id: listed.product_id,
      sku,
      offer_id: info?.offer_id ?? listed.offer_id ?? '',
      is_main: sku === main,
      is_archived: listed.archived ?? info?.is_archived ?? false,
      source: sources.get(sku)?.source ?? null,
      shipment_type: sources.get(sku)?.shipment_type ?? null,
      quant_code: sources.get(sku)?.quant_code ?? null,
      created_at: sources.get(sku)?.created_at ?? null,
    }))
}

const skuOf = ({ listed, info, attributed }: Known): Id | null =>
  (info ? mainSku(info) : null) ?? listed.sku ?? attributed?.sku ?? null

const orNull = (value: unknown): unknown => (isNothing(value) ? null : value)
