import type { EventName } from '#contract/api.ts'
import type { AppStatus } from '#contract/schedule.ts'
import { addDays, moscowDay, startOfDay } from '../../loaders/core/time.ts'
import type { Today } from './analytics/today.ts'
import type { ShopRow } from './store/shops.ts'

const TOLD_EVERY_MS = 1000

/** What the status is made of has changed when one of these is told. */
export const STATUS_FOLLOWS: ReadonlySet<EventName> = new Set([
  'shop.changed',
  'data.changed',
  'background.changed',
])

interface Parts {
  readonly now: () => number
  shops(): readonly ShopRow[]
  /** Whether the person has stopped all schedules. */
  held(): boolean
  /** When the orders of a shop were loaded last, if a later try brought nothing; null while they are as fresh as they should be. */
  lateSince(shop: ShopRow): string | null
  today(): Promise<ReadonlyMap<number, Today>>
  tell(status: AppStatus): void
}

/** The word of a shop in the whole: refused keys and failed steps are a person's matter, whatever else goes on. */
const needsAttention = (shop: ShopRow): boolean =>
  shop.status === 'auth_error' || shop.messages.some(({ word }) => word === 'step_failed')

/** The app in one look. It is told after something has changed, at most once a second, and at midnight in Moscow; nothing is looked at in between. */
export function statusOf({ now, shops, held, lateSince, today, tell }: Parts) {
  let last = ''
  let timer: NodeJS.Timeout | null = null
  let midnight: NodeJS.Timeout | null = null
  let pending = false
  let closed = false

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
      held: held(),
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
    timer = setTimeout(() => {
      timer = null
      if (pending) void look()
    }, TOLD_EVERY_MS)
    timer.unref()
    // A look that fails, as while a folder closes, is made up for by the next.
    const status = await read().catch(() => null)
    const text = JSON.stringify(status)
    if (closed || !status || text === last) return
    last = text
    tell(status)
  }

  /** Looks again, now or when the second since the last look is over. */
  function touch(): void {
    if (closed) return
    pending = true
    if (timer === null) void look()
  }

  /** Yesterday's orders are not today's. */
  function watchMidnight(): void {
    const next = Date.parse(startOfDay(addDays(moscowDay(now()), 1)))
    midnight = setTimeout(
      () => {
        touch()
        watchMidnight()
      },
      Math.max(TOLD_EVERY_MS, next - now()),
    )
    midnight.unref()
  }
  watchMidnight()

  return {
    handlers: { 'status.get': read },
    touch,
    close(): void {
      closed = true
      for (const each of [timer, midnight]) if (each) clearTimeout(each)
    },
  }
}
