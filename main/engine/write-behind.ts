import type { Task, Tasks } from './tasks.ts'

/** Writes that nobody waits for and that a full disk must not lose. */
export interface WriteBehind {
  /** Writes at once, or as soon as it goes; of one key only the newest is written, and all in the order in which they came. */
  put(shopId: number, key: string, write: () => void): void
  /** Writes what waits. Throws what the database throws. */
  flush(): void
  /** A shop is gone, and so is what was to be written of it. */
  forget(shopId: number): void
}

export function writeBehind(tasks: Tasks): WriteBehind {
  const waiting = new Map<string, { readonly shopId: number; write(): void }>()
  let again: Task | null = null
  let flushing = false
  function flush(): void {
    // What is written may ask for what came before it, which it stands behind.
    if (flushing) return
    flushing = true
    try {
      for (const [key, { write }] of waiting) {
        write()
        waiting.delete(key)
      }
    } finally {
      flushing = false
    }
    again?.cancel()
    again = null
  }
  return {
    flush,
    put(shopId, key, write) {
      const whole = `${shopId} ${key}`
      waiting.delete(whole)
      waiting.set(whole, { shopId, write })
      try {
        flush()
      } catch {
        // It is told of by its second try, which comes at once.
        again ??= tasks.start('writes', flush)
      }
    },
    forget(shopId) {
      for (const [key, one] of waiting) if (one.shopId === shopId) waiting.delete(key)
    },
  }
}
