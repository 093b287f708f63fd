import { random } from '../../random.ts'
import type { Card, Size } from './cards.ts'
import { isTrashed } from './cards.ts'
import type { Order } from './orders.ts'
import type { OwnStore, Store } from './places.ts'
import { KOLEDINO, MASKED, MASKED_HEAVY, MINSK, OWN_STORES } from './places.ts'

/** Pieces of one size on one WB warehouse, and on the way (counted once, on the masked warehouse). */
export type WbStock = {
  readonly card: Card
  readonly size: Size
  readonly store: Store
  readonly quantity: number
  readonly toClient: number
  readonly fromClient: number
}

/** Pieces of one size on a warehouse of the seller. */
export type OwnStock = {
  readonly card: Card
  readonly size: Size
  readonly store: OwnStore
  readonly quantity: number
}

const DAY = 86_400_000

function onTheWay(orders: readonly Order[], now: number) {
  const to = new Map<Size, number>()
  const from = new Map<Size, number>()
  for (const o of orders) {
    if (o.fbs) continue
    const ends = Math.min(o.cancelledAt, o.boughtAt)
    if (ends > now) to.set(o.size, (to.get(o.size) ?? 0) + 1)
    const back = o.fate === 'refused' ? o.cancelledAt : o.returnedAt
    if (back <= now && back + 6 * DAY > now) from.set(o.size, (from.get(o.size) ?? 0) + 1)
  }
  return { to, from }
}

/** WB stock at `now`; a size without pieces and without anything on the way has no row. */
export function wbStocks(
  seed: number,
  cards: readonly Card[],
  orders: readonly Order[],
  now: number,
): readonly WbStock[] {
  const today = Math.floor(now / DAY)
  const way = onTheWay(orders, now)
  return cards
    .filter(c => !isTrashed(c, now))
    .flatMap(card =>
      card.sizes.flatMap(size => {
        const r = random(seed, 35, today, size.chrtId)
        const out = r.chance(0.12)
        const stores = [card.heavy ? MASKED_HEAVY : MASKED, MINSK, KOLEDINO]
        const rows = stores.map((store, i) => {
          const quantity = out ? 0 : i === 0 ? r.int(1, 140) : r.chance(0.25) ? r.int(1, 30) : 0
          const home = i === 0
          return {
            card,
            size,
            store,
            quantity,
            toClient: home ? (way.to.get(size) ?? 0) : 0,
            fromClient: home ? (way.from.get(size) ?? 0) : 0,
          }
        })
        return rows.filter(row => row.quantity + row.toClient + row.fromClient > 0)
      }),
    )
}

/** The seller's own stock at `now`. */
export function ownStocks(seed: number, cards: readonly Card[], now: number): readonly OwnStock[] {
  const today = Math.floor(now / DAY)
  return cards
    .filter(c => !isTrashed(c, now) && c.index % 4 === 1)
    .flatMap(card =>
      card.sizes.flatMap(size => {
        const r = random(seed, 36, today, size.chrtId)
        return OWN_STORES.map(store => ({
          card,
          size,
          store,
          quantity: r.chance(0.8) ? r.int(1, 25) : 0,
        })).filter(row => row.quantity > 0)
      }),
    )
}
