import { dayNumber } from '../clock.ts'
import { random } from '../random.ts'
import type { ContentChange, Contents } from './content.ts'
import type { Mechanism } from './demand.ts'

/** What a change of a card does to its orders in full: 0.2 is a fifth more; nothing for one change in four. */
export function effectOf(seed: number, { card, day }: Pick<ContentChange, 'card' | 'day'>): number {
  const r = random(seed, 97, card, dayNumber(day))
  return r.chance(0.25) ? 0 : r.int(-8, 20) / 100
}

/** A change, and how many times as much is wanted of its card when it tells in full: 1 is no effect. */
export type FeltChange = ContentChange & { readonly effect: number }

/** What changes of a shop do to its demand. */
export const felt = (
  { seed, mechanisms }: { readonly seed: number; readonly mechanisms: ReadonlySet<Mechanism> },
  changes: readonly ContentChange[],
): readonly FeltChange[] =>
  changes.map(change => ({
    ...change,
    effect: mechanisms.has('content') ? 1 + effectOf(seed, change) : 1,
  }))

/** Days in which a change begins to tell, stays, and is forgotten. */
const RAMP = 3
const STAYS = 30
const FADES = 30

/** The part of its effect that a change has so many days later; none on its own day. */
export function partAfter(days: number): number {
  if (days <= 0) return 0
  if (days < RAMP) return days / RAMP
  return Math.min(1, Math.max(0, (RAMP + STAYS + FADES - days) / FADES))
}

/** How far ahead the script is played: it says the same however often. */
const AHEAD = 60

/** How many times as much is wanted of a card (by its id) on a day because of its changes. `play` gives the content as it is at the end of a day. */
export function contentFactor(seed: number, since: number, play: (day: number) => Contents) {
  let until = since
  let byCard = new Map<number, { readonly day: number; readonly effect: number }[]>()
  const ensure = (day: number) => {
    if (day <= until) return
    until = day + AHEAD
    byCard = new Map()
    for (const change of play(until).changes) {
      const list = byCard.get(change.card) ?? []
      list.push({ day: dayNumber(change.day), effect: effectOf(seed, change) })
      byCard.set(change.card, list)
    }
  }
  return (card: number, day: number): number => {
    ensure(day)
    let times = 1
    for (const { day: on, effect } of byCard.get(card) ?? []) times *= 1 + effect * partAfter(day - on)
    return times
  }
}
