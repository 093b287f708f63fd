import { z } from 'zod'
import { LoadError } from '../core/errors.ts'
import { galleryHash, md5 } from '../core/hash.ts'
import * as shape from '../core/shapes.ts'
import { batches } from '../core/slices.ts'
import type { Source } from '../core/source.ts'
import { step, stream } from '../core/stream.ts'
import { id, int, optional, table, text } from '../core/table.ts'
import type { ProductInfo } from './info.ts'
import { INFO_LIST, InfoPage, photos } from './info.ts'
import { productIds } from './snapshot.ts'

export const content = table('dim_ozon_product_content', {
  store: 'dims',
  key: ['product_id'],
  grain: 'Fingerprints of the title, description and gallery of a product, for noticing changes.',
  columns: {
    product_id: id(),
    offer_id: text(),
    title_hash: text(),
    description_hash: text(),
    images_hash: text(),
    main_image_url: optional(text()),
    images_count: int(),
  },
})

const DESCRIPTION = '/v1/product/info/description'
/** One product per call, at a pace that was found safe (ozon.md 3). */
const SIDE_BY_SIDE = 4
const BATCH = 50

const DescriptionPage = z.object({ result: z.object({ id: shape.id, description: shape.text }) })

/** A product with its description. */
interface Described {
  readonly info: ProductInfo
  readonly description: string
}

/** Products of a batch whose descriptions are there. One that is gone keeps its old fingerprints: 404 gives it no row (ozon.md 5 step 11). */
const source: Source<readonly Described[]> = {
  host: 'ozon-seller',
  paths: [INFO_LIST, DESCRIPTION],
  async *read(io, slice) {
    const ask = { host: 'ozon-seller', method: 'POST' } as const
    const { items } = await io.json(
      { ...ask, path: INFO_LIST, body: { product_id: slice.ids.map(String) } },
      InfoPage,
    )
    const describe = async (info: ProductInfo): Promise<Described[]> => {
      try {
        const body = { product_id: info.id }
        const { result } = await io.json({ ...ask, path: DESCRIPTION, body }, DescriptionPage)
        return [{ info, description: result.description ?? '' }]
      } catch (error) {
        if (error instanceof LoadError && error.kind === 'not_found') return []
        throw error
      }
    }
    for (let start = 0; start < items.length; start += SIDE_BY_SIDE)
      yield (await Promise.all(items.slice(start, start + SIDE_BY_SIDE).map(describe))).flat()
  },
}

const hashes = stream({
  id: 'ozon.content.hashes',
  into: [content],
  slices: batches(BATCH, productIds),
  source,
  rows: (page: readonly Described[]) => ({
    dim_ozon_product_content: page.map(({ info, description }) => {
      const gallery = photos(info)
      return {
        product_id: info.id,
        offer_id: info.offer_id ?? '',
        title_hash: md5(info.name ?? ''),
        description_hash: md5(description),
        images_hash: galleryHash(gallery),
        main_image_url: gallery[0] ?? null,
        images_count: gallery.length,
      }
    }),
  }),
})

export const contentTables = [content] as const
export const contentStep = step('ozon.content', { lane: 'content', refresh: 'daily' }, [hashes])
