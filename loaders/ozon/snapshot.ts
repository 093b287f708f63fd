import { HOST } from '#contract/marketplaces/ozon.ts'
import type { IdsOf } from '../core/declare/slices.ts'
import { batches } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id, int, json, money, optional, real, table, text } from '../core/declare/table.ts'
import { extra, isNothing, known } from '../core/parse/fields.ts'
import { INFO_LIMIT, INFO_LIST, InfoPage, indexColour, mainSku, stockOf } from './catalogue/info.ts'
import { products } from './catalogue/products.ts'

const promotions = table('fact_ozon_promotions', {
  store: 'facts',
  key: ['product_id', 'promo_type', 'dt'],
  day: 'dt',
  grain: 'One kind of promotion of a product on a day, and whether it was on.',
  columns: {
    product_id: id(),
    promo_type: text(),
    dt: day(),
    offer_id: text(),
    is_enabled: optional(bool()),
  },
})

const availability = table('fact_ozon_availability', {
  store: 'facts',
  key: ['product_id', 'sku', 'source', 'dt'],
  day: 'dt',
  grain: 'Whether a SKU of a product could be bought on a day, and why not.',
  columns: {
    product_id: id(),
    /** 0 if the response has no SKU. */
    sku: id(),
    source: text(),
    dt: day(),
    offer_id: text(),
    availability: optional(text()),
    reasons: optional(json()),
    status: optional(text()),
    has_price: optional(bool()),
    has_stock: optional(bool()),
  },
})

const commissions = table('fact_ozon_commissions', {
  store: 'facts',
  key: ['product_id', 'sale_schema', 'dt'],
  day: 'dt',
  grain: 'What Ozon would keep of one sale of a product under one scheme on a day.',
  columns: {
    product_id: id(),
    sale_schema: text(),
    dt: day(),
    offer_id: text(),
    sku: optional(id()),
    sales_percent: optional(real()),
    value: optional(money()),
    min_value: optional(money()),
    delivery_amount: optional(money()),
    return_amount: optional(money()),
  },
})

const inventory = table('fact_ozon_inventory', {
  store: 'facts',
  key: ['product_id', 'dt'],
  day: 'dt',
  grain: 'Price and stock of a product on a day, kept as history.',
  columns: {
    product_id: id(),
    dt: day(),
    offer_id: text(),
    sku: optional(id()),
    price: optional(money()),
    old_price: optional(money()),
    min_price: optional(money()),
    currency_code: optional(text()),
    stocks_fbo: optional(int()),
    stocks_fbs: optional(int()),
    reserved_fbo: optional(int()),
    reserved_fbs: optional(int()),
    stocks_total: int(),
    price_index_color: optional(text()),
    price_index_value: optional(real()),
    competitor_min_price: optional(money()),
    extra: optional(json()),
  },
})

const SCHEMAS = new Set(['FBO', 'FBS', 'RFBS', 'FBP'])
const AVAILABILITIES = new Set(['AVAILABLE', 'UNAVAILABLE', 'HIDDEN'])

/** All products of the catalogue, archived ones included. */
export const productIds: IdsOf = { table: products, column: 'product_id' }

/** Fills four fact tables from one pass over info/list (ozon.md 5 step 2). */
const snapshot = stream({
  id: 'ozon.snapshot.products',
  into: [promotions, availability, commissions, inventory],
  slices: batches(INFO_LIMIT, productIds),
  source: post(HOST.seller)(INFO_LIST, {
    shape: InfoPage,
    body: slice => ({ product_id: slice.ids.map(String) }),
  }),
  rows: ({ items }, { to: dt }, context) => ({
    fact_ozon_promotions: items.flatMap(item =>
      item.promotions.map(promotion => ({
        product_id: item.id,
        promo_type: promotion.type ?? '',
        dt,
        offer_id: item.offer_id ?? '',
        is_enabled: promotion.is_enabled,
      })),
    ),
    fact_ozon_availability: items.flatMap(item =>
      item.availabilities.map(one => ({
        product_id: item.id,
        sku: one.sku ?? 0,
        source: one.source ?? '',
        dt,
        offer_id: item.offer_id ?? '',
        availability: known(context, 'availability', one.availability, AVAILABILITIES),
        reasons: one.reasons,
        status: item.statuses?.status ?? null,
        has_price: item.visibility_details?.has_price ?? null,
        has_stock: item.visibility_details?.has_stock ?? null,
      })),
    ),
    fact_ozon_commissions: items.flatMap(item =>
      item.commissions.map(commission => ({
        product_id: item.id,
        sale_schema: known(context, 'sale_schema', commission.sale_schema ?? '', SCHEMAS),
        dt,
        offer_id: item.offer_id ?? '',
        sku: mainSku(item),
        sales_percent: commission.percent,
        value: commission.value,
        min_value: commission.min_value,
        delivery_amount: commission.delivery_amount,
        return_amount: commission.return_amount,
      })),
    ),
    fact_ozon_inventory: items.map(item => {
      const fbo = stockOf(item, 'fbo')
      const fbs = stockOf(item, 'fbs')
      const external = item.price_indexes?.external_index_data
      const stocks = item.stocks?.stocks ?? []
      return {
        product_id: item.id,
        dt,
        offer_id: item.offer_id ?? '',
        sku: mainSku(item),
        price: item.price,
        old_price: item.old_price,
        min_price: item.min_price,
        currency_code: item.currency_code,
        stocks_fbo: fbo.present,
        stocks_fbs: fbs.present,
        reserved_fbo: fbo.reserved,
        reserved_fbs: fbs.reserved,
        stocks_total: stocks.reduce((total, stock) => total + (stock.present ?? 0), 0),
        price_index_color: indexColour(item.price_indexes?.color_index),
        price_index_value: external?.price_index_value ?? null,
        competitor_min_price: external?.minimal_price ?? null,
        extra: extra({ stocks: isNothing(stocks) ? null : stocks, price_indexes: item.price_indexes }),
      }
    }),
  }),
})

export const snapshotTables = [promotions, availability, commissions, inventory] as const
export const snapshotStep = step('ozon.snapshot', { lane: 'main', refresh: 'daily' }, [snapshot])
