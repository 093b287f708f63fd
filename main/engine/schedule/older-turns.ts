import type { OlderHistory } from '#contract/history.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { OlderRuns } from '../sync/older-runs.ts'
import type { Task, Tasks } from '../tasks/tasks.ts'

/** Ms for which no run of a shop may have begun or ended before its older history is read: whoever has just loaded a shop looks at it. */
export const REST_MS = 300_000
/** Ms after which what may be read is looked at again: quiet hours begin and slots fall due without a word. */
const LOOK_MS = 60_000

interface Parts {
  readonly older: OlderRuns
  readonly shops: () => readonly ShopRow[]
  /** Whether schedule and settings allow it now. */
  readonly mayRead: (shopId: number) => boolean
  /** Whether the user wants it. */
  readonly isOn: () => boolean
  readonly tasks: Tasks
  readonly restMs: number
}

/** Decides when the older history of each shop is read. The rest is measured by this computer's timers, so that a sleep or a wrong clock is none. */
export function olderTurns({ older, shops, mayRead, isOn, tasks, restMs }: Parts) {
  const resting = new Map<number, Task>()
  const rested = new Set<number>()
  let watching = false

  /** A run of the shop begins: its rest begins anew when it has ended. */
  function disturbed(shopId: number): void {
    resting.get(shopId)?.cancel()
    resting.delete(shopId)
    rested.delete(shopId)
  }
  function rest(shopId: number): void {
    if (resting.has(shopId)) return
    const turn = tasks.after(restMs, 'older history', () => {
      resting.delete(shopId)
      rested.add(shopId)
      look()
    })
    resting.set(shopId, turn)
  }

  /** Begins what may be read and breaks off what may not. */
  function look(): void {
    if (!watching) return
    for (const shop of shops()) {
      if (!mayRead(shop.id)) void older.stop(shop.id)
      else if (!older.isFree(shop.id)) disturbed(shop.id)
      else if (rested.has(shop.id)) older.start(shop)
      else rest(shop.id)
    }
  }

  const stateOf = (shop: ShopRow): OlderHistory['state'] => {
    if (older.isRunning(shop.id)) return 'running'
    if (older.isDone(shop)) return 'done'
    return isOn() ? 'waiting' : 'off'
  }
  return {
    start(): void {
      watching = true
      tasks.every(LOOK_MS, 'older history', look)
      look()
    },
    look,
    disturbed,
    list: (): OlderHistory[] =>
      shops().map(shop => ({ shopId: shop.id, state: stateOf(shop), steps: [...older.words(shop)] })),
  }
}
