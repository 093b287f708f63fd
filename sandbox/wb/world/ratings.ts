import { moscowDay } from '../../clock.ts'
import type { Score } from '../../world/reviews.ts'
import type { Card } from './cards.ts'
import type { WbMarket } from './market.ts'

/** How a card is rated on a day. */
export type Rating = {
  /** Of its content, 0 to 10, and of its buyers, 1 to 5; 0 when none has written. */
  readonly card: number
  readonly feedback: number
  readonly score: Score
  readonly disqualified: number
  readonly shadowed: boolean
}

/** The rating of content moves by a tenth or so every few weeks, that of buyers with their reviews. */
export function ratingOf(market: WbMarket, { index }: Card, day: number): Rating {
  const turn = Math.floor((day + index * 3) / 21)
  const score = market.reviewsUntil(day - 1).scoreOn(index, day)
  return {
    card: (70 + ((index * 7 + turn) % 31)) / 10,
    feedback: score.count === 0 ? 0 : Math.round((10 * score.stars) / score.count) / 10,
    score,
    disqualified: index % 4,
    shadowed: index % 29 === 6,
  }
}

/** Feedbacks on a card by stars, from five to one, on some Moscow days as far as they are over. */
export function starsOf(
  market: WbMarket,
  { index }: Card,
  [from, to]: readonly [number, number],
  now: number,
) {
  const stars: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  for (const { item, at, stars: given } of market.reviewsUntil(to).all)
    if (item === index && at <= now && moscowDay(at) >= from && moscowDay(at) <= to)
      stars[5 - given] = (stars[5 - given] as number) + 1
  return stars
}

/** The rating of a seller: the mean of all that buyers have written, in hundredths. */
export function sellerRatingOf(ratings: readonly Rating[]): number {
  const count = ratings.reduce((sum, { score }) => sum + score.count, 0)
  const stars = ratings.reduce((sum, { score }) => sum + score.stars, 0)
  return count === 0 ? 0 : Math.round((100 * stars) / count) / 100
}
