import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_MS = 5_000
const LAST_MS = 300_000

/** A start that may fail and is retried. */
interface Attempts<T> {
  /** The current attempt; waiting for it starts no new one, so a failed attempt fails for every caller. */
  get(): Promise<T>
  /** The same, but one that failed is tried again now. */
  again(): Promise<T>
  /** The current attempt, or null if there is none; no new attempt starts afterwards. */
  close(): Promise<T | null>
}

/**
 * Starts something at once. After a failure it is retried automatically, first after five seconds and at last every five minutes, or when the user asks.
 * `failed` is called with each failure, and `late` when a later attempt succeeds.
 */
export function retryingStart<T>(
  begin: () => Promise<T>,
  failed: (error: unknown) => void,
  late: () => void,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = (ms, signal) =>
    sleep(ms, undefined, { signal }),
): Attempts<T> {
  let current: Promise<T> | null = null
  let failure: { readonly error: unknown } | null = null
  let wait = FIRST_MS
  let waiting: AbortController | null = null
  let closed = false

  function attempt(): Promise<T> {
    waiting?.abort()
    current = begin().then(
      value => {
        if (failure) late()
        failure = null
        return value
      },
      (error: unknown) => {
        current = null
        failure = { error }
        if (!closed) {
          failed(error)
          comeBack()
        }
        throw error
      },
    )
    // The caller gets the error.
    current.catch(() => {})
    return current
  }
  function comeBack(): void {
    const mine = new AbortController()
    waiting = mine
    pause(wait, mine.signal).then(
      () => void (current ?? attempt()),
      () => {},
    )
    wait = Math.min(wait * 2, LAST_MS)
  }

  void attempt()
  return {
    get: () => current ?? Promise.reject(failure?.error),
    again: () => current ?? (closed ? Promise.reject(failure?.error) : attempt()),
    close() {
      closed = true
      waiting?.abort()
      return current?.catch(() => null) ?? Promise.resolve(null)
    },
  }
}
