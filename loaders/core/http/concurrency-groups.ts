import { LoadError } from '../errors.ts'

/** Work of one group goes one after another, in the order in which it was asked for, whichever runs it comes from. */
export interface ConcurrencyGroups {
  /** Does `work` when all that was asked for before it in this group has ended, however it ended. Rejects with LoadError `cancelled`, and does nothing, where `signal` ends the wait. */
  run<T>(group: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export function concurrencyGroups(): ConcurrencyGroups {
  const tails = new Map<string, Promise<void>>()
  return {
    async run(group, signal, work) {
      const before = tails.get(group) ?? Promise.resolve()
      const ended = Promise.withResolvers<void>()
      // Who gives up waiting lets nobody past those before it.
      const tail = before.then(() => ended.promise)
      tails.set(group, tail)
      void tail.then(() => {
        if (tails.get(group) === tail) tails.delete(group)
      })
      try {
        await turnAfter(before, signal)
        return await work()
      } finally {
        ended.resolve()
      }
    },
  }
}

function turnAfter(before: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new LoadError('cancelled', 'stopped while waiting for its turn'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    void before.then(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
  })
}
