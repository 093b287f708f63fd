import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { changeDetector } from '../../core/declare/change-detector.ts'
import { batches, split } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { Id, RowOf } from '../../core/declare/table.ts'
import { id, int, json, optional, table, text } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import * as shape from '../../core/parse/fields.ts'
import { galleryHash, md5 } from '../../core/parse/hash.ts'
import { INFO_LIST, ProductInfo, photos } from '../catalogue/info.ts'
import { texts } from '../fields.ts'
import { productIds } from '../snapshot.ts'
import { descriptionChanged } from './detectors/description.ts'
import { photosChanged } from './detectors/photos.ts'
import { titleChanged } from './detectors/title.ts'

export const content = table('dim_ozon_product_content', {
  store: 'dims',
  key: ['product_id'],
  grain: 'The title, description and gallery of a product as they were seen last, for noticing changes.',
  columns: {
    product_id: id(),
    offer_id: text(),
    title_hash: text(),
    description_hash: text(),
    images_hash: text(),
    main_image_url: optional(text()),
    images_count: int(),
    /** Null in rows of versions that stored only hashes, until the product is read again. */
    title: optional(text()),
    description: optional(text()),
    /** Image addresses in order, the main photo first. */
    photos: optional(json()),
  },
})
export type ContentRow = RowOf<typeof content>

const DESCRIPTION = '/v1/product/info/description'
/** One product per request, at a rate that proved safe (ozon.md 3). */
const SIDE_BY_SIDE = 4
const BATCH = 50

/** A missing field stays undefined: the response says nothing about it. */
const Told = ProductInfo.extend({
  name: shape.text.optional(),
  primary_image: texts.optional(),
  images: texts.optional(),
})
const InfoPage = z.object({ items: shape.list(Told) })
const DescriptionPage = z.object({ result: z.object({ id: shape.id, description: shape.text.optional() }) })

/** The content of a product as shown on the site. */
interface Shown {
  readonly product_id: Id
  readonly offer_id: string
  readonly title: string
  readonly description: string
  readonly photos: readonly string[]
}

/** Null for a product whose responses lack the name, all photos or the description. */
function shownOf(info: z.output<typeof Told>, description: string | null | undefined): Shown | null {
  const { name, primary_image, images } = info
  if (name === undefined || description === undefined || !(primary_image ?? images)) return null
  return {
    product_id: info.id,
    offer_id: info.offer_id ?? '',
    title: name ?? '',
    description: description ?? '',
    photos: photos({ primary_image: primary_image ?? [], images: images ?? [] }),
  }
}

/** Products of a batch with content. One that is missing or incomplete keeps its baseline: no response is no change (ozon.md 5 step 11). */
const source: Source<readonly Shown[]> = {
  host: HOST.seller,
  paths: [INFO_LIST, DESCRIPTION],
  async *read(context, slice) {
    const ask = { host: HOST.seller, method: 'POST' } as const
    const { items } = await context.json(
      { ...ask, path: INFO_LIST, body: { product_id: slice.ids.map(String) } },
      InfoPage,
    )
    const describe = async (info: z.output<typeof Told>): Promise<Shown[]> => {
      try {
        const body = { product_id: info.id }
        const { result } = await context.json({ ...ask, path: DESCRIPTION, body }, DescriptionPage)
        const shown = shownOf(info, result.description)
        return shown ? [shown] : []
      } catch (error) {
        if (error instanceof LoadError && error.kind === 'not_found') return []
        throw error
      }
    }
    for (const some of split(items, SIDE_BY_SIDE)) yield (await Promise.all(some.map(describe))).flat()
  },
}

const hashes = stream({
  id: 'ozon.content.hashes',
  into: [content],
  slices: batches(BATCH, productIds),
  source,
  detector: changeDetector(content, [titleChanged, descriptionChanged, photosChanged]),
  rows: (page: readonly Shown[]) => ({
    dim_ozon_product_content: page.map(({ product_id, offer_id, title, description, photos }) => ({
      product_id,
      offer_id,
      title_hash: md5(title),
      description_hash: md5(description),
      images_hash: galleryHash(photos),
      main_image_url: photos[0] ?? null,
      images_count: photos.length,
      title,
      description,
      photos,
    })),
  }),
})

export const contentTables = [content] as const
export const contentStep = step('ozon.content', { lane: 'content', refresh: 'daily' }, [hashes])
