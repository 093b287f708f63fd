import type { Coordinator } from '#contract/schedule.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** When a coordinator is to run: every so many ms, counted from an instant of the UTC day. */
export interface Timing {
  readonly every: number
  readonly from: number
}
export const TIMINGS: Readonly<Record<Coordinator, Timing>> = {
  daily: { every: 24 * HOUR, from: 3 * HOUR },
  frequent: { every: 30 * MINUTE, from: 0 },
  ads: { every: HOUR, from: 0 },
  // Wildberries counts its funnel anew every two hours (wildberries.md 3), and a day of it may take half an hour.
  funnel: { every: 2 * HOUR, from: 0 },
}
/** Refused keys are tried again this often. */
export const PROBES: Timing = { every: HOUR, from: 0 }

const SPARSE: Timing = { every: 4 * HOUR, from: 0 }
/** Sparing the battery or a metered line: what would come many times a day comes every four hours. */
export const economical = (timing: Timing): Timing => (timing.every < SPARSE.every ? SPARSE : timing)

/** The start of the last slot that has begun. Instants are ms since epoch, UTC. */
export const latestSlot = ({ every, from }: Timing, now: number): number =>
  Math.floor((now - from) / every) * every + from

export const nextSlot = (timing: Timing, now: number): number => latestSlot(timing, now) + timing.every

/** What was last done for a slot, and which steps of it are to come again: the network cut them off, or a run had them in hand. */
export interface SlotRecord {
  readonly slot: number
  readonly retry: { readonly at: number; readonly steps: readonly string[] } | null
}

/**
 * Whether the latest slot waits to be served: any number of missed ones is one. What is said to have been served in the future
 * was said by a clock that has been set back since, so it counts for nothing.
 */
export const isDue = (timing: Timing, served: SlotRecord | null, now: number): boolean =>
  served === null || served.slot > now || served.slot < latestSlot(timing, now)

/** When what the network cut off is tried again: together with what comes every half an hour. */
export const retryAt = (now: number): number => nextSlot(TIMINGS.frequent, now)
