import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { batches } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, id, json, optional, real, table } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { productSkus } from './catalogue/products.ts'

export const contentRating = table('fact_ozon_content_rating', {
  store: 'facts',
  key: ['sku', 'dt'],
  day: 'dt',
  grain:
    'How well Ozon finds the card of a SKU filled in on a day, 0 to 100, with every condition behind it.',
  columns: {
    sku: id(),
    dt: day(),
    rating: optional(real()),
    media_rating: optional(real()),
    description_rating: optional(real()),
    attributes_rating: optional(real()),
    other_attributes_rating: optional(real()),
    has_rich_content: optional(bool()),
    /** Groups with weights, conditions and improvements, unparsed. */
    groups: optional(json()),
  },
})

const Group = z.object({
  key: shape.text,
  name: shape.text,
  rating: shape.real,
  weight: shape.real,
  improve_at_least: shape.real,
  improve_attributes: shape.whole,
  conditions: shape.list(
    z.object({ key: shape.text, description: shape.text, fulfilled: shape.flag, cost: shape.real }),
  ),
})
const ContentRatingPage = z.object({
  products: shape.list(z.object({ sku: shape.id, rating: shape.real, groups: shape.list(Group) })),
})

const GROUPS = new Set(['important_attributes', 'other_attributes', 'text', 'media'])
/** The limit is undocumented; known clients send a hundred (ozon.md 5 step 10). */
const BATCH = 100

const rating = stream({
  id: 'ozon.content_rating.skus',
  into: [contentRating],
  slices: batches(BATCH, { table: productSkus, column: 'sku', where: { is_main: true } }),
  source: post(HOST.seller)('/v1/product/rating-by-sku', {
    shape: ContentRatingPage,
    body: slice => ({ skus: slice.ids.map(String) }),
  }),
  rows: ({ products }, { to: dt }, context) => ({
    fact_ozon_content_rating: products.map(product => {
      for (const group of product.groups) shape.known(context, 'content rating group', group.key, GROUPS)
      const of = (key: string) => product.groups.find(group => group.key === key)
      return {
        sku: product.sku,
        dt,
        rating: product.rating,
        media_rating: of('media')?.rating ?? null,
        description_rating: of('text')?.rating ?? null,
        attributes_rating: of('important_attributes')?.rating ?? null,
        other_attributes_rating: of('other_attributes')?.rating ?? null,
        has_rich_content: of('text')?.conditions.find(one => one.key === 'text_rich')?.fulfilled ?? null,
        groups: product.groups.length === 0 ? null : product.groups,
      }
    }),
  }),
})

export const contentRatingTables = [contentRating] as const
export const contentRatingStep = step('ozon.content_rating', { lane: 'main', refresh: 'daily' }, [rating])
