import { dayString, endOfDay, startOfDay } from '../clock.ts'
import type { Item } from './demand.ts'
import type { Reviews } from './reviews.ts'
import { countedFrom } from './reviews.ts'

/** A rating at the start of a Moscow day: the mean of so many reviews, in stars. */
export type RatingDay = {
  readonly id: number
  readonly day: string
  readonly reviews: number
  readonly rating: number
}

/** What buyers wrote of a shop's products, and the ratings that came of it. */
export type RatingTruth = {
  readonly ratings: readonly RatingDay[]
  /** The mean of all reviews that count of all products. */
  readonly shop: readonly Omit<RatingDay, 'id'>[]
  /** Days on which the rating of a product had fallen by a tenth or more within a week. */
  readonly drops: readonly {
    readonly id: number
    readonly day: string
    readonly from: number
    readonly to: number
  }[]
  /** Products that were worse than usual: ordered between these days. */
  readonly badBatches: readonly { readonly id: number; readonly from: string; readonly to: string }[]
}

const WEEK = 7
const DROP = 0.1

/** Counts the reviews one by one: what counts is older reviews of the half-year, and all that were written since it began. */
export function ratingTruth(
  reviews: Reviews,
  items: readonly Item[],
  /** The shop's life begins on `since`. */
  { since, from, to }: { readonly since: number; readonly from: number; readonly to: number },
): RatingTruth {
  const written = items.map(({ index }) =>
    reviews.all.filter(({ item }) => item === index).toSorted((a, b) => a.at - b.at),
  )
  const at = (index: number, day: number) => {
    const first = startOfDay(countedFrom(day))
    const end = startOfDay(day)
    const stars = (written[index] ?? []).filter(review => review.at >= first && review.at < end)
    const older = reviews.older(index, day)
    return {
      reviews: older.count + stars.length,
      stars: stars.reduce((sum, review) => sum + review.stars, older.stars),
    }
  }
  const ratings: RatingDay[] = []
  const shop: RatingTruth['shop'][number][] = []
  const drops: RatingTruth['drops'][number][] = []
  const byDay = new Map<string, number>()
  // A week earlier, so that a fall is found wherever the span begins.
  for (let day = Math.max(since, from - WEEK); day <= to; day++) {
    const text = dayString(day)
    const alive = items.filter(({ createdAt }) => createdAt <= endOfDay(day))
    let [count, sum] = [0, 0]
    for (const { id, index } of alive) {
      const { reviews: own, stars } = at(index, day)
      if (own === 0) continue
      count += own
      sum += stars
      const rating = Math.round((100 * stars) / own) / 100
      byDay.set(`${id}/${day}`, rating)
      if (day < from) continue
      ratings.push({ id, day: text, reviews: own, rating })
      const before = byDay.get(`${id}/${day - WEEK}`)
      const isNew = countedFrom(day) !== countedFrom(day - WEEK)
      if (before !== undefined && !isNew && before - rating >= DROP - 1e-9)
        drops.push({ id, day: text, from: before, to: rating })
    }
    if (count > 0 && day >= from)
      shop.push({ day: text, reviews: count, rating: Math.round((100 * sum) / count) / 100 })
  }
  const halves = new Set([countedFrom(from), countedFrom(to)])
  for (let day = from; day <= to; day += WEEK) halves.add(countedFrom(day))
  return {
    ratings,
    shop,
    drops,
    badBatches: items.flatMap(({ id, index }) =>
      [...halves].flatMap(half => {
        const batch = reviews.badBatch(index, half)
        return batch && batch.from <= to && batch.to >= from
          ? [{ id, from: dayString(batch.from), to: dayString(batch.to) }]
          : []
      }),
    ),
  }
}
