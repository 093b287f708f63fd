import { startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Card } from './cards.ts'
import { isTrashed } from './cards.ts'
import type { Order } from './orders.ts'

/** The funnel of one card on one Moscow day; sums in whole roubles as the API has them, cancels and buyouts on the order's day. */
export type Traffic = {
  readonly card: Card
  readonly day: number
  readonly opens: number
  readonly carts: number
  readonly orders: number
  readonly orderSum: number
  readonly buyouts: number
  readonly buyoutSum: number
  readonly cancels: number
  readonly cancelSum: number
  readonly wishes: number
}

const sumOf = (orders: readonly Order[]): number =>
  Math.round(orders.reduce((sum, o) => sum + o.priceWithDisc, 0) / 100)

/** The funnel of all cards that lived on a day, as it looks at `now`: orders of the day end for weeks. */
export function trafficOfDay(
  seed: number,
  day: number,
  cards: readonly Card[],
  byCard: ReadonlyMap<Card, readonly Order[]>,
  now: number,
): readonly Traffic[] {
  const start = startOfDay(day)
  return cards
    .filter(c => c.createdAt <= start && !isTrashed(c, start))
    .map(card => {
      const r = random(seed, 34, day, card.index)
      const orders = byCard.get(card) ?? []
      const cancelled = orders.filter(o => o.cancelledAt <= now || o.returnedAt <= now)
      const bought = orders.filter(o => o.boughtAt <= now && o.returnedAt > now)
      const carts = orders.length + r.int(0, 3 + orders.length * 3)
      return {
        card,
        day,
        opens: carts * r.int(3, 9) + r.int(1, 20),
        carts,
        orders: orders.length,
        orderSum: sumOf(orders),
        buyouts: bought.length,
        buyoutSum: sumOf(bought),
        cancels: cancelled.length,
        cancelSum: sumOf(cancelled),
        wishes: r.int(0, 4),
      }
    })
}
