import type { EventName } from '#contract/api.ts'
import type { AppStatus } from '#contract/schedule.ts'
import { addDays, moscowDay, startOfDay } from '../../loaders/core/parse/time.ts'
import type { Today } from './analytics/today.ts'
import type { ShopRow } from './store/records/shops.ts'
import type { Task, Tasks } from './tasks/tasks.ts'

const TOLD_EVERY_MS = 1000

/** Events after which the status is recomputed. */
export const STATUS_FOLLOWS: ReadonlySet<EventName> = new Set([
  'shop.changed',
  'data.changed',
  'background.changed',
])

interface Parts {
  readonly tasks: Tasks
  readonly now: () => number
  shops(): readonly ShopRow[]
  /** Whether the user has paused all schedules. */
  paused(): boolean
  /** Last successful load of a shop's orders if a later try failed; null while they are fresh. */
  lateSince(shop: ShopRow): string | null
  today(): Promise<ReadonlyMap<number, Today>>
  emit(status: AppStatus): void
}

/** Refused keys and failed steps need the user, whatever else runs. */
const needsAttention = (shop: ShopRow): boolean =>
  shop.status === 'auth_error' || shop.messages.some(({ word }) => word === 'step_failed')

/** The status of the app. Sent after a change, at most once a second, and at midnight in Moscow; nothing is polled in between. */
export function statusOf({ tasks, now, shops, paused, lateSince, today, emit }: Parts) {
  let last = ''
  let second: Task | null = null
  let pending = false
  let looks = 0
  /** Sequence number of the newest emitted status. */
  let newest = 0

  async function read(): Promise<AppStatus> {
    const figures = await today()
    const all = shops()
    const state = all.some(needsAttention)
      ? 'attention'
      : all.some(shop => shop.status === 'syncing')
        ? 'syncing'
        : 'idle'
    return {
      state,
      paused: paused(),
      shops: all.map(shop => ({
        shopId: shop.id,
        name: shop.name,
        status: shop.status,
        units: figures.get(shop.id)?.units ?? null,
        revenue: figures.get(shop.id)?.revenue ?? null,
        currency: figures.get(shop.id)?.currency ?? null,
        lateSince: lateSince(shop),
      })),
    }
  }

  async function look(): Promise<void> {
    pending = false
    second ??= tasks.after(TOLD_EVERY_MS, 'status', () => {
      second = null
      if (pending) touch()
    })
    looks += 1
    const mine = looks
    const status = await read()
    // A query may take longer than the interval; an older result must not overwrite a newer one.
    if (mine < newest) return
    newest = mine
    const text = JSON.stringify(status)
    if (text === last) return
    last = text
    emit(status)
  }

  /** Recomputes now, or when the minimum interval is over. */
  function touch(): void {
    pending = true
    if (second === null) tasks.start('status', look)
  }

  /** Recomputes at midnight in Moscow, when "today" changes. */
  function watchMidnight(): void {
    const next = Date.parse(startOfDay(addDays(moscowDay(now()), 1)))
    tasks.after(Math.max(TOLD_EVERY_MS, next - now()), 'status at midnight', () => {
      touch()
      watchMidnight()
    })
  }
  watchMidnight()

  return {
    handlers: { 'status.get': read },
    touch,
  }
}
