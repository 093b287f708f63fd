import { dayNumber } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { random } from '../../random.ts'
import type { Line, Posting } from './orders.ts'

/** Until `at` a posting lists `first` in place of its lines: nothing yet, a line that it loses, or a piece more. */
export type Change = { readonly at: number; readonly first: readonly Line[] }

/**
 * Until `at` the two parts of an order are one posting, `parent`, with the lines of both. Then the parent is gone and says so, or keeps its number and the
 * lines of one part (`keeps`), and the other is a posting of its own.
 */
export type Split = {
  readonly at: number
  readonly parent: string
  readonly keeps: boolean
  readonly parts: readonly [Posting, Posting]
}

/** Before it leaves and before it is cancelled. */
const early = (p: Posting, share: number): number =>
  Math.floor(p.processedAt + (Math.min(p.shippedAt, p.finishedAt) - p.processedAt) * share)

/** How the list of a posting changes: of five one comes without products, loses a line, or a piece of one. `another` makes a line. */
export function changeOf(seed: number, p: Posting, another: (r: Random) => Line): Change | null {
  const r = random(seed, 31, p.serial)
  const [first] = p.lines
  if (!first || !r.chance(0.2)) return null
  const at = early(p, r.pick([0.5, 0.7, 0.9]))
  const how = r.pick(['late', 'late', 'line', 'piece'] as const)
  if (how === 'late') return { at, first: [] }
  if (how === 'piece') return { at, first: [{ ...first, quantity: first.quantity + 1 }, ...p.lines.slice(1)] }
  return { at, first: [...p.lines, another(r)] }
}

/** Orders are split from this day on, so that earlier ones stay as they are in data folders of earlier releases. */
const SPLIT_SINCE = dayNumber('2026-11-08')

/** The share of the FBS orders of a day that are split. */
export const splitShareOn = (day: number): number => (day < SPLIT_SINCE ? 0 : 0.5)

/** How an FBS order is split; null if this one is not. */
export function splitOf(seed: number, day: number, index: number, scheme: 'FBO' | 'FBS') {
  const r = random(seed, 32, day, index)
  if (scheme !== 'FBS' || !r.chance(splitShareOn(day))) return null
  const keeps = r.chance(0.5)
  return ([one, other]: readonly Posting[]): Posting[] => {
    if (!one || !other) throw new TypeError('an order is split in two')
    const parent = one.postingNumber
    // Both parts were processed as one.
    const second = { ...other, processedAt: one.processedAt }
    const parts = keeps ? ([one, second] as const) : ([renumbered(one, 2), renumbered(second, 3)] as const)
    const split = { at: Math.min(early(one, 0.8), early(other, 0.8)), parent, keeps, parts }
    return parts.map(part => ({ ...part, split }))
  }
}

const renumbered = (p: Posting, part: number): Posting => ({
  ...p,
  postingNumber: `${p.orderNumber}-${part}`,
})

/** The lines of a posting at an instant. */
export const linesAt = (p: Posting, now: number): readonly Line[] =>
  p.change && now < p.change.at ? p.change.first : p.lines

/** The postings that the marketplace lists at an instant, each with the lines that it has then. */
export function listedAt(postings: readonly Posting[], now: number): readonly Posting[] {
  return postings.flatMap(p => {
    const { split } = p
    if (!split) return { ...p, lines: linesAt(p, now) }
    const [one] = split.parts
    const first = p.serial === one.serial
    const whole: Posting = {
      ...one,
      postingNumber: split.parent,
      lines: split.parts.flatMap(part => part.lines),
    }
    if (now < split.at) return first ? whole : []
    return first && !split.keeps ? [{ ...whole, replaced: true }, p] : p
  })
}
