import { z } from 'zod'
import { utc } from '../clock.ts'
import { badRequest, ok, Refusal } from '../http.ts'
import { fixed, percentOf, roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { id, ids, read } from './call.ts'
import { pageOf } from './paging.ts'
import type { Shop } from './shop.ts'
import type { World } from './world/index.ts'
import { asPriced, isArchived } from './world/index.ts'
import type { Product } from './world/products.ts'
import { blockedOn } from './world/products.ts'

const filter = z.object({
  visibility: z.string().default('ALL'),
  offer_id: z.array(z.string()).max(1000).nullish(),
  product_id: z.array(id).max(1000).nullish(),
  skus: z.array(id).max(1000).nullish(),
  sku: z.array(id).max(1000).nullish(),
})
/** The filter of a product list as requests carry it. */
export type ProductFilter = z.output<typeof filter>
export const productFilter = filter

/** The cards a filter means: ALL is all except archived ones; ids make the visibility void (ozon.md 1a). */
export function chosen(world: World, f: ProductFilter): readonly Product[] {
  const skus = f.skus?.length ? f.skus : f.sku
  if (f.product_id?.length) return world.products().filter(p => f.product_id?.includes(p.productId))
  if (f.offer_id?.length) return world.products().filter(p => f.offer_id?.includes(p.offerId))
  if (skus?.length) return world.products().filter(p => skus.includes(p.sku) || skus.includes(p.skuFbs ?? -1))
  if (f.visibility === 'ARCHIVED') return world.products().filter(p => isArchived(world, p))
  return world.products().filter(p => !isArchived(world, p))
}

/** Pieces of a card on the marketplace's warehouses: in stock (with reserved ones) and reserved. */
export function fboStock(shop: Shop, product: Product): { present: number; reserved: number } {
  const bySku = shop.cached('stock-by-sku', world => {
    const sums = new Map<number, { present: number; reserved: number }>()
    for (const row of world.stocks()) {
      const sum = sums.get(row.sku) ?? { present: 0, reserved: 0 }
      sum.present += row.available + row.reserved
      sum.reserved += row.reserved
      sums.set(row.sku, sum)
    }
    return sums
  })
  return bySku.get(product.sku) ?? { present: 0, reserved: 0 }
}

/** POST /v3/product/list. The last page has a cursor too; `total` went on 2026-11-23 (ozon.md 4). */
export const productList: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      filter: filter.default({ visibility: 'ALL' }),
      last_id: z.string().default(''),
      limit: z.number().int().min(1).max(1000).default(1000),
    }),
    body,
  )
  const list = chosen(shop.world(), request.filter)
  const page = pageOf(list, request.last_id, request.limit, `list/${request.filter.visibility}`)
  return ok({
    result: {
      items: page.rows.map(p => ({
        product_id: p.productId,
        offer_id: p.offerId,
        sku: p.sku,
        has_fbo_stocks: fboStock(shop, p).present > 0,
        has_fbs_stocks: shop
          .world()
          .ownStocks()
          .some(s => s.product === p && s.present > 0),
        archived: isArchived(shop.world(), p),
        is_discounted: false,
        quants: p.index % 20 === 2 ? [{ quant_code: `${p.offerId}_kvant6`, quant_size: 6 }] : [],
      })),
      total_items: list.length,
      last_id: page.cursor,
    },
  })
}

const commission = (schema: string, percent: number, p: Product, amounts: boolean) => ({
  sale_schema: schema,
  percent,
  value: roubles(percentOf(p.price, percent)),
  ...(amounts ? { delivery_amount: 25, return_amount: 39 + (p.index % 60) } : {}),
})

/** The per-SKU commissions of a card by schema; rFBS and FBP lack the two amounts (ozon.md step 2). */
const commissionsOf = (p: Product) => [
  commission('FBO', p.commission, p, true),
  commission('FBS', p.commissionFbs, p, true),
  commission('RFBS', p.commissionFbs, p, false),
  commission('FBP', p.commissionFbs, p, false),
]

