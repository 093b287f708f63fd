interface Watched {
  readonly watchers: ReadonlySet<unknown>
}

/**
 * Answers by their questions. One that somebody watches stays; of those that nobody watches any more the `most` that were left last stay, so that going
 * back shows them at once, and a window that is open for weeks does not grow.
 */
export function answers<E extends Watched>(most: number) {
  const all = new Map<string, E>()
  return {
    get(key: string, make: () => E): E {
      const known = all.get(key)
      if (known) return known
      const made = make()
      all.set(key, made)
      return made
    },
    /** Somebody has stopped watching it. */
    left(key: string): void {
      const one = all.get(key)
      if (!one) return
      // The order of the map is the order in which they were left.
      all.delete(key)
      all.set(key, one)
      const idle = [...all].filter(([, { watchers }]) => watchers.size === 0)
      for (const [oldest] of idle.slice(0, Math.max(0, idle.length - most))) all.delete(oldest)
    },
    values: () => all.values(),
  }
}
