import { random } from '../../random.ts'
import type { Card, Size } from './cards.ts'

/** A fine for one unit; kopecks. */
export type UnitFine = {
  readonly day: number
  readonly card: Card
  readonly size: Size
  /** The label of the unit. */
  readonly unit: number
  readonly sum: number
}
/** A fine for a package larger than its card says, and what was given back of it; kopecks. */
export type SizeFine = {
  readonly day: number
  readonly card: Card
  readonly id: number
  readonly penalty: number
  readonly reversal: number
}
/** An order held for a purchase by the seller; kopecks. */
export type SelfBuyout = {
  readonly from: number
  readonly to: number
  readonly card: Card
  readonly sum: number
}

/** How the finance report names each. */
export const FINE_TEXT = {
  sizes: 'Занижение фактических габаритов упаковки товара',
  order: 'Штраф МП. Невыполненный заказ',
  substitution: 'Подмена товара',
  labelling: 'Отсутствие обязательной маркировки',
  selfBuyouts: 'Самовыкупы',
} as const

const unitOf = (day: number, card: Card): number => 26_000_000_000 + day * 1000 + card.index

function unitFine(seed: number, key: number, day: number, cards: readonly Card[], low: number): UnitFine {
  const r = random(seed, key, day)
  const card = r.pick(cards)
  return { day, card, size: r.pick(card.sizes), unit: unitOf(day, card), sum: r.int(low, low * 4) }
}

/** Units that were others than their labels say, by the day of the deduction. */
export const substitutionsOn = (seed: number, day: number, cards: readonly Card[]): readonly UnitFine[] =>
  cards.length > 0 && day % 11 === 5 ? [unitFine(seed, 51, day, cards, 12_345)] : []

/** Units without the obligatory marking, by the day of the fine. */
export const unmarkedOn = (seed: number, day: number, cards: readonly Card[]): readonly UnitFine[] =>
  cards.length > 0 && day % 8 === 2 ? [unitFine(seed, 52, day, cards, 50_000)] : []

/** A measurement of every third fine is annulled. */
export const isAnnulled = (day: number): boolean => day % 18 === 1

type Penalty = {
  readonly day: number
  readonly bonus: string
  readonly card: Card | null
  readonly penalty: number
}
/** The fines for sizes among the lines of a day: one that was annulled comes again with a minus. */
export const sizeFinesOf = (lines: readonly Penalty[]): readonly SizeFine[] =>
  lines.flatMap(({ day, bonus, card, penalty }) =>
    card && bonus === FINE_TEXT.sizes && penalty > 0
      ? [{ day, card, id: 90_000_000 + day * 7, penalty, reversal: isAnnulled(day) ? penalty : 0 }]
      : [],
  )

/** Orders held for self-purchases in the week that ended before a Wednesday (1970-01-07 was one); every second such week has some, a pair of equal ones among them. */
export function selfBuyoutsBefore(
  seed: number,
  wednesday: number,
  cards: readonly Card[],
): readonly SelfBuyout[] {
  if (cards.length === 0 || wednesday % 14 !== 6) return []
  const r = random(seed, 53, wednesday)
  const week = { from: wednesday - 7, to: wednesday - 1 }
  const [twice, other] = [r.pick(cards), r.pick(cards)]
  const pair = { ...week, card: twice, sum: r.int(300, 4000) * 100 }
  return [pair, pair, { ...week, card: other, sum: r.int(4001, 9000) * 100 }]
}

/** 30 % of the orders. */
export const fineOfSelfBuyouts = (orders: readonly SelfBuyout[]): number =>
  Math.round(orders.reduce((sum, order) => sum + order.sum, 0) * 0.3)
