import { endOfDay } from '../../clock.ts'
import type { Card, Size } from './cards.ts'
import { discounted } from './cards.ts'
import type { WbWorld } from './index.ts'
import type { Order } from './orders.ts'
import { ownStocks, wbStocks } from './stocks.ts'

export const OFFICES = ['Склад WB', 'Маркетплейс'] as const
type Office = (typeof OFFICES)[number]

/** Pieces by size; a size that did not exist yet is missing. */
export type Evening = ReadonlyMap<Size, number>

/** Evenings of a world that were asked for: reports ask for the same ones again and again. */
const known = new WeakMap<WbWorld, Map<string, Evening>>()

/** Pieces of each size in a kind of place at the end of a day, now for today. */
export function eveningOf(world: WbWorld, day: number, office: Office): Evening {
  const evenings = known.get(world) ?? new Map<string, Evening>()
  known.set(world, evenings)
  const name = `${day} ${office}`
  const evening = evenings.get(name) ?? counted(world, day, office)
  evenings.set(name, evening)
  return evening
}

function counted(world: WbWorld, day: number, office: Office): Evening {
  const at = Math.min(endOfDay(day), world.now)
  const cards = world.list().filter(card => card.createdAt <= at)
  const orders = world.ordersOn(day)
  const pieces = new Map<Size, number>(cards.flatMap(card => card.sizes.map(size => [size, 0])))
  const rows =
    office === 'Склад WB'
      ? wbStocks(world.market, cards, orders, at)
      : ownStocks(world.market, cards, orders, at)
  for (const { size, quantity } of rows) pieces.set(size, (pieces.get(size) ?? 0) + quantity)
  return pieces
}

/** The places of which a shop's history tells. */
export const officesOf = (world: WbWorld): readonly Office[] => (world.fbs ? OFFICES : OFFICES.slice(0, 1))

/** What a period says of one size in one kind of place; kopecks, and lost orders in hundredths. */
export type Statistics = {
  readonly card: Card
  readonly size: Size
  readonly office: Office
  readonly orders: number
  readonly ordersSum: number
  readonly buyouts: number
  readonly buyoutSum: number
  readonly left: number
  readonly missingDays: number
  readonly lost: number
  readonly lostSum: number
}

/** The statistics of a period: days without goods in the evening lose as many orders as an average day has. */
export function statisticsOf(world: WbWorld, from: number, to: number): readonly Statistics[] {
  const days = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  return officesOf(world).flatMap(office => {
    const evenings = days.map(day => eveningOf(world, day, office))
    const sold = new Map<Size, Order[]>()
    for (const order of days.flatMap(day => world.ordersOn(day)))
      if (order.fbs === (office === 'Маркетплейс'))
        sold.set(order.size, [...(sold.get(order.size) ?? []), order])
    return world.list().flatMap(card =>
      card.sizes.map(size => {
        const orders = sold.get(size) ?? []
        const bought = orders.filter(({ boughtAt }) => boughtAt <= world.now)
        const missingDays = evenings.filter(evening => evening.get(size) === 0).length
        const lost = Math.round((orders.length * missingDays * 100) / days.length)
        return {
          card,
          size,
          office,
          orders: orders.length,
          ordersSum: orders.reduce((sum, o) => sum + o.priceWithDisc, 0),
          buyouts: bought.length,
          buyoutSum: bought.reduce((sum, o) => sum + o.priceWithDisc, 0),
          left: evenings.at(-1)?.get(size) ?? 0,
          missingDays,
          lost,
          lostSum: Math.round((lost * discounted(card, size.price)) / 100),
        }
      }),
    )
  })
}
