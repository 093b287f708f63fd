import { dayNumber, dayString } from '../../clock.ts'
import { places } from '../../world/sums.ts'
import type { WbWorld } from './index.ts'
import { eveningOf, officesOf, statisticsOf } from './stock-history.ts'
import type { WbTruth } from './sums.ts'

/** Days of the history that Wildberries tells; older ones have no truth. */
const KEPT = 89

/** The pieces of each evening between two days, and what the present month lost. */
export function stockHistoryOf(world: WbWorld, from: number, to: number): Pick<WbTruth, 'evenings' | 'lost'> {
  const place = places(() => ({ rows: 0, pieces: 0 }))
  for (let day = Math.max(from, world.today - KEPT + 1); day <= to; day++)
    for (const office of officesOf(world)) {
      const evening = eveningOf(world, day, office)
      for (const card of world.list())
        for (const size of card.sizes) {
          const pieces = evening.get(size)
          if (pieces === undefined) continue
          for (const sums of [place.total(), place.day(day), place.sku(card.nmId)]) {
            sums.rows += 1
            sums.pieces += pieces
          }
        }
    }
  const lost: WbTruth['lost'] = {}
  const month = dayNumber(`${dayString(world.today).slice(0, 7)}-01`)
  for (const { card, lost: orders, lostSum } of statisticsOf(world, month, world.today)) {
    const sums = lost[card.nmId] ?? { orders: 0, sum: 0 }
    lost[card.nmId] = sums
    sums.orders += orders
    sums.sum += lostSum
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
