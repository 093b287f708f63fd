import type { Card } from './cards.ts'

/** How a card is rated on a day. */
export type Rating = {
  /** Of its content, 0 to 10, and of its buyers, 1 to 5. */
  readonly card: number
  readonly feedback: number
  /** Feedbacks of a month by stars, from five to one. */
  readonly stars: readonly [number, number, number, number, number]
  readonly disqualified: number
  readonly shadowed: boolean
}

/** Ratings move by a tenth or so every few weeks. */
export function ratingOf({ index }: Card, day: number): Rating {
  const turn = Math.floor((day + index * 3) / 21)
  return {
    card: (70 + ((index * 7 + turn) % 31)) / 10,
    feedback: (31 + ((index * 5 + turn) % 20)) / 10,
    stars: [turn % 9, index % 5, (index + turn) % 3, index % 2, (index * 3 + turn) % 4],
    disqualified: index % 4,
    shadowed: index % 29 === 6,
  }
}

/** The rating of a seller: the mean of the cards, in hundredths. */
export const sellerRatingOf = (ratings: readonly Rating[]): number =>
  ratings.length === 0
    ? 0
    : Math.round((ratings.reduce((sum, { feedback }) => sum + feedback, 0) / ratings.length) * 100) / 100
