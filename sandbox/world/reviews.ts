import { DAY, moscowDay } from '../clock.ts'
import { random } from '../random.ts'
import { COUNT_EVERY } from './shelves.ts'

/** A thing that was bought and kept: of which item, on which day it was ordered, since when its buyer has it (UTC ms), and what names it. */
export type Kept = {
  readonly item: number
  readonly ordered: number
  readonly at: number
  readonly key: number
}

/** What a buyer thinks of it, 1 to 5 stars, published at an instant (UTC ms). */
export type Review = {
  readonly item: number
  readonly at: number
  readonly stars: number
  readonly key: number
}

/** Things ordered on these days (Moscow, both included) are worse than usual. */
export type BadBatch = { readonly item: number; readonly from: number; readonly to: number }

/** Reviews whose days are over: how many, and their stars in all. */
export type Score = { readonly count: number; readonly stars: number }

/** Reviews of a shop's buyers. They are counted anew with all goods: from that day on a rating is the mean of older reviews and of those that have come since. */
export type Reviews = {
  /** A day's orders that will be kept. */
  add(kept: readonly Kept[]): void
  /** What counts at the start of a day. */
  scoreOn(item: number, day: number): Score
  /** The rating of an item at the start of a day, in hundredths of a star. */
  ratingOn(item: number, day: number): number
  /** The mean of all reviews of the items, the same. */
  shopOn(items: readonly number[], day: number): number
  /** What is counted of older reviews in the half-year of a day. */
  older(item: number, day: number): Score
  readonly all: readonly Review[]
  /** The bad batch of an item in the half-year of a day. */
  badBatch(item: number, day: number): BadBatch | null
}

/** The share of those who kept their goods that write, and of those who got bad ones. */
const WRITES = 0.1
const COMPLAINS = 0.3
/** The first day of the half-year of a day. */
export const countedFrom = (day: number): number => day - (((day % COUNT_EVERY) + COUNT_EVERY) % COUNT_EVERY)

/** How many in a hundred are unhappy with an item. */
const unhappy = (seed: number, item: number): number => random(seed, 105, item).int(2, 14) / 100

/** The mean of a rating, in hundredths of a star; of nothing it is that of an average item. */
const meanOf = ({ count, stars }: Score): number => (count === 0 ? 450 : Math.round((100 * stars) / count))

/** The reviews of a shop: a pure function of its seed and of what its buyers have kept. `createdOn` is the day on which an item was made. */
export function makeReviews(seed: number, createdOn: (item: number) => number): Reviews {
  const all: Review[] = []
  /** By item and by the first day on which they count. */
  const news = new Map<number, Map<number, Score>>()
  const known = new Map<number, Map<number, Score>>()
  const badBatch = (item: number, day: number): BadBatch | null => {
    const first = countedFrom(day)
    const r = random(seed, 104, item, first)
    if (!r.chance(0.35)) return null
    const from = first + r.int(15, 120)
    return { item, from, to: from + r.int(20, 45) }
  }
  const older = (item: number, day: number): Score => {
    if (createdOn(item) >= countedFrom(day)) return { count: 0, stars: 0 }
    const r = random(seed, 106, item, countedFrom(day))
    const count = r.int(4, 16)
    const mean = 4.8 - 3 * unhappy(seed, item) + (r.next() - 0.5) / 5
    return { count, stars: Math.round(count * mean) }
  }
  const review = ({ item, ordered, at, key }: Kept): Review | null => {
    const r = random(seed, 107, key)
    const batch = badBatch(item, ordered)
    const isBad = batch !== null && ordered >= batch.from && ordered <= batch.to && r.chance(0.7)
    if (!r.chance(isBad ? COMPLAINS : WRITES)) return null
    const written = at + r.int(1, 10) * DAY + r.int(0, 3600) * 1000
    if (countedFrom(moscowDay(written)) !== countedFrom(ordered)) return null
    const stars = isBad || r.chance(unhappy(seed, item)) ? r.pick([1, 1, 2, 3]) : r.pick([5, 5, 5, 5, 4])
    return { item, at: written, stars, key }
  }
  const scoreOn = (item: number, day: number): Score => {
    const first = countedFrom(day)
    const own = known.get(item) ?? new Map<number, Score>()
    known.set(item, own)
    const found = own.get(day)
    if (found) return found
    // Reviews that count from a day on were all written before it.
    const before = day === first ? older(item, day) : scoreOn(item, day - 1)
    const more = day === first ? undefined : news.get(item)?.get(day)
    const score = more ? { count: before.count + more.count, stars: before.stars + more.stars } : before
    own.set(day, score)
    return score
  }
  return {
    all,
    older,
    badBatch,
    scoreOn,
    add: kept => {
      for (const each of kept) {
        const made = review(each)
        if (!made) continue
        all.push(made)
        const own = news.get(made.item) ?? new Map<number, Score>()
        news.set(made.item, own)
        const day = moscowDay(made.at) + 1
        const had = own.get(day) ?? { count: 0, stars: 0 }
        own.set(day, { count: had.count + 1, stars: had.stars + made.stars })
      }
    },
    ratingOn: (item, day) => meanOf(scoreOn(item, day)),
    shopOn: (items, day) => {
      const scores = items.map(item => scoreOn(item, day))
      return meanOf({
        count: scores.reduce((sum, { count }) => sum + count, 0),
        stars: scores.reduce((sum, { stars }) => sum + stars, 0),
      })
    },
  }
}
