import { startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { OzonMarket } from './market.ts'
import type { Warehouse } from './places.ts'
import type { Product } from './products.ts'
import { litresOn, onSale } from './products.ts'

/** What the placement of one product in one warehouse cost on a Moscow day, in kopecks, and the pieces and millilitres that were paid for. */
export type Placement = {
  readonly day: number
  readonly product: Product
  readonly warehouse: Warehouse
  readonly units: number
  readonly millilitres: number
  readonly cost: number
}

/** Placement is free for a product whose goods are sold within so many days. */
export const FREE_DAYS = 60

/** What a litre costs on a day, kopecks. */
export const placementTariffOn = (seed: number, day: number): number => random(seed, 31, day).int(55, 90)

/** The placement of one day: of the goods that lay with the marketplace at its start, as far as it is paid for. */
export function placementOfDay(market: OzonMarket, day: number): readonly Placement[] {
  market.ordersOn(day)
  const shelf = market.shelves.day(day)
  if (!shelf) return []
  const tariff = placementTariffOn(market.seed, day)
  return market.products.flatMap(product => {
    const { index } = product
    const pieces = shelf.start[index] ?? []
    const all = pieces.reduce((sum, units) => sum + units, 0)
    if (!onSale(product, startOfDay(day)) || all <= FREE_DAYS * (market.wares[index]?.rate ?? 0)) return []
    return market.placesOf(index).flatMap((warehouse, at): readonly Placement[] => {
      const units = pieces[at] ?? 0
      const millilitres = Math.round(litresOn(product, day) * 1000) * units
      const cost = Math.round((millilitres * tariff) / 1000)
      return units === 0 ? [] : [{ day, product, warehouse, units, millilitres, cost }]
    })
  })
}
