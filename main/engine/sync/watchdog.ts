import type { Tasks } from '../tasks/tasks.ts'

/** Longer than any intended wait: a pause of the marketplace lasts two minutes at most, a response a minute and a half. */
export const SILENT_MS = 600_000
const CHECK_EVERY_MS = 30_000

/** Watchdog of an attempt: `signal` aborts once its activity counter has not changed for `SILENT_MS`. */
export interface Watchdog {
  readonly signal: AbortSignal
  stop(): void
}

/** Watches an activity counter (requests, step updates). `now` is a clock in ms; a jump of it, as after sleep, counts as silence, because the connections are dead. */
export function watchdog(tasks: Tasks, signs: () => number, now: () => number): Watchdog {
  const abort = new AbortController()
  let last = signs()
  let at = now()
  const { cancel } = tasks.every(CHECK_EVERY_MS, 'heartbeat', () => {
    const seen = signs()
    if (seen !== last) {
      last = seen
      at = now()
    } else if (now() - at >= SILENT_MS) abort.abort()
  })
  return { signal: abort.signal, stop: cancel }
}
