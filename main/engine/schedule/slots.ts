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
  // Wildberries recalculates its funnel every two hours (wildberries.md 3), and a day of it may take half an hour.
  funnel: { every: 2 * HOUR, from: 0 },
}
/** Refused keys are tried again this often. */
export const PROBES: Timing = { every: HOUR, from: 0 }

const SPARSE: Timing = { every: 4 * HOUR, from: 0 }
/** Economy (battery or a metered connection): what would run many times a day runs every four hours. */
export const economical = (timing: Timing): Timing => (timing.every < SPARSE.every ? SPARSE : timing)

/** The start of the last slot that has begun. Instants are ms since epoch, UTC. */
export const latestSlot = ({ every, from }: Timing, now: number): number =>
  Math.floor((now - from) / every) * every + from

export const nextSlot = (timing: Timing, now: number): number => latestSlot(timing, now) + timing.every

/** The last served slot, and which of its steps to retry: the network was down, or a run was loading them. */
export interface SlotRecord {
  readonly slot: number
  readonly retry: { readonly at: number; readonly steps: readonly string[] } | null
}

/**
 * Whether the latest slot is still to be served; any number of missed slots count as one. A served slot in the future was recorded by a wrong clock and does
 * not count.
 */
export const isDue = (timing: Timing, served: SlotRecord | null, now: number): boolean =>
  served === null || served.slot > now || served.slot < latestSlot(timing, now)

/** When steps that failed for lack of network are retried: with the next half-hourly slot. */
export const retryAt = (now: number): number => nextSlot(TIMINGS.frequent, now)
