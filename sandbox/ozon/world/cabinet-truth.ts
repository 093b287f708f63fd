import { moscowDay } from '../../clock.ts'
import type { Sums } from '../../world/sums.ts'
import { places } from '../../world/sums.ts'
import { fbsErrorsOf } from './fbs-errors.ts'
import type { World } from './index.ts'
import { placementOfDay } from './placement.ts'
import type { Product } from './products.ts'
import { foundBy } from './queries.ts'
import type { FbsErrorSums, SearchSums, SupplySums, Truth } from './sums.ts'
import { fbsErrorZero, supplyZero } from './sums.ts'
import { suppliesWithin } from './supplies.ts'

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

/** What was put into the supplies. */
export function suppliedOf(world: World, from: number, to: number): Sums<SupplySums> {
  const place = places(supplyZero)
  for (const { day, goods } of suppliesWithin(world, from, to))
    for (const { product, quantity } of goods)
      for (const s of [place.total(), place.day(day), place.sku(product.sku)]) {
        s.lines += 1
        s.units += quantity
        // A card has tenths of a litre.
        s.volume += Math.round(product.volumeWeight * 10) * quantity * 10
      }
  return place.sums
}

/** How products were found by searching: each by itself and by two queries. */
export function foundOf(world: World, from: number, to: number): Truth['found'] {
  const found: Truth['found'] = { products: {}, queries: {} }
  const add = (all: Record<string, SearchSums>, sku: number, index: number, product: Product) => {
    const { users, orders, gmv } = foundBy(world.seed, product, from, to, index)
    all[sku] ??= { rows: 0, users: 0, orders: 0, revenue: 0 }
    const s = all[sku] as SearchSums
    s.rows += 1
    s.users += users
    if (index > 0) s.orders += orders
    s.revenue += gmv
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
