import { z } from 'zod'
import { PicturePath } from './pictures.ts'
import { AskedDay, ShopIds } from './query.ts'
import { DayText, InstantText } from './shop.ts'

/** Kinds of card changes, the same for both marketplaces. */
export const EventKind = z.enum(['title', 'description', 'photos'])
export type EventKind = z.infer<typeof EventKind>

/** A recorded change in a shop. `type` and `field` are those of the log: the marketplace's name of the change, and the changed field of the product. */
export const ShopEvent = z.object({
  id: z.int(),
  shopId: z.int(),
  /** When the app detected it; the marketplace does not say when it was made. */
  at: InstantText,
  /** The Moscow day of `at`. */
  day: DayText,
  kind: EventKind,
  type: z.string(),
  field: z.string(),
  /** `product_id` of Ozon, `nm_id` of Wildberries. */
  productId: z.string(),
  article: z.string().nullable(),
  name: z.string().nullable(),
  picture: PicturePath.nullable(),
  /** The complete value: a text, or a JSON list of image addresses. */
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type ShopEvent = z.infer<typeof ShopEvent>

export const EventsQuery = z.object({
  shopIds: ShopIds.nullable(),
  kinds: z.array(EventKind).max(EventKind.options.length).nullable(),
  from: AskedDay.nullable(),
  to: AskedDay.nullable(),
  /** Part of an article, an id or a name. */
  text: z.string().max(200),
  /** Only events older than this one. */
  before: z.int().nullable(),
})
export type EventsQuery = z.infer<typeof EventsQuery>

/** At most 50 events, newest first, and whether there are older ones. */
export const EventFeed = z.object({ events: z.array(ShopEvent), more: z.boolean() })
