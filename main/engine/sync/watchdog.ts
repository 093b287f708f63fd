import type { Tasks } from '../tasks/tasks.ts'

/** Longer than any wait that is meant: a pause the marketplace asks for is two minutes at most, an answer may take a minute and a half. */
export const SILENT_MS = 600_000
const CHECK_EVERY_MS = 30_000

/** A watch over an attempt: `signal` is aborted once `signs` has not changed for `SILENT_MS`. */
export interface Watchdog {
  readonly signal: AbortSignal
  stop(): void
}

/** Watches a count of signs of life (requests, words on steps). `now` is a clock in ms; one that leaps, as after a sleep, is silence too: the lines are dead. */
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
