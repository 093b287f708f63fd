import { moscowDay } from '../../clock.ts'
import type { Card, Size } from './cards.ts'
import { isTrashed } from './cards.ts'
import type { WbMarket } from './market.ts'
import { BACK } from './market.ts'
import type { Order } from './orders.ts'
import type { OwnStore, Store } from './places.ts'
import { MASKED, MASKED_HEAVY, MINSK, OWN_STORES } from './places.ts'

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

function onTheWay(orders: readonly Order[], now: number) {
  const to = new Map<Size, number>()
  const from = new Map<Size, number>()
  for (const o of orders) {
    if (o.fbs) continue
    const ends = Math.min(o.cancelledAt, o.boughtAt)
    if (ends > now) to.set(o.size, (to.get(o.size) ?? 0) + 1)
    const back = o.fate === 'refused' ? o.cancelledAt : o.returnedAt
    if (back <= now && back + BACK > now) from.set(o.size, (from.get(o.size) ?? 0) + 1)
  }
  return { to, from }
}

/** Pieces of each size that were ordered today, by where they left from. */
function takenToday(market: WbMarket, orders: readonly Order[], today: number) {
  const taken = new Map<Size, Map<string, number>>()
  if (!market.mechanisms.has('stock')) return taken
  for (const o of orders) {
    if (o.day !== today) continue
    const bySize = taken.get(o.size) ?? new Map<string, number>()
    taken.set(o.size, bySize.set(o.warehouse, (bySize.get(o.warehouse) ?? 0) + 1))
  }
  return taken
}

/** WB stock at `now`; a size without pieces and without anything on the way has no row. The goods of Russian warehouses are told as one sum. */
export function wbStocks(
  market: WbMarket,
  cards: readonly Card[],
  orders: readonly Order[],
  now: number,
): readonly WbStock[] {
  const today = moscowDay(now)
  const way = onTheWay(orders, now)
  const taken = takenToday(market, orders, today)
  market.ordersOn(today)
  const morning = market.shelves.day(today)
  return cards
    .filter(c => !isTrashed(c, now))
    .flatMap(card =>
      card.sizes.flatMap(size => {
        const start = morning?.start[market.wareOf(size)] ?? []
        const left = (isHere: (name: string) => boolean) =>
          market
            .placesOf(size)
            .reduce((sum, name, place) => sum + (isHere(name) ? (start[place] ?? 0) : 0), 0) -
          [...(taken.get(size) ?? [])].reduce((sum, [name, n]) => sum + (isHere(name) ? n : 0), 0)
        const isMinsk = (name: string) => name === MINSK.name
        const rows = [
          {
            card,
            size,
            store: card.heavy ? MASKED_HEAVY : MASKED,
            quantity: left(name => !isMinsk(name) && name !== OWN_STORES[0]?.name),
            toClient: way.to.get(size) ?? 0,
            fromClient: way.from.get(size) ?? 0,
          },
          { card, size, store: MINSK, quantity: left(isMinsk), toClient: 0, fromClient: 0 },
        ]
        return rows.filter(row => row.quantity + row.toClient + row.fromClient > 0)
      }),
    )
}

/** The seller's own stock at `now`; a piece in four lies in the second warehouse. */
export function ownStocks(
  market: WbMarket,
  cards: readonly Card[],
  orders: readonly Order[],
  now: number,
): readonly OwnStock[] {
  const today = moscowDay(now)
  const taken = takenToday(market, orders, today)
  market.ordersOn(today)
  const morning = market.shelves.day(today)
  return cards
    .filter(c => !isTrashed(c, now))
    .flatMap(card =>
      card.sizes.flatMap(size => {
        const ware = market.own(size)
        const start = ware === undefined ? 0 : (morning?.start[ware]?.[0] ?? 0)
        const left = start - (taken.get(size)?.get(OWN_STORES[0]?.name ?? '') ?? 0)
        const second = Math.floor(left / 4)
        return OWN_STORES.map((store, at) => ({
          card,
          size,
          store,
          quantity: at === 0 ? left - second : second,
        })).filter(row => row.quantity > 0)
      }),
    )
}
