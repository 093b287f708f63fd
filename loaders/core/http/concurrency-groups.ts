import { LoadError } from '../errors.ts'

/** Runs the work of one group one at a time, in the order of the calls, across all runs. */
export interface ConcurrencyGroups {
  /**
   * Runs `work` once all earlier work of its group has ended, whatever its result. If `signal` aborts the wait, rejects with LoadError `cancelled` and never
   * runs it.
   */
  run<T>(group: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export function concurrencyGroups(): ConcurrencyGroups {
  const tails = new Map<string, Promise<void>>()
  return {
    async run(group, signal, work) {
      const before = tails.get(group) ?? Promise.resolve()
      const ended = Promise.withResolvers<void>()
      // A caller that gives up waiting must not let later ones pass those before it.
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
