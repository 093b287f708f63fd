import { dayNumber, dayString } from '../clock.ts'
import { random } from '../random.ts'
import type { DemandTruth } from './demand-truth.ts'

/** What a piece of a product costs its seller, kopecks: a third to a half of its first price. No marketplace knows it; a person has to be asked. */
export const pieceCost = (seed: number, id: number, price: number): number =>
  Math.round((price * random(seed, 111, id).int(30, 50)) / 100)

/** Lines of profit and loss that are no profit: moved in time or between contracts, told a second time, or given by the marketplace. */
const NO_PROFIT = ['cash_only', 'ads_settlement', 'bonus']

/**
 * A product in a month, kopecks, positive to the seller: what was credited and charged for it, by line of profit and loss; pieces sold less those that came
 * back; what those cost its seller; and what is left. `lost` is what it could have sold: the orders that buyers expected of it and whom its goods did not reach,
 * at the prices of their days, and the days at whose start it lay nowhere.
 */
export type ProductMonth = {
  readonly id: number
  readonly month: string
  readonly lines: Readonly<Record<string, number>>
  readonly units: number
  readonly cost: number
  readonly profit: number
  readonly lost: { readonly orders: number; readonly revenue: number; readonly days: number }
}

/** What each product of a shop earned and lost in each month, on days that are over; what names no product is the shop's. */
export type EconomicsTruth = {
  readonly from: string
  readonly to: string
  /** What a piece costs its seller, kopecks, by product. */
  readonly costs: Readonly<Record<string, number>>
  readonly products: readonly ProductMonth[]
  readonly shop: Readonly<Record<string, Readonly<Record<string, number>>>>
}

type Month = {
  lines: Record<string, number>
  units: number
  lost: { orders: number; revenue: number; days: number }
}

/** Adds up what is put into it, by product and month of the day. */
export function economics(costs: Readonly<Record<string, number>>) {
  const products = new Map<string, Month>()
  const shop: Record<string, Record<string, number>> = {}
  const monthOf = (day: number): string => dayString(day).slice(0, 7)
  const of = (id: number, day: number): Month => {
    const key = `${id} ${monthOf(day)}`
    const found = products.get(key) ?? { lines: {}, units: 0, lost: { orders: 0, revenue: 0, days: 0 } }
    products.set(key, found)
    return found
  }
  const add = (lines: Record<string, number>, line: string, sum: number) => {
    if (sum !== 0) lines[line] = (lines[line] ?? 0) + sum
  }
  return {
    /** A sum of a product; of the shop where `id` is null. */
    charge(id: number | null, day: number, line: string, sum: number): void {
      const own = shop[monthOf(day)] ?? {}
      if (id === null) shop[monthOf(day)] = own
      add(id === null ? own : of(id, day).lines, line, sum)
    },
    sold(id: number, day: number, pieces: number): void {
      of(id, day).units += pieces
    },
    /** What the demand of days says was lost, at the price of a product on each, kopecks. */
    lost({ days, outOfStock }: DemandTruth, priceOn: (id: number, day: number) => number): void {
      for (const { id, day, wanted, lambda } of days) {
        const { lost } = of(id, dayNumber(day))
        lost.orders += wanted - lambda
        lost.revenue += (wanted - lambda) * priceOn(id, dayNumber(day))
      }
      for (const { id, from, to } of outOfStock)
        for (let day = dayNumber(from); day <= dayNumber(to); day++) of(id, day).lost.days += 1
    },
    told(from: number, to: number): EconomicsTruth {
      return {
        from: dayString(from),
        to: dayString(to),
        costs,
        shop,
        products: [...products].map(([key, { lines, units, lost }]) => {
          const [id = '', month = ''] = key.split(' ')
          const cost = -units * (costs[id] ?? 0)
          const earned = Object.entries(lines).reduce(
            (sum, [line, kopecks]) => sum + (NO_PROFIT.includes(line) ? 0 : kopecks),
            0,
          )
          return {
            ...{ id: Number(id), month, lines, units, cost, profit: earned + cost },
            lost: { ...lost, revenue: Math.round(lost.revenue) },
          }
        }),
      }
    },
  }
}

/** A whole sum in parts as large as the weights, to the kopeck: what is left over goes to the first of the largest remainders. */
export function shared(sum: number, weights: readonly number[]): readonly number[] {
  const all = weights.reduce((n, weight) => n + weight, 0)
  if (all === 0) return weights.map(() => 0)
  const exact = weights.map(weight => (sum * weight) / all)
  const parts = exact.map(Math.floor)
  const left = sum - parts.reduce((n, part) => n + part, 0)
  const order = exact.map((value, at) => ({ at, rest: value - Math.floor(value) }))
  order.sort((a, b) => b.rest - a.rest || a.at - b.at)
  for (const { at } of order.slice(0, left)) parts[at] = (parts[at] as number) + 1
  return parts
}
