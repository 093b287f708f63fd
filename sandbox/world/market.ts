import { moscowDay } from '../clock.ts'
import { random } from '../random.ts'
import type { AdCost, Causes, Item, Mechanism } from './demand.ts'
import { MECHANISMS, makeDemand, ratingFactor } from './demand.ts'
import { curveIn } from './hours.ts'
import type { Prices } from './prices.ts'
import type { Kept, Reviews } from './reviews.ts'
import { countedFrom, makeReviews } from './reviews.ts'
import type { Shelves, Ware } from './shelves.ts'
import { makeShelves } from './shelves.ts'

/** How one product did on a day: orders that were made, and those that failed for want of goods. */
type Outcome = { orders: number; lost: number }

/** A ware of a product: which share of its orders it serves, what it is, and the names of its places. */
export type Goods = {
  readonly ware: number
  readonly share: number
  readonly name: string
  readonly places: readonly string[]
}

/** What a marketplace tells of its products: the orders that an even world expects on a day, and their goods. */
export type Assortment = {
  expected(item: number, day: number): number
  goodsOf(item: number): readonly Goods[]
  readonly prices: Prices
  /** What campaigns (by id) spend on an item on a day, kopecks. */
  adCosts(item: number, day: number): readonly AdCost[]
  /** The number of the category whose discount the marketplace gives on an item. */
  categoryOf(item: number): number
}

/** What buyers and goods of a shop make of what buyers want. Days are simulated in turn, and none is simulated twice. */
export type Market<Order> = Assortment & {
  readonly seed: number
  /** As many times as an even world's are all orders, so that a shop keeps its size whatever its causes add and take. */
  readonly level: number
  readonly items: readonly Item[]
  readonly wares: readonly Ware[]
  readonly shelves: Shelves
  readonly demand: ReturnType<typeof makeDemand>
  readonly mechanisms: ReadonlySet<Mechanism>
  /** All orders of a day, whenever on it they are made. */
  ordersOn(day: number): readonly Order[]
  outcome(day: number, item: number): Readonly<Outcome>
  /** The reviews that count on the days until one, and all that those who ordered on them write. */
  reviewsUntil(day: number): Reviews
}

/** What a day's buyers meet. */
export type Buying = {
  readonly day: number
  readonly shelves: Shelves
  /** Whether goods can run out. */
  readonly hasStock: boolean
  /** How many orders come of one that an even world would have had of an item; `keys` name it. */
  copies(item: number, ...keys: readonly number[]): number
  /** Whether a thing that came back can be sold again; `keys` name it. */
  isGood(...keys: readonly number[]): boolean
  count(item: number, outcome: keyof Outcome): void
}

/** Pieces of ten that come back and can be sold again: eight. */
const GOOD = 0.8

/** The market of a shop. `buy` makes the orders of a day; the shop shows those from `startDay` on. */
export function makeMarket<Order>(of: {
  readonly seed: number
  readonly startDay: number
  readonly mechanisms: readonly Mechanism[]
  readonly items: readonly Item[]
  readonly wares: readonly Ware[]
  readonly assortment: Assortment
  readonly causes: Omit<Causes, 'rating'>
  /** What is kept of an order. */
  readonly keptOf: (order: Order) => readonly Kept[]
  /** `level` of a world with all causes. */
  readonly level: number
  readonly buy: (buying: Buying) => readonly Order[]
}): Market<Order> {
  const { seed, startDay, items, wares, buy } = of
  const mechanisms = new Set(of.mechanisms)
  const level = MECHANISMS.every(one => mechanisms.has(one)) ? of.level : 1
  const reviews = makeReviews(seed, index => moscowDay((items[index] as Item).createdAt))
  const demand = makeDemand(seed, mechanisms, {
    ...of.causes,
    rating: ({ index }, day) => ratingFactor(reviews.ratingOn(index, day) / 100),
  })
  const shelves = makeShelves(seed, wares, startDay, !mechanisms.has('stock'), curveIn(mechanisms))
  const orders = new Map<number, readonly Order[]>()
  const outcomes = new Map<number, Outcome[]>()
  const none: Outcome = { orders: 0, lost: 0 }
  // Without stock and ratings no day depends on another, so that none before the shop's first is needed.
  let next = mechanisms.has('stock') || mechanisms.has('rating') ? countedFrom(startDay) : startDay

  const simulate = (day: number) => {
    shelves.begin(day)
    const outcome = items.map(() => ({ orders: 0, lost: 0 }))
    const times = new Map<number, number>()
    const timesOf = (index: number): number => {
      const found = times.get(index)
      if (found !== undefined) return found
      const item = items[index] as Item
      const made = level * demand.mean(item, day) * demand.chance(item, day)
      times.set(index, made)
      return made
    }
    const made = buy({
      day,
      shelves,
      hasStock: mechanisms.has('stock'),
      copies: (item, ...keys) => {
        const wanted = timesOf(item)
        const whole = Math.floor(wanted)
        return wanted === whole ? whole : whole + (random(seed, 78, ...keys).chance(wanted - whole) ? 1 : 0)
      },
      isGood: (...keys) => random(seed, 79, ...keys).chance(GOOD),
      count: (item, what) => {
        ;(outcome[item] as Outcome)[what] += 1
      },
    })
    shelves.end(day)
    reviews.add(made.flatMap(of.keptOf))
    if (day < startDay) return
    orders.set(day, made)
    outcomes.set(day, outcome)
  }
  const ensure = (day: number) => {
    for (; next <= day; next++) simulate(next)
  }
  return {
    ...of.assortment,
    reviewsUntil: day => {
      ensure(day)
      return reviews
    },
    seed,
    level,
    items,
    wares,
    shelves,
    demand,
    mechanisms,
    ordersOn: day => {
      ensure(day)
      return orders.get(day) ?? []
    },
    outcome: (day, item) => {
      ensure(day)
      return outcomes.get(day)?.[item] ?? none
    },
  }
}

/** The day on which goods that are back at an instant (UTC ms) can be sold again: the next morning. */
export const shelvedOn = (at: number): number => moscowDay(at) + 1
