import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { split, today } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { count, flag, id, list, maybeId, real, text, whole } from '../../core/parse/fields.ts'
import { prefetch } from '../../core/run/prefetch.ts'
import { texts } from '../fields.ts'
import type { ProductInfo } from './info.ts'
import { INFO_LIMIT, INFO_LIST, InfoPage } from './info.ts'
import type { ProductList } from './product-list.ts'
import { PRODUCTS_LIMIT, productPages, VISIBILITIES } from './product-list.ts'
import { productRow, productSkus, products, skuRows } from './products.ts'

const LIST = '/v3/product/list'
const ATTRIBUTES = '/v4/product/info/attributes'

const Listed = z.object({
  product_id: id,
  offer_id: text,
  sku: maybeId,
  has_fbo_stocks: flag,
  has_fbs_stocks: flag,
  archived: flag,
  is_discounted: flag,
  quants: whole,
})
export type Listed = z.output<typeof Listed>

const ListPage = z.object({
  result: z.object({ items: list(Listed), total: count, total_items: count, last_id: text }),
})

const Attributed = z.object({
  id,
  sku: maybeId,
  height: real,
  depth: real,
  width: real,
  dimension_unit: text,
  weight: real,
  weight_unit: text,
  images: texts,
  pdf_list: whole,
  attributes: list(
    z.object({
      id,
      complex_id: maybeId,
      values: list(z.object({ dictionary_value_id: maybeId, value: text })),
    }),
  ),
  complex_attributes: whole,
})
export type Attributed = z.output<typeof Attributed>
const AttributesPage = z.object({ result: list(Attributed), last_id: text, total: count })

/** Responses of the three methods for up to a thousand products. */
interface CataloguePage {
  readonly listed: readonly Listed[]
  readonly info: readonly ProductInfo[]
  readonly attributed: readonly Attributed[]
}

const productList: ProductList<z.output<typeof ListPage>> = {
  path: LIST,
  shape: ListPage,
  body: (visibility, last_id) => ({ filter: { visibility }, last_id, limit: PRODUCTS_LIMIT }),
  ids: ({ result }) => result.items.map(item => item.product_id),
  cursor: ({ result }) => result.last_id,
  total: ({ result }) => result.total_items ?? result.total,
}

async function attributesOf(
  context: StreamContext,
  ids: readonly string[],
  visibility: string,
): Promise<Attributed[]> {
  const all = new Map<Id, Attributed>()
  for (let last_id = ''; all.size < ids.length; ) {
    const body = { filter: { product_id: ids, visibility }, last_id, limit: PRODUCTS_LIMIT, sort_dir: 'ASC' }
    const page = await context.json(
      { host: HOST.seller, method: 'POST', path: ATTRIBUTES, body },
      AttributesPage,
    )
    const before = all.size
    for (const item of page.result) all.set(item.id, item)
    if (all.size === before || !page.last_id || page.last_id === last_id) break
    last_id = page.last_id
  }
  return [...all.values()]
}

const infoOf = async (context: StreamContext, ids: readonly string[]) =>
  (
    await context.json(
      { host: HOST.seller, method: 'POST', path: INFO_LIST, body: { product_id: ids } },
      InfoPage,
    )
  ).items

/** Retries an empty response: listed products have cards, and an empty one would blank out what the catalogue knew. */
const insistently = async <T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> => {
  const came = await ask()
  return came.length > 0 ? came : ask()
}

async function* pagesOf(
  context: StreamContext,
  visibility: (typeof VISIBILITIES)[number],
): AsyncIterable<CataloguePage> {
  for await (const { result } of productPages(context, productList, visibility)) {
    for (const listed of split(result.items, INFO_LIMIT)) {
      const ids = listed.map(item => String(item.product_id))
      const [info, attributed] = await Promise.all([
        insistently(() => infoOf(context, ids)),
        insistently(() => attributesOf(context, ids, visibility)),
      ])
      yield { listed, info, attributed }
    }
  }
}

/**
 * All products with info and attributes, archived ones included, since old orders and accruals refer to them. Other lanes wait for this one, so it waits for
 * none.
 */
const source: Source<CataloguePage> = {
  host: HOST.seller,
  paths: [LIST, INFO_LIST, ATTRIBUTES],
  async *read(context) {
    for (const pages of VISIBILITIES.map(visibility => prefetch(pagesOf(context, visibility)))) yield* pages
  },
}

const catalogue = stream({
  id: 'ozon.catalogue.products',
  into: [products, productSkus],
  slices: today(),
  source,
  rows: (page: CataloguePage, _slice, context) => {
    const info = new Map(page.info.map(item => [item.id, item]))
    for (const { product_id } of page.listed)
      if (!info.has(product_id)) context.unmapped('product_without_info', String(product_id))
    const attributed = new Map(page.attributed.map(item => [item.id, item]))
    const all = page.listed.map(item => ({
      listed: item,
      info: info.get(item.product_id) ?? null,
      attributed: attributed.get(item.product_id) ?? null,
    }))
    return { dim_ozon_products: all.map(productRow), dim_ozon_product_skus: all.flatMap(skuRows) }
  },
})

export const catalogueTables = [products, productSkus] as const
export const catalogueStep = step('ozon.catalogue', { lane: 'catalogue', refresh: 'daily' }, [catalogue])
