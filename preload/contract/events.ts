import { z } from 'zod'
import { AskedDay, ShopIds } from './query.ts'
import { DayText, InstantText } from './shop.ts'

/** What of a card changes, in one vocabulary over both marketplaces. */
export const EventKind = z.enum(['title', 'description', 'photos'])
export type EventKind = z.infer<typeof EventKind>

/** A change that was noticed in a shop. `type` and `field` are the words of the log: the marketplace's own, and what of the product changed. */
export const ShopEvent = z.object({
  id: z.int(),
  shopId: z.int(),
  /** When the app noticed it; when it was made, nobody says. */
  at: InstantText,
  /** The Moscow day of `at`. */
  day: DayText,
  kind: EventKind,
  type: z.string(),
  field: z.string(),
  /** product_id of Ozon, nm_id of Wildberries. */
  productId: z.string(),
  article: z.string().nullable(),
  name: z.string().nullable(),
  image: z.string().nullable(),
  /** Whole: a text, or a JSON list of addresses for pictures. */
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
  /** Only those older than this event. */
  before: z.int().nullable(),
})
export type EventsQuery = z.infer<typeof EventsQuery>

/** At most 50 events, newest first, and whether there are older ones. */
export const EventFeed = z.object({ events: z.array(ShopEvent), more: z.boolean() })
