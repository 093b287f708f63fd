import { startOfDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import type { Card, Size } from './cards.ts'
import { litresOn, onSale } from './cards.ts'
import type { WbMarket } from './market.ts'
import { MASKED, MASKED_SINCE, MINSK } from './places.ts'

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

/** The tariff of a day: tenths of a kopeck for a litre. */
export const storageTariffOn = (seed: number, day: number): number => random(seed, 47, day).int(55, 85)

/** Where goods are stored on a day. */
export type Stored = { readonly seed: number; readonly market: WbMarket; readonly cards: readonly Card[] }

const soldOn = (cards: readonly Card[], day: number): readonly Card[] =>
  cards.filter(c => onSale(c, startOfDay(day)))

/** Pieces of a size at the start of a day by warehouse; those in Russia have one name since they are hidden (wildberries.md 1.9). */
function piecesOf(market: WbMarket, size: Size, day: number): ReadonlyMap<string, number> {
  market.ordersOn(day)
  const places = market.placesOf(size)
  const found = new Map<string, number>()
  for (const [at, pieces] of (market.shelves.day(day)?.start[market.wareOf(size)] ?? []).entries()) {
    const place = places[at] as string
    const name = day < MASKED_SINCE || place === MINSK.name ? place : MASKED.remains
    if (pieces > 0) found.set(name, (found.get(name) ?? 0) + pieces)
  }
  return found
}

const priceOf = ({ seed }: Stored, card: Card, day: number, pieces: number): number =>
  Math.round((Math.round(litresOn(card, day) * 10) * pieces * storageTariffOn(seed, day)) / 100)

/** The line of the finance report: one sum for the shop, without the discounts that the report by card has. */
export function storageFee(stored: Stored, day: number): number {
  let sum = 0
  for (const card of soldOn(stored.cards, day))
    for (const size of card.sizes)
      for (const pieces of piecesOf(stored.market, size, day).values())
        sum += priceOf(stored, card, day, pieces)
  return sum
}

function rowsOfCard(stored: Stored, card: Card, day: number): StorageRow[] {
  const rows: StorageRow[] = []
  for (const size of card.sizes) {
    const base = { day, originalDay: day, card, size, supply: 27_000_000 + (card.index % 40) * 31 }
    let whole = 0
    const kept = piecesOf(stored.market, size, day)
    for (const [warehouse, pieces] of kept) {
      const price = priceOf(stored, card, day, pieces)
      whole += price
      const add = (of: Partial<StorageRow>) =>
        rows.push({ ...base, kind: 'короба: без габаритов', warehouse, pieces, price, ...of })
      // What lies in one warehouse may be told by rack, or have come with two supplies.
      const half = Math.floor(pieces / 2)
      const cost = Math.floor((price * half) / pieces)
      if (half > 0 && card.index % 9 === 2) {
        add({ pieces: half, price: cost })
        add({ pieces: pieces - half, price: price - cost })
      } else if (half > 0 && card.index % 4 === 1) {
        add({ pieces: half, price: cost })
        add({ pieces: pieces - half, price: price - cost, supply: base.supply + 1 })
      } else add({})
    }
    const [first] = kept.keys()
    const off = card.index % 3 === 0 ? percentOf(whole, 1) : 0
    if (off > 0 && first !== undefined)
      rows.push({
        ...base,
        warehouse: first,
        pieces: kept.get(first) ?? 0,
        price: -off,
        kind: 'короба: скидка на хранение',
      })
  }
  return rows
}

/** What a day's storage costs by size, with the corrections that were calculated on it. The last day is not whole until the next one. */
export function storageOfDay(stored: Stored, day: number, today: number): readonly StorageRow[] {
  if (day >= today) return []
  const rows = soldOn(stored.cards, day).flatMap(card => rowsOfCard(stored, card, day))
  const told = day === today - 1 ? rows.filter(({ card }) => card.index % 5 !== 1) : rows
  if (day % AGAIN_EVERY !== 6) return told
  const before = day - AGAIN_AFTER
  const seen = new Set<Size>()
  const again = soldOn(stored.cards, before)
    .filter(card => card.index % 7 === 4)
    .flatMap(card => rowsOfCard(stored, card, before))
    .filter(({ price, size }) => price > 50 && !seen.has(size) && seen.add(size))
    .map(row => ({ ...row, day, originalDay: before, price: -percentOf(row.price, 2) }))
  return [...told, ...again]
}
