import { dayNumber, dayString, moscowDay } from '../clock.ts'
import { random } from '../random.ts'

/**
 * What a world may do besides selling at an even pace by season and weekday; each can be left out alone. `stock`: goods run out and are supplied;
 * `seasons`: each product has a season of its own, and there are holidays and hours of the day; `trend`: products grow, fade, and are new; `shock`: outages and sales of
 * the whole marketplace; `noise`: a product has better and worse days. Of what a seller does: `prices`, and the marketplace's discount; `ads`; `promotions`;
 * `content` of card pages; `rating`. Cards are `blocked` for some days. `buyers` come back.
 */
export const MECHANISMS = [
  'stock',
  'seasons',
  'trend',
  'shock',
  'noise',
  'prices',
  'ads',
  'promotions',
  'content',
  'rating',
  'blocked',
  'buyers',
] as const
export type Mechanism = (typeof MECHANISMS)[number]

/** A product or card whose orders are counted. */
export type Item = {
  /** product_id or nmID. */
  readonly id: number
  readonly index: number
  /** UTC milliseconds. */
  readonly createdAt: number
}

/** How many times as often as in an even world a product is ordered on a day, by cause; without the chance of the day. */
export type Factors = { readonly [C in Exclude<Mechanism, 'stock' | 'noise' | 'buyers'>]: number }

/** What a seller does, as the marketplace knows it: how many times as much is wanted of an item on a day because of it. */
export type Causes = {
  readonly [C in 'prices' | 'ads' | 'promotions' | 'content' | 'rating' | 'blocked']: (
    item: Item,
    day: number,
  ) => number
}

/** What a product is like: amplitude and first day (of 365) of its season, growth a year, and dispersion of its orders: variance = mean + mean² / k. */
export type Traits = {
  readonly amplitude: number
  readonly phase: number
  readonly growth: number
  readonly k: number
}

export type Demand = {
  traits(item: Item): Traits
  factors(item: Item, day: number): Factors
  /** Times as many orders as expected without the chance of the day. */
  mean(item: Item, day: number): number
  /** The chance of a day, 1 on average. */
  chance(item: Item, day: number): number
}

/** The day on which trends are 1. */
const TREND_DAY = dayNumber('2026-05-15')
/** Days in which a new product becomes known. */
const RAMP = 30
/** One day in so many is an outage of the marketplace, and another begins a sale of two days. */
const SHOCKS = { every: 64, outage: 0.3, sale: 1.6 }

/** Holidays, the same each year: first and last day as `MM-DD`. */
const PEAKS = [
  ['11-11', '11-11', 1.5],
  ['12-10', '12-28', 1.25],
  ['01-01', '01-08', 0.7],
] as const
const BLACK_FRIDAY = 1.45

/** Friday to Sunday of the last week of November that has a Friday. */
const isBlackFriday = (day: number): boolean => {
  const friday = day - ((((day + 3) % 7) + 3) % 7)
  const date = dayString(friday)
  return day - friday < 3 && date.slice(5, 7) === '11' && Number(date.slice(8)) > 23
}

/** How many times as much is bought on a day because of a holiday. */
export function peakOn(day: number): number {
  if (isBlackFriday(day)) return BLACK_FRIDAY
  const date = dayString(day).slice(5)
  return PEAKS.find(([first, last]) => first <= date && date <= last)?.[2] ?? 1
}

/** How many times as much is bought on a day because the whole marketplace is down, or has a sale. */
export function shockOn(seed: number, day: number): number {
  const block = Math.floor(day / SHOCKS.every)
  const r = random(seed, 71, block)
  const outage = block * SHOCKS.every + r.int(0, SHOCKS.every / 2 - 1)
  const sale = block * SHOCKS.every + r.int(SHOCKS.every / 2, SHOCKS.every - 2)
  if (day === outage) return SHOCKS.outage
  return day === sale || day === sale + 1 ? SHOCKS.sale : 1
}

/** A number of a gamma distribution of shape `k` ≥ 1 and mean 1 (Marsaglia and Tsang). */
export function gamma(k: number, next: () => number): number {
  const d = k - 1 / 3
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / k
  }
}

/** The demand of a shop: a pure function of its seed, of the product and of the day. */
export function makeDemand(seed: number, mechanisms: ReadonlySet<Mechanism>, causes: Causes): Demand {
  const known = new Map<number, Traits>()
  const traits = ({ index }: Item): Traits => {
    const found = known.get(index)
    if (found) return found
    const r = random(seed, 72, index)
    const made = {
      amplitude: r.int(0, 30) / 100,
      phase: r.int(0, 364),
      growth: r.int(-25, 35) / 100,
      k: r.int(4, 20),
    }
    known.set(index, made)
    return made
  }
  const factors = (item: Item, day: number): Factors => {
    const { amplitude, phase, growth } = traits(item)
    const wave = 1 + amplitude * Math.sin((2 * Math.PI * (day - phase)) / 365)
    const age = day - moscowDay(item.createdAt)
    return {
      seasons: mechanisms.has('seasons') ? wave * peakOn(day) : 1,
      trend: mechanisms.has('trend')
        ? (1 + growth) ** ((day - TREND_DAY) / 365) * Math.min(1, Math.max(1, age) / RAMP)
        : 1,
      shock: mechanisms.has('shock') ? shockOn(seed, day) : 1,
      prices: by('prices', item, day),
      ads: by('ads', item, day),
      promotions: by('promotions', item, day),
      content: by('content', item, day),
      rating: by('rating', item, day),
      blocked: by('blocked', item, day),
    }
  }
  const by = (cause: keyof Causes, item: Item, day: number) =>
    mechanisms.has(cause) ? causes[cause](item, day) : 1
  return {
    traits,
    factors,
    mean: (item, day) => {
      let times = 1
      for (const factor of Object.values(factors(item, day))) times *= factor
      return times
    },
    chance: (item, day) =>
      mechanisms.has('noise') ? gamma(traits(item).k, random(seed, 73, item.index, day).next) : 1,
  }
}

/** How many times as much is ordered of a product that is rated so (1 to 5). */
export const ratingFactor = (rating: number): number => 1 + 0.3 * (rating - 4.5)

/** What a campaign spends on an item on a day, kopecks. */
export type AdCost = { readonly id: number; readonly spend: number }

/** What all of them do. */
export const spendOf = (costs: readonly AdCost[]): number => costs.reduce((sum, { spend }) => sum + spend, 0)

/** How much more is ordered for so many kopecks of advertising on a day: the second thousand roubles bring less than the first. */
export const liftOf = (spend: number): number => 0.15 * Math.log1p(spend / 20_000)
