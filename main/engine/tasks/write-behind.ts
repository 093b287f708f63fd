import type { Task, Tasks } from './tasks.ts'

/** Writes that nobody waits for and that a full disk must not lose. */
export interface WriteBehind {
  /** Writes at once, or as soon as it goes; of one key only the newest is written, and all of a shop in the order in which they came. */
  put(shopId: number, key: string, write: () => void): void
  /** Writes what waits, of all shops or of one: a write that fails holds up its own shop alone. Throws what the first that fails throws. */
  flush(shopId?: number): void
  /** A shop is gone, and so is what was to be written of it. */
  forget(shopId: number): void
}

export function writeBehind(tasks: Tasks): WriteBehind {
  const waiting = new Map<string, { readonly shopId: number; write(): void }>()
  let again: Task | null = null
  let flushing = false
  function flush(of?: number): void {
    // What is written may ask for what came before it, which it stands behind.
    if (flushing) return
    flushing = true
    const failed = new Map<number, unknown>()
    for (const [key, { shopId, write }] of waiting) {
      if ((of !== undefined && shopId !== of) || failed.has(shopId)) continue
      try {
        write()
        waiting.delete(key)
      } catch (error) {
        failed.set(shopId, error)
      }
    }
    flushing = false
    for (const error of failed.values()) throw error
    if (waiting.size > 0) return
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
        flush(shopId)
      } catch {
        // It is told of by its second try, which comes at once.
        again ??= tasks.start('writes', () => flush())
      }
    },
    forget(shopId) {
      for (const [key, one] of waiting) if (one.shopId === shopId) waiting.delete(key)
    },
  }
}
