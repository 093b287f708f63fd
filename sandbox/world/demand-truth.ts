import { dayString, moscowDay } from '../clock.ts'
import type { Factors, Mechanism, Traits } from './demand.ts'
import { curveIn } from './hours.ts'
import type { Market } from './market.ts'
import type { PriceChange } from './prices.ts'
import { buyerShare } from './prices.ts'
import type { Flow } from './shelves.ts'
import { FAR } from './shelves.ts'

/** A product on a Moscow day. `wanted` = `base` × factors is what would be ordered of a shop whose goods reach every buyer, `lambda` = `wanted` × `reach`. */
export type DemandDay = Factors & {
  readonly id: number
  readonly day: string
  readonly base: number
  readonly wanted: number
  /** The share of buyers whom the goods reached, over the day: 1 − what far and empty shelves lost. */
  readonly reach: number
  readonly lambda: number
  /** Orders that were made, and those that failed for want of goods. */
  readonly orders: number
  readonly lost: number
}

/** Pieces of one kind of goods at the start of a day (`places`), and the day's moves: all but `shipped` come before the start. */
export type StockDay = Flow & {
  readonly id: number
  readonly goods: string
  readonly day: string
  readonly places: Readonly<Record<string, number>>
}

/** What the demand of a shop is made of; of whole days only. An order is a line of a posting on Ozon and a piece on Wildberries. */
export type DemandTruth = {
  readonly from: string
  readonly to: string
  readonly mechanisms: readonly Mechanism[]
  /** The share of buyers who order although the goods come from afar. */
  readonly far: number
  /** The share of a day's orders that is wanted in each of its 24 Moscow hours. */
  readonly hours: readonly number[]
  /** The part of the price that buyers pay, by category of `products` and day. */
  readonly shares: readonly { readonly category: number; readonly day: string; readonly share: number }[]
  readonly products: readonly (Traits & {
    readonly id: number
    readonly category: number
    readonly elasticity: number
  })[]
  /** Prices as parts of the first one; an effect of 1 is none. */
  readonly prices: readonly (Omit<PriceChange, 'at'> & { readonly id: number; readonly at: string })[]
  readonly days: readonly DemandDay[]
  readonly stock: readonly StockDay[]
  /** Days at whose start a product lay nowhere. */
  readonly outOfStock: readonly { readonly id: number; readonly from: string; readonly to: string }[]
  readonly supplies: readonly {
    readonly id: number
    readonly goods: string
    readonly placed: string
    readonly arrives: string
    readonly planned: number
    readonly accepted: number
  }[]
}

/** The part of the price that buyers pay, by category and Moscow day; nothing where prices move nobody. */
export function sharesOf(market: Market<unknown>, from: number, to: number): DemandTruth['shares'] {
  if (!market.mechanisms.has('prices')) return []
  const categories = [...new Set(market.items.map(({ index }) => market.categoryOf(index)))]
  return categories.flatMap(category =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      category,
      day: dayString(from + i),
      share: buyerShare(market.seed, category, from + i),
    })),
  )
}

/** The truth of a market between two Moscow days, both included, as far as they are over at `now`. */
export function demandTruth(
  market: Market<unknown>,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): DemandTruth {
  const last = Math.min(to, moscowDay(now + 1) - 1)
  const days: DemandDay[] = []
  const stock: StockDay[] = []
  const outOfStock: DemandTruth['outOfStock'][number][] = []
  const owner = new Map<number, { id: number; goods: string }>()
  market.ordersOn(last)
  for (const item of market.items) {
    const { id, index } = item
    const all = market.goodsOf(index)
    for (const { ware, name } of all) owner.set(ware, { id, goods: name })
    let emptySince: number | null = null
    const close = (end: number) => {
      if (emptySince !== null) outOfStock.push({ id, from: dayString(emptySince), to: dayString(end) })
      emptySince = null
    }
    for (let day = from; day <= last; day++) {
      const shelf = market.shelves.day(day)
      if (!shelf) continue
      const text = dayString(day)
      const base = market.expected(index, day) * market.level
      const wanted = base * market.demand.mean(item, day)
      const reach = all.reduce((sum, { ware, share }) => sum + share * (shelf.reach[ware] ?? 0), 0)
      const { orders, lost } = market.outcome(day, index)
      if (base > 0)
        days.push({
          id,
          day: text,
          base,
          ...market.demand.factors(item, day),
          wanted,
          reach,
          lambda: wanted * reach,
          orders,
          lost,
        })
      for (const { ware, name, places } of all) {
        const pieces = shelf.start[ware] ?? []
        stock.push({
          id,
          goods: name,
          day: text,
          places: Object.fromEntries(places.map((place, at) => [place, pieces[at] ?? 0])),
          ...(shelf.flows[ware] as Flow),
        })
      }
      const isEmpty = base > 0 && all.every(({ ware }) => shelf.start[ware]?.every(n => n === 0))
      if (isEmpty) emptySince ??= day
      else close(day - 1)
    }
    close(last)
  }
  return {
    from: dayString(from),
    to: dayString(last),
    mechanisms: [...market.mechanisms],
    far: FAR,
    hours: curveIn(market.mechanisms).parts,
    products: market.items.map(item => ({
      id: item.id,
      ...market.demand.traits(item),
      category: market.categoryOf(item.index),
      elasticity: market.prices.elasticity(item.index),
    })),
    shares: sharesOf(market, from, last),
    prices: !market.mechanisms.has('prices')
      ? []
      : market.items.flatMap(({ id, index }) =>
          market.prices
            .changes(index, now)
            .filter(({ at }) => moscowDay(at) >= from && moscowDay(at) <= last)
            .map(change => ({ id, ...change, at: new Date(change.at).toISOString() })),
        ),
    days,
    stock,
    outOfStock,
    supplies: market.shelves.supplies
      .filter(({ placed }) => placed >= from && placed <= last)
      .map(({ ware, placed, arrives, planned, accepted }) => ({
        ...(owner.get(ware) as { id: number; goods: string }),
        placed: dayString(placed),
        arrives: dayString(arrives),
        planned,
        accepted,
      })),
  }
}
