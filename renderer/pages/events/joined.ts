import type { output } from 'zod'
import type { EventFeed, ShopEvent } from '#contract/events.ts'

export type Page = output<typeof EventFeed>

/** The events loaded so far, newest first; null before the first answer. `more`: there are older ones. */
export type Known = Page | null

/** Appends older events. */
export function withOlder(known: Known, page: Page): Page {
  const ids = new Set(known?.events.map(({ id }) => id))
  return {
    events: [...(known?.events ?? []), ...page.events.filter(({ id }) => !ids.has(id))],
    more: page.more,
  }
}

/** Prepends the newest page; if it does not reach the known events, it replaces them. */
export function withNewest(known: Known, page: Page): Page {
  if (known === null || known.events.length === 0) return page
  const ids = new Set(known.events.map(({ id }) => id))
  const meets = page.events.some(({ id }) => ids.has(id))
  if (!meets) return page
  const fresh = page.events.filter(({ id }) => !ids.has(id))
  return fresh.length === 0 ? known : { events: [...fresh, ...known.events], more: known.more }
}

/** Changes of one product detected at the same instant: one card. Changes are in the order in which they were made. */
export interface CardOf {
  readonly key: string
  readonly product: Pick<ShopEvent, 'shopId' | 'at' | 'day' | 'productId' | 'article' | 'name' | 'picture'>
  readonly changes: readonly ShopEvent[]
}

/** Groups events into cards, both newest first. */
export function cardsOf(events: readonly ShopEvent[]): readonly CardOf[] {
  const cards = new Map<string, { key: string; product: CardOf['product']; changes: ShopEvent[] }>()
  for (const event of events) {
    const key = `${event.at} ${event.shopId} ${event.productId}`
    const card = cards.get(key)
    if (card) card.changes.unshift(event)
    else cards.set(key, { key, product: event, changes: [event] })
  }
  return [...cards.values()]
}

/** A line of the page: the heading of a day, or a card. */
export type Line =
  | { readonly key: string; readonly day: string; readonly card?: never }
  | { readonly key: string; readonly card: CardOf; readonly number: number; readonly day?: never }

/** Cards under the headings of their days. */
export function linesOf(cards: readonly CardOf[]): readonly Line[] {
  return cards.flatMap((card, index): Line[] => {
    const { day } = card.product
    const line = { key: card.key, card, number: index + 1 }
    return day === cards[index - 1]?.product.day ? [line] : [{ key: day, day }, line]
  })
}
