import type { Outcome } from './response.ts'

/** A time (ms) with jitter of a quarter either way, so that requests that failed together do not retry together. */
export const jittered = (ms: number, random: () => number): number => ms * (0.75 + random() / 2)

/** Back-off after so many consecutive failures, ms: 1, 2, 4, 8, 16 s with jitter, each longer than the one before. */
export const backoff = (failures: number, random: () => number): number =>
  jittered(1000 * 2 ** Math.min(failures - 1, 4), random)

/**
 * How long to pause after the n-th consecutive 429: what the server asks for, and when it asks again, at least the growing back-off. `real` is the wait;
 * `counted`, which counts towards the patience, is the wait without `pace`.
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

/** The pause of the marketplace's error table, else the growing back-off. */
function ownPause(wait: number | readonly number[] | undefined, times: number, random: () => number): number {
  // Up to three times the minimum: a queue of 10 to 30 s has no header (ozon.md 6.2).
  if (typeof wait === 'number') return wait * (1 + 2 * random())
  const advised = wait?.[times - 1] ?? wait?.at(-1)
  return advised === undefined ? backoff(times, random) : advised * (1 + random() / 10)
}
