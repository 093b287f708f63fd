import type { StepProgress } from '#contract/sync.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Timers stop while the computer sleeps, and one of more than 24.8 days fires at once: so the clock is checked at least this often, ms. */
const CHECK_EVERY_MS = 600_000

/** Deferred retries: steps that the marketplace asked to postpone, each due at its own instant and started once `mayStart` allows. One timer per shop. */
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
    // A step that is not started stays due.
    if (ready.length > 0) start(shopId, ready)
    for (const step of ready) due.delete(step)
    wait(shopId, isFree ? 0 : CHECK_EVERY_MS)
  }

  return {
    /** Schedules the steps that are `later`, and drops the others. */
    update(shopId: number, words: readonly StepProgress[]): void {
      const due = shops.get(shopId) ?? new Map<string, number>()
      shops.set(shopId, due)
      for (const { step, status, until } of words)
        if (status === 'later' && until) due.set(step, Date.parse(until))
        else due.delete(step)
      wait(shopId)
    },
    /** Drops all retries of a shop. */
    forget(shopId: number): void {
      timers.get(shopId)?.cancel()
      timers.delete(shopId)
      shops.delete(shopId)
    },
  }
}
