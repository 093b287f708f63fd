import { z } from 'zod'
import { AskedDay, ShopIds } from './query.ts'
import { DayText, InstantText } from './shop.ts'

/** A change that was noticed in a shop. `type` is the marketplace's word of the brief, `field` what of the product changed. */
export const ShopEvent = z.object({
  id: z.int(),
  shopId: z.int(),
  at: InstantText,
  /** The Moscow day of `at`. */
  day: DayText,
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
  types: z.array(z.string().max(100)).max(100).nullable(),
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
