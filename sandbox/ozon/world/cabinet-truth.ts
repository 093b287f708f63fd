import { dayString, moscowDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Supply } from '../../world/shelves.ts'
import type { Sums } from '../../world/sums.ts'
import { places } from '../../world/sums.ts'
import { fbsErrorsOf } from './fbs-errors.ts'
import type { World } from './index.ts'
import { placementOfDay } from './placement.ts'
import type { Product } from './products.ts'
import type { FbsErrorSums, SearchSums, SupplySums, Truth } from './sums.ts'
import { fbsErrorZero, supplyZero } from './sums.ts'

/** What the errors of FBS cost. */
export function errorsOf(world: World, from: number, to: number): Sums<FbsErrorSums> {
  const place = places(fbsErrorZero)
  for (const error of fbsErrorsOf(world)) {
    const day = moscowDay(error.at)
    if (day < from || day > to) continue
    for (const s of [place.total(), place.day(day)]) {
      s.errors += 1
      s.charge += error.charge
      s.price += error.price
    }
  }
  return place.sums
}

/** What is told of the supplies of one product: the day of their time slot, pieces by line, and by what they are told apart. */
type Told = { readonly day: number; readonly lines: readonly number[]; readonly supplies: readonly string[] }

/** From what came to the shelves: goods are brought two days before, after they were ordered at 11 o'clock; those of a new product on the day before. */
function toldOf({ market, startDay, today, now }: World, product: Product): readonly Told[] {
  const places = market.placesOf(product.index)
  const own = ({ ware, arrives }: Supply) => ware === product.index && arrives >= startDay
  const first = market.shelves.firstGoods.filter(own).map(({ arrives, planned }) => ({
    day: arrives - 1,
    lines: [planned],
    supplies: [product.offerId],
  }))
  const ordered = ({ placed }: Supply) => Date.parse(`${dayString(placed)}T11:00:00+03:00`) <= now
  const more = market.shelves.supplies
    .filter(one => own(one) && ordered(one))
    .map(one => {
      const { arrives, split } = one
      // What was told is true until it is counted.
      const gap = arrives <= today ? 0 : one.planned - one.accepted
      // On one day of six goods are sent to each place, and on one of seven they come in two boxes.
      const bySize = (arrives % 6 === 2 ? [...split] : [one.accepted]).sort((a, b) => b - a)
      const pieces = bySize.map((found, at) => (at === 0 ? found + gap : found))
      return {
        day: arrives - 2,
        lines: arrives % 7 === 1 ? pieces.flatMap(n => [n >> 1, n - (n >> 1)]) : pieces,
        supplies:
          arrives % 6 === 2
            ? places.filter((_, at) => (split[at] ?? 0) > 0).map(({ name }) => `${arrives} ${name}`)
            : [`${arrives}`],
      }
    })
  return [...first, ...more]
}

/** What is in the supplies, of those that are over as it was found, and how many supplies they are. */
export function suppliedOf(
  world: World,
  from: number,
  to: number,
): { readonly sums: Sums<SupplySums>; readonly supplies: number } {
  const place = places(supplyZero)
  const supplies = new Set<string>()
  world.market.ordersOn(world.today)
  for (const product of world.products())
    for (const told of toldOf(world, product)) {
      const { day } = told
      if (day < from || (day > to && to < world.today)) continue
      for (const one of told.supplies) supplies.add(one)
      for (const pieces of told.lines.filter(n => n > 0))
        for (const s of [place.total(), place.day(day), place.sku(product.sku)]) {
          s.lines += 1
          s.units += pieces
          // A card has tenths of a litre.
          s.volume += Math.round(product.volumeWeight * 10) * pieces * 10
        }
    }
  return { sums: place.sums, supplies: supplies.size }
}

/** What came to the shelves between two days, as their books have it. */
export function receivedOf({ market, today }: World, from: number, to: number): Truth['received'] {
  const received: Truth['received'] = {}
  market.ordersOn(today)
  for (let day = from; day <= Math.min(to, today); day++)
    for (const { index, sku } of market.products) {
      const pieces = market.shelves.day(day)?.flows[index]?.supplied ?? 0
      if (pieces > 0) received[`${dayString(day)} ${sku}`] = { units: pieces }
    }
  return received
}

/** How many people searched for a product or by one of its queries over some days, from 20 to 900, and how many orders came of it, up to nine: of two draws. */
function searchesFor(seed: number, { index, price }: Product, from: number, to: number, query: number) {
  const dice = random(seed, 44, index, from, to, query)
  const users = 20 + Math.floor(dice.next() * 881)
  const orders = Math.floor(dice.next() * 10)
  return { users, orders, revenue: price * orders }
}

/** How products were found by searching: each by itself and by two queries. */
export function foundOf(world: World, from: number, to: number): Truth['found'] {
  const found: Truth['found'] = { products: {}, queries: {} }
  const add = (all: Record<string, SearchSums>, sku: number, index: number, product: Product) => {
    const { users, orders, revenue } = searchesFor(world.seed, product, from, to, index)
    all[sku] ??= { rows: 0, users: 0, orders: 0, revenue: 0 }
    const s = all[sku] as SearchSums
    s.rows += 1
    s.users += users
    if (index > 0) s.orders += orders
    s.revenue += revenue
  }
  for (const product of world.products()) {
    add(found.products, product.sku, 0, product)
    for (const index of [1, 2]) add(found.queries, product.sku, index, product)
  }
  return found
}

/** Ozon doubts the first card of the catalogue and every tenth one after it. */
export function doubtedOf(products: readonly Product[]): Truth['doubted'] {
  const doubted: Truth['doubted'] = {}
  for (let at = 0; at < products.length; at += 10) {
    const { productId, volumeWeight, weight } = products[at] as Product
    // A package of 30 by 20 cm is as high as its litres make it: a tenth of a litre is 2 mm.
    doubted[productId] = { height: Math.round(volumeWeight * 10) * 2, weight }
  }
  return doubted
}

/** Expected rows of placement by products. */
export function placementRowsOf(world: World, from: number, to: number): number {
  let rows = 0
  for (let day = from; day <= to; day++) rows += placementOfDay(world.market, day).length
  return rows
}
