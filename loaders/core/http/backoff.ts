import type { Outcome } from './response.ts'

/** A time (ms) with a quarter of jitter either way: whoever failed together does not come back together. */
export const jittered = (ms: number, random: () => number): number => ms * (0.75 + random() / 2)

/** Ms to wait after so many failures in a row: 1, 2, 4, 8, 16 s with jitter, each longer than the one before. */
export const backoff = (failures: number, random: () => number): number =>
  jittered(1000 * 2 ** Math.min(failures - 1, 4), random)

/**
 * How long to be silent after "too many" for the so manieth time in a row: what the server asks for at first, and never less than the growing back-off when
 * it asks again. `real` is waited; `counted` is what it would be without `pace`, for the patience.
 */
export function pauseOf(
  { retryAfter = null, wait }: Extract<Outcome<never>, { error: unknown }>,
  times: number,
  pace: number,
  random: () => number,
): { readonly real: number; readonly counted: number } {
  const own = ownPause(wait, times, random)
  if (retryAfter === null) return { real: own / pace, counted: own }
  if (times === 1) return { real: retryAfter, counted: retryAfter }
  return { real: Math.max(retryAfter, own / pace), counted: Math.max(retryAfter, own) }
}

/** What the marketplace's table advises, else the growing back-off. */
function ownPause(wait: number | readonly number[] | undefined, times: number, random: () => number): number {
  // Up to three times the least: a queue of 10 to 30 s has no header (ozon.md 6.2).
  if (typeof wait === 'number') return wait * (1 + 2 * random())
  const advised = wait?.[times - 1] ?? wait?.at(-1)
  return advised === undefined ? backoff(times, random) : advised * (1 + random() / 10)
}
