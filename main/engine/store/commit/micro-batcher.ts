import { setTimeout as sleep } from 'node:timers/promises'

interface Waiting<T, R> {
  readonly item: T
  resolve(result: R | PromiseLike<R>): void
  reject(error: unknown): void
}

/** Longest wait of a batch for more items, ms. */
const MAX_WAIT_MS = 300

/**
 * Micro-batcher: the first item runs immediately; items that arrive meanwhile form the next batch. While `waitForMore(batch)` holds, that batch waits up to 300 ms
 * for more items. `work` returns results in the order of its batch.
 */
export function microBatcher<T, R>(
  work: (batch: readonly T[]) => Promise<readonly (R | PromiseLike<R>)[]>,
  waitForMore: (batch: readonly T[]) => boolean = () => false,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = []
  let busy = false
  let stopWaiting = () => {}
  const shouldWait = () => waitForMore(waiting.map(({ item }) => item))

  async function waitForOthers(): Promise<void> {
    const moment = new AbortController()
    stopWaiting = () => moment.abort()
    await sleep(MAX_WAIT_MS, undefined, { signal: moment.signal }).catch(() => {})
  }
  async function drain(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      if (shouldWait()) await waitForOthers()
      const batch = waiting
      waiting = []
      try {
        const results = await work(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    busy = false
  }
  return item =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!busy) void drain()
      else if (!shouldWait()) stopWaiting()
    })
}