const COLOURS = ['SUPER', 'GREEN', 'YELLOW', 'RED', 'WITHOUT_INDEX'] as const
/** The colour of the price index of a card, without the prefix that info/list has. */
export const indexColour = (p: Product): (typeof COLOURS)[number] =>
  COLOURS[p.index % 5] as (typeof COLOURS)[number]

function info(shop: Shop, p: Product) {
  const world = shop.world()
  const archived = isArchived(world, p)
  const priced = asPriced(world, p)
  const { price, oldPrice, minPrice } = priced
  const { title, photos } = world.content().of(p.productId)
  const changedAt = world.content().changedAt(p.productId) ?? p.createdAt + 86_400_000
  const stock = fboStock(shop, p)
  const own = world.ownStocks().find(s => s.product === p)
  const skus = [
    { sku: p.sku, source: 'sds' },
    ...(p.skuFbs === null ? [] : [{ sku: p.skuFbs, source: 'fbs' }]),
  ]
  const blocked = blockedOn(p, world.today)
  const reasons = [
    ...(stock.present > 0 ? [] : [[12, 'Нет товара на складе'] as const]),
    ...(blocked === null ? [] : [[27, blocked] as const]),
  ]
  const competitor = Math.round((price * (80 + (p.index % 30))) / 10_000) * 100
  return {
    id: p.productId,
    sku: p.sku,
    offer_id: p.offerId,
    name: title,
    barcodes: p.barcodes,
    description_category_id: p.categoryId,
    type_id: p.typeId,
    created_at: utc(p.createdAt),
    updated_at: utc(p.archivedAt !== null && archived ? p.archivedAt : changedAt),
    price: fixed(price),
    old_price: p.index % 12 === 6 ? '' : fixed(oldPrice),
    min_price: p.index % 10 === 9 ? '' : fixed(minPrice),
    currency_code: shop.currency,
    vat: '0.05',
    primary_image: photos.slice(0, 1),
    images: photos.slice(1),
    color_image: [],
    images360: [],
    is_archived: archived,
    is_autoarchived: false,
    is_discounted: false,
    is_kgt: p.weight > 2800,
    is_super: false,
    is_seasonal: false,
    is_prepayment_allowed: false,
    has_discounted_fbo_item: false,
    discounted_fbo_stocks: 0,
    volume_weight: priced.volumeWeight,
    model_info: { model_id: p.modelId, count: 3 },
    sources: skus.map(s => ({
      ...s,
      created_at: utc(p.createdAt + 60_000),
      shipment_type: 'SHIPMENT_TYPE_GENERAL',
      quant_code: '',
    })),
    stocks: {
      has_stock: stock.present > 0 || (own?.present ?? 0) > 0,
      stocks: [
        ...(world.stocks().some(row => row.product === p) ? [{ ...stock, sku: p.sku, source: 'fbo' }] : []),
        ...(own ? [{ present: own.present, reserved: own.reserved, sku: own.sku, source: 'fbs' }] : []),
      ],
    },
    commissions: commissionsOf(priced),
    price_indexes: {
      color_index: `COLOR_INDEX_${indexColour(p)}`,
      external_index_data: {
        minimal_price: fixed(competitor),
        minimal_price_currency: shop.currency,
        price_index_value: Math.round((price / competitor) * 100) / 100,
      },
      ozon_index_data: { minimal_price: '', minimal_price_currency: shop.currency, price_index_value: 0 },
      self_marketplaces_index_data: {
        minimal_price: '',
        minimal_price_currency: shop.currency,
        price_index_value: 0,
      },
    },
    promotions: [{ type: 'REVIEWS_PROMO', is_enabled: p.index % 3 === 0 }],
    availabilities: skus.map(s => ({
      ...s,
      availability: archived ? 'UNAVAILABLE' : reasons.length === 0 ? 'AVAILABLE' : 'HIDDEN',
      reasons: reasons.map(([id, text]) => ({ id, human_text: { text } })),
    })),
    statuses: {
      status: 'price_sent',
      status_name: archived ? 'В архиве' : 'Продается',
      moderate_status: 'approved',
      validation_status: 'success',
      is_created: true,
      status_failed: '',
      status_description: '',
      status_tooltip: '',
      status_updated_at: utc(p.createdAt + 120_000),
    },
    visibility_details: { has_price: true, has_stock: stock.present > 0 },
    errors:
      p.index % 15 === 4
        ? [
            {
              attribute_id: 4191,
              code: 'text_too_short',
              field: 'attribute',
              level: 'ERROR_LEVEL_WARNING',
              state: 'price_sent',
              texts: { attribute_name: 'Аннотация', message: 'Текст короткий' },
            },
          ]
        : [],
    ...(p.index % 7 === 0
      ? { declared_price: { amount: '1000', currency: shop.currency } }
      : { declared_price: null }),
  }
}

