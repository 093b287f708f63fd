import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { changeDetector } from '../../core/declare/change-detector.ts'
import { since, today } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { CURSOR_KEY, step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import {
  block,
  count,
  extra,
  flag,
  id,
  list,
  maybeId,
  name,
  real,
  text,
  time,
  whole,
} from '../../core/parse/fields.ts'
import { galleryHash, md5 } from '../../core/parse/hash.ts'
import { descriptionChanged } from './detectors/description.ts'
import { mainPhotoChanged } from './detectors/main-photo.ts'
import { photoOrderChanged } from './detectors/photo-order.ts'
import { photosAdded } from './detectors/photos-added.ts'
import { photosRemoved } from './detectors/photos-removed.ts'
import { titleChanged } from './detectors/title.ts'
import { content, products, sizes, trash } from './tables.ts'

const LIST = '/content/v2/get/cards/list'
const TRASH = '/content/v2/get/cards/trash'
const LIMIT = 100

const Photo = z.object({ big: text, c516x688: text, c246x328: text })
const Size = z.object({ chrtID: id, techSize: text, wbSize: text, skus: list(name) })
const Dimensions = block({ length: real, width: real, height: real, weightBrutto: real, isValid: flag })
const common = {
  nmID: id,
  vendorCode: text,
  subjectID: maybeId,
  subjectName: text,
  kizMarked: flag,
  photos: list(Photo),
  video: text,
  dimensions: Dimensions,
  characteristics: whole,
  sizes: list(Size),
  createdAt: time,
}
const Card = z.looseObject({
  ...common,
  imtID: maybeId,
  nmUUID: text,
  brand: text,
  title: text.optional(),
  description: text.optional(),
  needKiz: flag,
  tags: whole,
  updatedAt: time,
})
const CardsPage = z.object({
  cards: list(Card),
  /** Sent back unchanged: its fraction may be shorter than the card's (wildberries.md 2). */
  cursor: block({ updatedAt: text, nmID: maybeId, total: count }),
})
type CardsPage = z.output<typeof CardsPage>
const TrashPage = z.object({
  cards: list(z.looseObject({ ...common, trashedAt: time })),
  cursor: block({ trashedAt: text, nmID: maybeId, total: count }),
})
type TrashPage = z.output<typeof TrashPage>

/** The next cursor as text; null after the last page. */
function nextOf(page: CardsPage | TrashPage): string | null {
  const { cursor } = page
  if (!cursor || page.cards.length === 0) return null
  const { total, ...from } = cursor
  return JSON.stringify(from)
}
const isLast = (page: CardsPage | TrashPage): boolean =>
  nextOf(page) === null || (page.cursor?.total ?? page.cards.length) < LIMIT

/** Pages from a cursor on, the oldest change first. Throws `shape` on a cursor that does not move. */
async function* pages<P extends CardsPage | TrashPage>(
  context: StreamContext,
  path: string,
  shape: z.ZodType<P>,
  start: string | null,
): AsyncIterable<P> {
  for (let from = start; ; ) {
    const settings = {
      sort: { ascending: true },
      // Only -1 reliably means "with and without photos" (wildberries.md 2).
      ...(path === LIST ? { filter: { withPhoto: -1 } } : {}),
      cursor: { ...(from === null ? {} : JSON.parse(from)), limit: LIMIT },
    }
    const request = {
      host: HOST.content,
      method: 'POST',
      path,
      query: { locale: 'ru' },
      body: { settings },
    } as const
    const page = await context.json(request, shape)
    yield page
    if (isLast(page)) return
    const next = nextOf(page)
    if (next === from) throw new LoadError('shape', `${path}: the cursor does not move`)
    from = next
  }
}

/** All cards with their content, for consumers that need more than ids. */
export const cardPages = (context: StreamContext): AsyncIterable<CardsPage> =>
  pages(context, LIST, CardsPage, null)

const PASS = 'pass'
/** Once a day from the start, because not every difference moves a card's update time; in between only what changed since the last page. */
const cards: Source<CardsPage> = {
  host: HOST.content,
  paths: [LIST],
  async *read(context, slice) {
    if ((await context.state.get(PASS)) !== slice.to) {
      await context.state.set(CURSOR_KEY, null)
      await context.state.set(PASS, slice.to)
    }
    yield* pages(context, LIST, CardsPage, await context.state.get(CURSOR_KEY))
  },
}

/** Fields without a column in this version. */
const unknownOf = (card: z.output<typeof Card>): unknown =>
  extra(Object.fromEntries(Object.entries(card).filter(([field]) => !(field in Card.shape))))

const photosOf = (photos: readonly z.output<typeof Photo>[]): string[] =>
  photos.flatMap(({ big, c516x688, c246x328 }) => big ?? c516x688 ?? c246x328 ?? [])

/** Cards with content. A field missing on all cards of a page was left out of the response, not emptied on every card. */
const shownOf = ({ cards }: CardsPage): CardsPage['cards'] =>
  (['title', 'description'] as const).every(field => cards.some(card => card[field] !== undefined))
    ? cards
    : []

const all = stream({
  id: 'wb.content.cards',
  into: [products, sizes, content],
  slices: since(),
  source: cards,
  cursor: nextOf,
  // In this order each gallery event starts where the previous one ended.
  detector: changeDetector(content, [
    titleChanged,
    descriptionChanged,
    mainPhotoChanged,
    photosRemoved,
    photosAdded,
    photoOrderChanged,
  ]),
  rows: (page: CardsPage, { to }) => ({
    dim_wb_products: page.cards.map(card => {
      const { dimensions } = card
      return {
        nm_id: card.nmID,
        imt_id: card.imtID,
        nm_uuid: card.nmUUID,
        vendor_code: card.vendorCode ?? '',
        name: card.title ?? '',
        brand: card.brand,
        category_id: card.subjectID,
        category: card.subjectName,
        main_image_url: photosOf(card.photos)[0] ?? null,
        video: card.video,
        length: dimensions?.length ?? null,
        width: dimensions?.width ?? null,
        height: dimensions?.height ?? null,
        weight_brutto: dimensions?.weightBrutto ?? null,
        dimensions_valid: dimensions?.isValid ?? null,
        need_kiz: card.needKiz,
        kiz_marked: card.kizMarked,
        characteristics: card.characteristics,
        tags: card.tags,
        created_at: card.createdAt,
        updated_at: card.updatedAt,
        seen_on: to,
        extra: unknownOf(card),
      }
    }),
    dim_wb_sizes: page.cards.flatMap(({ nmID, sizes }) =>
      sizes.map(size => ({
        chrt_id: size.chrtID,
        nm_id: nmID,
        tech_size: size.techSize,
        wb_size: size.wbSize,
        barcodes: size.skus,
      })),
    ),
    dim_wb_product_content: shownOf(page).map(card => {
      const photos = photosOf(card.photos)
      const title = card.title ?? ''
      const description = card.description ?? ''
      return {
        nm_id: card.nmID,
        vendor_code: card.vendorCode ?? '',
        title_hash: md5(title),
        description_hash: md5(description),
        photos_hash: galleryHash(photos),
        main_photo_url: photos[0] ?? null,
        photos_count: photos.length,
        title,
        description,
        photos,
      }
    }),
  }),
})

const thrown = stream({
  id: 'wb.content.trash',
  into: [trash],
  slices: today(),
  source: {
    host: HOST.content,
    paths: [TRASH],
    read: context => pages(context, TRASH, TrashPage, null),
  } satisfies Source<TrashPage>,
  rows: (page: TrashPage) => ({
    dim_wb_trash: page.cards.map(card => ({
      nm_id: card.nmID,
      vendor_code: card.vendorCode ?? '',
      category_id: card.subjectID,
      category: card.subjectName,
      main_image_url: photosOf(card.photos)[0] ?? null,
      sizes: card.sizes,
      created_at: card.createdAt,
      trashed_at: card.trashedAt,
      extra: extra({ dimensions: card.dimensions, characteristics: card.characteristics }),
    })),
  }),
  write: { mode: 'replace' },
})

export const contentTables = [products, sizes, content, trash] as const
export const contentStep = step('wb.content', { lane: 'catalogue', refresh: 'daily' }, [all, thrown])
