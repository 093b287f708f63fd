/** Runs the work of one key in order, one at a time; work of other keys runs in parallel. */
export interface KeyedMutex<K> {
  /** Resolves or rejects as `work` does, once everything before it has ended. */
  run<T>(key: K, work: () => T | Promise<T>): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function keyedMutex<K>(): KeyedMutex<K> {
  const tails = new Map<K, Promise<void>>()
  return {
    run(key, work) {
      const mine = (tails.get(key) ?? Promise.resolve()).then(work)
      const tail: Promise<void> = mine
        .then(
          () => {},
          () => {},
        )
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key)
        })
      tails.set(key, tail)
      return mine
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values())
    },
  }
}