/** POST /v3/product/info/list: at most 1000 ids of one kind; unknown ones are left out, the order is not kept. */
export const productInfo: Handler = ({ shop, body }) => {
  const request = read(
    z.object({ product_id: ids, offer_id: z.array(z.string()).max(1000).default([]), sku: ids }),
    body,
  )
  if (request.product_id.length + request.offer_id.length + request.sku.length === 0)
    throw badRequest('use either offer_id or product_id or sku')
  const asked = { ...request, visibility: 'ALL', skus: request.sku }
  return ok({ items: [...chosen(shop.world(), asked)].reverse().map(p => info(shop, p)) })
}

/** POST /v4/product/info/attributes: `result` is an array, the brand is attribute 85 (ozon.md 1c). */
export const attributes: Handler = ({ shop, body }) => {
  const request = read(
    z.object({
      filter: filter.default({ visibility: 'ALL' }),
      last_id: z.string().default(''),
      limit: z.number().int().min(1).max(1000).default(1000),
    }),
    body,
  )
  const list = chosen(shop.world(), request.filter)
  const page = pageOf(list, request.last_id, request.limit, `attributes/${request.filter.visibility}`)
  const contentOf = (p: Product) => shop.world().content().of(p.productId)
  return ok({
    result: page.rows.map(p => ({
      id: p.productId,
      sku: p.sku,
      offer_id: p.offerId,
      name: contentOf(p).title,
      barcode: p.barcodes?.[0] ?? '',
      barcodes: p.barcodes ?? [],
      description_category_id: p.categoryId,
      type_id: p.typeId,
      height: 20 + (p.index % 9) * 10,
      depth: 210,
      width: 140,
      dimension_unit: 'mm',
      weight: p.weight,
      weight_unit: 'g',
      primary_image: contentOf(p).photos[0] ?? '',
      images: contentOf(p).photos.slice(1),
      pdf_list: [],
      model_info: { model_id: p.modelId, count: 3 },
      color_image: '',
      attributes: [
        {
          id: 85,
          complex_id: 0,
          values: [{ dictionary_value_id: 971_000_000 + p.brand.length, value: p.brand }],
        },
        {
          id: 8229,
          complex_id: 0,
          values: [{ dictionary_value_id: p.typeId, value: p.name.split(' ')[0] ?? '' }],
        },
      ],
      complex_attributes: [],
      attributes_with_defaults: [],
    })),
    total: list.length,
    last_id: page.cursor,
  })
}

/** POST /v1/product/info/description: one card a call, HTML or an empty string, 404 when there is none. */
export const description: Handler = ({ shop, body }) => {
  const request = read(z.object({ product_id: id.optional(), offer_id: z.string().optional() }), body)
  const world = shop.world()
  const product = world
    .products()
    .find(p => p.productId === request.product_id || p.offerId === request.offer_id)
  if (!product || world.content().isHidden(product.productId)) throw new Refusal(404, 5, 'product not found')
  const { productId, offerId } = product
  const { title, description: text } = world.content().of(productId)
  return ok({ result: { id: productId, offer_id: offerId, name: title, description: text } })
}
