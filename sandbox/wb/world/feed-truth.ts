import { moscowDay } from '../../clock.ts'
import { places } from '../../world/sums.ts'
import type { WbWorld } from './index.ts'
import type { Order } from './orders.ts'
import type { WbFeedSums, WbTruth } from './sums.ts'
import { feedZero } from './sums.ts'

/** How an order ended, by its fate; a quarter of those that nobody took expired, a fifth of the cancellations is the marketplace's. */
const END = {
  cancelled: ({ serial }: Order) => (serial % 5 === 2 ? 'other' : 'app'),
  refused: ({ serial }: Order) => (serial % 4 === 1 ? 'expire' : 'receipt'),
  bought: () => 'bought',
  returned: () => 'returned',
  defective: () => 'defective',
} as const satisfies Record<Order['fate'], (order: Order) => keyof WbFeedSums>

/** What has become of orders until now, of those whose last status lies between two days. */
export function feedOf(world: WbWorld, from: number, to: number): WbTruth['feed'] {
  const place = places(feedZero)
  const byCity: Record<string, WbFeedSums> = {}
  for (const o of world.orders()) {
    const events = [o.cancelledAt, o.boughtAt, o.returnedAt].filter(at => at <= world.now)
    const day = moscowDay(Math.max(o.at, ...events))
    if (day < from || day > to) continue
    byCity[o.to.city] ??= feedZero()
    const isOver = o.fate === 'returned' || o.fate === 'defective' ? o.returnedAt <= world.now : true
    const end = isOver ? END[o.fate](o) : 'bought'
    for (const s of [
      place.total(),
      place.day(day),
      place.sku(o.card.nmId),
      byCity[o.to.city] as WbFeedSums,
    ]) {
      s.orders += 1
      s.revenue += o.priceWithDisc
      if (events.length > 0) s[end] += 1
    }
  }
  return { ...place.sums, byCity }
}
