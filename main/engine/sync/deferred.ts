import type { StepProgress } from '#contract/sync.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Timers stand still while a computer sleeps, and one of more than 24.8 days would fire at once: so the clock is looked at now and then. */
const CHECK_EVERY_MS = 600_000

/** Steps that the marketplace asked to put off, each until its own instant, or until runs are `free` to begin by themselves. One timer a shop waits for the next of them. */
export function deferredRetries(
  tasks: Tasks,
  start: (shopId: number, steps: readonly string[]) => void,
  mayStart: (shopId: number) => boolean,
  now: () => number,
) {
  const shops = new Map<number, Map<string, number>>()
  const timers = new Map<number, Task>()

  function wait(shopId: number, atLeast = 0): void {
    timers.get(shopId)?.cancel()
    const due = shops.get(shopId)
    if (!due || due.size === 0) return
    const left = Math.max(atLeast, Math.min(...due.values()) - now())
    timers.set(
      shopId,
      tasks.after(Math.min(left, CHECK_EVERY_MS), 'put off', () => retry(shopId, due)),
    )
  }

  function retry(shopId: number, due: Map<string, number>): void {
    const isFree = mayStart(shopId)
    const ready = isFree ? [...due].filter(([, at]) => at <= now()).map(([step]) => step) : []
    // What does not begin stays due.
    if (ready.length > 0) start(shopId, ready)
    for (const step of ready) due.delete(step)
    wait(shopId, isFree ? 0 : CHECK_EVERY_MS)
  }

  return {
    /** Waits for those of the words that are put off, and no longer for the others. */
    update(shopId: number, words: readonly StepProgress[]): void {
      const due = shops.get(shopId) ?? new Map<string, number>()
      shops.set(shopId, due)
      for (const { step, status, until } of words)
        if (status === 'later' && until) due.set(step, Date.parse(until))
        else due.delete(step)
      wait(shopId)
    },
    /** Waits for nothing of a shop any more. */
    forget(shopId: number): void {
      timers.get(shopId)?.cancel()
      timers.delete(shopId)
      shops.delete(shopId)
    },
  }
}
