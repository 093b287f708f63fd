import type { Card } from './cards.ts'

/** What accepting goods of one card cost on a day; kopecks. */
export type Accepted = {
  readonly day: number
  readonly card: Card
  readonly supply: number
  readonly createdDay: number
  readonly pieces: number
  readonly sum: number
}

/** What the report has for a charge of the finance reports: two supplies, of which the first may have two rows of one sum. */
export function acceptedFor(day: number, card: Card, sum: number): readonly Accepted[] {
  const supply = 27_000_000 + (card.index % 40) * 31
  const row = { day, card, supply, createdDay: day - 4, pieces: 5 + (day % 20) }
  const part = Math.floor(sum / 3)
  return day % 15 === 2
    ? [
        { ...row, sum: part },
        { ...row, sum: part },
        { ...row, supply: supply + 1, sum: sum - 2 * part },
      ]
    : [
        { ...row, sum: part },
        { ...row, supply: supply + 1, sum: sum - part },
      ]
}
