import { dayNumber, startOfDay } from '../clock.ts'
import { random } from '../random.ts'

/** The seller changed the price of a product at an instant (UTC ms): its levels are parts of its first price. */
export type PriceChange = {
  readonly at: number
  readonly before: number
  readonly after: number
  /** How many times as much buyers want from then on; 1 where they did not care, which is one change in four. */
  readonly effect: number
}

/** The prices of a shop's products, by `index`. */
export type Prices = {
  /** Per cent of orders that a per cent of price takes: −0.5 to −3. */
  elasticity(index: number): number
  /** Up to an instant (UTC ms). */
  changes(index: number, until: number): readonly PriceChange[]
  /** The price at an instant (UTC ms) as a part of the first one. */
  levelAt(index: number, at: number): number
  /** How many times as much buyers want on a day as at the first price. */
  factor(index: number, day: number): number
}

/** Prices change since this day, whenever a shop is begun. */
const SINCE = dayNumber('2025-06-01')
/** In each of these many days a product changes its price or not. */
const BLOCK = 60
const LEVELS = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2] as const
/** All prices of half of the products change on one day of so many. */
const MASS = 180

/** Instants at which the price of a product is set in a block of days, and the level that each sets. */
function setIn(seed: number, index: number, block: number): readonly (readonly [number, number])[] {
  const r = random(seed, 91, index, block)
  const first = SINCE + block * BLOCK
  const set: (readonly [number, number])[] = []
  const at = startOfDay(first + r.int(0, BLOCK - 1)) + r.int(6 * 60, 20 * 60) * 60_000
  if (r.chance(0.5)) {
    const level = r.pick(LEVELS)
    set.push([at, level])
    // Some are set twice on a day: corrected, or once more to the same.
    if (r.chance(0.15)) set.push([at + r.int(10, 180) * 60_000, r.chance(0.5) ? level : r.pick(LEVELS)])
  }
  const eras = new Set([Math.floor(first / MASS), Math.floor((first + BLOCK - 1) / MASS)])
  for (const era of index % 2 === 0 ? eras : []) {
    const mass = random(seed, 92, era)
    const day = era * MASS + mass.int(0, MASS - 1)
    const level = mass.pick(LEVELS)
    if (day >= first && day < first + BLOCK) set.push([startOfDay(day) + 36_000_000, level])
  }
  return set.toSorted(([a], [b]) => a - b)
}

/** The price script of a shop: a pure function of its seed. Changes are made up to `until` when they are first asked for, and later ones as they come. */
export function makePrices(seed: number): Prices {
  const known = new Map<number, { blocks: number; changes: PriceChange[]; level: number; felt: number }>()
  const elasticity = (index: number): number => -random(seed, 93, index).int(5, 30) / 10
  const upTo = (index: number, at: number) => {
    const found = known.get(index) ?? { blocks: 0, changes: [], level: 1, felt: 1 }
    known.set(index, found)
    while (startOfDay(SINCE + found.blocks * BLOCK) <= at) {
      for (const [instant, level] of setIn(seed, index, found.blocks)) {
        const isFelt = random(seed, 94, index, Math.floor(instant / 60_000)).chance(0.75)
        const effect = isFelt ? (level / found.felt) ** elasticity(index) : 1
        found.changes.push({ at: instant, before: found.level, after: level, effect })
        found.level = level
        if (isFelt) found.felt = level
      }
      found.blocks += 1
    }
    return found.changes
  }
  const before = (index: number, at: number) => upTo(index, at).filter(change => change.at <= at)
  return {
    elasticity,
    changes: before,
    levelAt: (index, at) => before(index, at).at(-1)?.after ?? 1,
    // A change is felt from the next day on.
    factor: (index, day) => before(index, startOfDay(day)).reduce((times, { effect }) => times * effect, 1),
  }
}

/** The part that a buyer usually pays. */
const USUAL_SHARE = 0.74

/** How many times as much is wanted because of the marketplace's own discount. */
export const discountFactor = (share: number, elasticity: number): number =>
  (share / USUAL_SHARE) ** elasticity

/** The part of the price that the buyer pays of a category on a day: the marketplace's discount walks from week to week, and jumps now and then. */
export function buyerShare(seed: number, category: number, day: number): number {
  const week = Math.floor((day - SINCE) / 7)
  const era = Math.floor(week / 8)
  const from = random(seed, 95, category, era).int(64, 84)
  const to = random(seed, 95, category, era + 1).int(64, 84)
  // A walk from one level to the next over eight weeks, or at once in the middle of them.
  const step = (week - era * 8) / 8
  const jumps = random(seed, 96, category, era).chance(0.3)
  return Math.round(jumps ? (step < 0.5 ? from : to) : from + (to - from) * step) / 100
}
