import { setTimeout as sleep } from 'node:timers/promises'

interface Waiting<T, R> {
  readonly one: T
  resolve(result: R | PromiseLike<R>): void
  reject(error: unknown): void
}

/** How long a batch waits for more, ms. */
const MOMENT_MS = 300

/**
 * Does at once what comes alone; what comes while `work` is under way is done together in its next turn, and what is `few` waits a moment for others.
 * `work` answers in the order of its batch.
 */
export function together<T, R>(
  work: (batch: readonly T[]) => Promise<readonly (R | PromiseLike<R>)[]>,
  few: (batch: readonly T[]) => boolean = () => false,
): (one: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = []
  let busy = false
  let enough = () => {}
  const isFew = () => few(waiting.map(({ one }) => one))

  async function others(): Promise<void> {
    const moment = new AbortController()
    enough = () => moment.abort()
    await sleep(MOMENT_MS, undefined, { signal: moment.signal }).catch(() => {})
  }
  async function go(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      if (isFew()) await others()
      const batch = waiting
      waiting = []
      try {
        const results = await work(batch.map(({ one }) => one))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    busy = false
  }
  return one =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject })
      if (!busy) void go()
      else if (!isFew()) enough()
    })
}
