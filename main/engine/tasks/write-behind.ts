import type { Task, Tasks } from './tasks.ts'

/** Write-behind queue: writes that nobody awaits and that a full disk must not lose. */
export interface WriteBehind {
  /** Writes now, or retries until it succeeds. Only the newest write per key is kept; the writes of a shop keep their order. */
  put(shopId: number, key: string, write: () => void): void
  /** Writes what is queued, for all shops or one; a failed write blocks only its own shop. Throws the first error. */
  flush(shopId?: number): void
  /** Drops the queue of a removed shop. */
  forget(shopId: number): void
}

export function writeBehind(tasks: Tasks): WriteBehind {
  const waiting = new Map<string, { readonly shopId: number; write(): void }>()
  let again: Task | null = null
  let flushing = false
  function flush(of?: number): void {
    // A write may flush what was queued before it; this loop does that already.
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
        // The immediate retry reports the error.
        again ??= tasks.start('writes', () => flush())
      }
    },
    forget(shopId) {
      for (const [key, one] of waiting) if (one.shopId === shopId) waiting.delete(key)
    },
  }
}
