import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_MS = 5_000
const LAST_MS = 300_000

/** A start that may fail and is retried. */
interface Attempts<T> {
  /** What was begun; beginning is not tried again for it: one that failed a while ago fails for whoever asks. */
  get(): Promise<T>
  /** The same, but one that failed is tried again now. */
  again(): Promise<T>
  /** What was begun, or null where nothing is under way or open; nothing is begun any more. */
  close(): Promise<T | null>
}

/**
 * Begins something at once. After a failure it is tried again by itself, in five seconds at first and at last every five minutes, or when a person asks for it;
 * `failed` hears of each failure, and `late` of the attempt that went well after all.
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
    // Whoever asks hears of it.
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
