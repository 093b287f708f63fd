import { dayNumber, dayString, endOfDay } from '../../clock.ts'
import { places } from '../../world/sums.ts'
import type { Card, Size } from './cards.ts'
import { discounted } from './cards.ts'
import type { WbWorld } from './index.ts'
import type { WbTruth } from './sums.ts'

/** Days of the history that Wildberries tells; older ones have no truth. */
const KEPT = 89

/** Goods of one size, with the marketplace (`own` false) or on the seller's shelves. */
type Goods = { readonly card: Card; readonly size: Size; readonly own: boolean; readonly ware: number }

function goodsOf({ market, fbs, list }: WbWorld): readonly Goods[] {
  const found: Goods[] = []
  for (const card of list())
    for (const size of card.sizes) {
      found.push({ card, size, own: false, ware: market.wareOf(size) })
      const ware = market.own(size)
      if (fbs && ware !== undefined) found.push({ card, size, own: true, ware })
    }
  return found
}

/** Pieces that a day leaves by the books of the shelves, of the present one by now; null before there was a card. */
function leftOf({ market, today, now, ordersOn }: WbWorld, { card, size, own, ware }: Goods, day: number) {
  const at = day === today ? now : endOfDay(day)
  if (card.createdAt > at) return null
  const book = market.shelves.day(day)
  if (!book || (card.trashedAt !== null && card.trashedAt <= at)) return 0
  const morning = (book.start[ware] ?? []).reduce((sum, pieces) => sum + pieces, 0)
  if (day < today) return morning - (book.flows[ware]?.shipped ?? 0)
  if (!market.mechanisms.has('stock')) return morning
  return morning - ordersOn(day).filter(order => order.size === size && order.fbs === own).length
}

/** The pieces of each evening between two days, and what the present month lost: on a day without goods as many orders as on an average day of it. */
export function stockHistoryOf(world: WbWorld, from: number, to: number): Pick<WbTruth, 'evenings' | 'lost'> {
  const { market, today, ordersOn } = world
  market.ordersOn(today)
  const goods = goodsOf(world)
  const place = places(() => ({ rows: 0, pieces: 0 }))
  for (let day = Math.max(from, today - KEPT + 1); day <= to; day++)
    for (const one of goods) {
      const pieces = leftOf(world, one, day)
      if (pieces === null) continue
      for (const sums of [place.total(), place.day(day), place.sku(one.card.nmId)]) {
        sums.rows += 1
        sums.pieces += pieces
      }
    }
  const lost: WbTruth['lost'] = {}
  const first = dayNumber(`${dayString(today).slice(0, 7)}-01`)
  const length = today - first + 1
  const ordered = new Map<string, number>()
  for (let day = first; day <= today; day++)
    for (const { size, fbs } of ordersOn(day)) {
      const key = `${size.chrtId}/${fbs}`
      ordered.set(key, (ordered.get(key) ?? 0) + 1)
    }
  for (const one of goods) {
    let without = 0
    for (let day = first; day <= today; day++) if (leftOf(world, one, day) === 0) without += 1
    const { card, size, own } = one
    const hundredths = Math.round((100 * without * (ordered.get(`${size.chrtId}/${own}`) ?? 0)) / length)
    lost[card.nmId] ??= { orders: 0, sum: 0 }
    const sums = lost[card.nmId] as { orders: number; sum: number }
    sums.orders += hundredths
    sums.sum += Math.round((hundredths * discounted(card, size.price)) / 100)
  }
  return { evenings: place.sums, lost }
}

/** What came to the marketplace's shelves between two days, from the shelves themselves. */
export function suppliedOf({ market, today }: WbWorld, from: number, to: number): WbTruth['supplies'] {
  const place = places(() => ({ planned: 0, accepted: 0 }))
  market.ordersOn(today)
  for (const card of market.cards)
    for (const size of card.sizes) {
      const ware = market.wareOf(size)
      for (const supply of market.shelves.supplies) {
        if (supply.ware !== ware || supply.arrives < from || supply.arrives > to) continue
        for (const sums of [place.total(), place.day(supply.arrives), place.sku(card.nmId)]) {
          sums.planned += supply.planned
          sums.accepted += supply.accepted
        }
      }
    }
  return place.sums
}
