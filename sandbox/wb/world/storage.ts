import { startOfDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import type { Card, Size } from './cards.ts'
import { onSale } from './cards.ts'
import { MASKED_SINCE } from './places.ts'

/** What one size of a supply costs to store on a day, or a discount of that; kopecks. */
export type StorageRow = {
  readonly day: number
  /** The day that was calculated first; earlier than `day` when it was calculated again. */
  readonly originalDay: number
  readonly card: Card
  readonly size: Size
  readonly supply: number
  readonly warehouse: string
  readonly kind: string
  readonly pieces: number
  readonly price: number
}

/** Days between a day and its second calculation, and every how many days there is one. */
const AGAIN_AFTER = 12
const AGAIN_EVERY = 10

/** The tariff of a day: kopecks per litre of a size. */
const tariffOn = (seed: number, day: number): number => random(seed, 47, day).int(55, 85)

const soldOn = (cards: readonly Card[], day: number): readonly Card[] =>
  cards.filter(c => onSale(c, startOfDay(day)))

/** The line of the finance report: one sum for the shop, without the discounts that the report by card has. */
export function storageFee(seed: number, day: number, cards: readonly Card[]): number {
  const litres = soldOn(cards, day).reduce((sum, c) => sum + c.litres * c.sizes.length, 0)
  return Math.round(litres * tariffOn(seed, day))
}

/** Goods of one supply may lie in two warehouses, which are told by one name since they are hidden (wildberries.md 1.9). */
const NAMES = ['Коледино', 'Казань'] as const
const nameOn = (day: number, index: number): string =>
  day < MASKED_SINCE ? (NAMES[index] as string) : 'Склад WB РФ'

function rowsOfCard(card: Card, day: number, tariff: number): StorageRow[] {
  const rows: StorageRow[] = []
  for (const size of card.sizes) {
    const whole = Math.round(card.litres * tariff)
    const base = { day, originalDay: day, card, size, supply: 27_000_000 + (card.index % 40) * 31 }
    const add = (price: number, of: Partial<StorageRow> = {}) =>
      rows.push({
        ...base,
        kind: 'короба: без габаритов',
        warehouse: nameOn(day, 0),
        pieces: 2 + (size.chrtId % 5),
        price,
        ...of,
      })
    const half = Math.floor(whole / 2)
    if (card.index % 9 === 2) {
      add(half)
      add(whole - half, { warehouse: nameOn(day, 1) })
    } else if (card.index % 4 === 1) {
      add(half)
      add(whole - half, { supply: base.supply + 1 })
    } else add(whole)
    const off = card.index % 3 === 0 ? percentOf(whole, 1) : 0
    if (off > 0) add(-off, { kind: 'короба: скидка на хранение' })
  }
  return rows
}

/** What a day's storage costs by size, with the corrections that were calculated on it. The last day is not whole until the next one. */
export function storageOfDay(
  seed: number,
  day: number,
  cards: readonly Card[],
  today: number,
): readonly StorageRow[] {
  if (day >= today) return []
  const rows = soldOn(cards, day).flatMap(card => rowsOfCard(card, day, tariffOn(seed, day)))
  const told = day === today - 1 ? rows.filter(({ card }) => card.index % 5 !== 1) : rows
  if (day % AGAIN_EVERY !== 6) return told
  const before = day - AGAIN_AFTER
  const again = soldOn(cards, before)
    .filter(card => card.index % 7 === 4)
    .flatMap(card => rowsOfCard(card, before, tariffOn(seed, before)))
    .filter(({ price, warehouse, day: on }) => price > 50 && warehouse === nameOn(on, 0))
    .map(row => ({ ...row, day, originalDay: before, price: -percentOf(row.price, 2) }))
  return [...told, ...again]
}
