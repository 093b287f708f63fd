import type { AppNotification, Background } from '#contract/schedule.ts'
import { moscowDay } from '../../../loaders/core/parse/time.ts'
import { allDetectors, marketplaceOf } from '../../../loaders/index.ts'
import { isOf } from '../analytics/events.ts'
import { isQuiet, localMinutes } from '../schedule/blockers.ts'
import { datasetsOf } from '../store/records/datasets.ts'
import { listShops } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import { transaction } from '../store/sqlite/connection.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { RULES, type ShopView } from './rules.ts'
import { sentLog } from './sent-log.ts'

const LOOKED_AFTER_MS = 1000
/** Expiring keys are checked even while nothing loads. */
const LOOKED_EVERY_MS = 3_600_000

/** Card changes younger than this are notified, days. */
const NEWS_DAYS = 3

const CHANGES = /* sql */ `
SELECT id FROM event_log WHERE shop_id = ? AND created_at > ? AND (${allDetectors
  .filter(({ news }) => news)
  .map(isOf)
  .join(' OR ')})
`
const FIRST_LOAD = /* sql */ `
SELECT ended_at AS endedAt, (SELECT json_group_array(value ->> 'step') FROM json_each(steps) WHERE value ->> 'status' = 'failed') AS failed
FROM runs WHERE shop_id = ? AND first = 1 AND status IN ('done', 'failed') AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1
`

interface Parts {
  readonly dims: Dims
  readonly tasks: Tasks
  readonly now: () => number
  background(): Pick<Background, 'notify' | 'quiet'>
  emit(notification: AppNotification): void
}

/**
 * Decides which notifications are sent outside of the window. Decisions are stored in the same transaction, so nothing is sent twice; several items of one
 * kind are one notification. A kind that is switched off is decided as well, so that old items are not sent when it is switched on.
 */
export function notifications({ dims, tasks, now, background, emit }: Parts) {
  let soon = false

  function viewOf(shop: ShopView['shop'], at: number): ShopView {
    const since = new Date(at - NEWS_DAYS * 86_400_000).toISOString()
    const changes = dims.prepare(CHANGES).pluck().all(shop.id, since) as number[]
    const load = dims.prepare(FIRST_LOAD).get(shop.id) as { endedAt: string; failed: string } | undefined
    const firstLoad = load ? { endedAt: load.endedAt, failed: JSON.parse(load.failed) as string[] } : null
    // Older history is no news: it is tried again by itself, and nothing waits for it.
    const steps = new Set(marketplaceOf(shop.marketplace).steps.map(({ id }) => id))
    const datasets = datasetsOf(dims, shop.id).filter(({ word }) => steps.has(word.step))
    return { shop, datasets, firstLoad, changes }
  }

  /** Evaluates all rules once. During quiet hours nothing is sent; the same is found again afterwards. */
  function look(): void {
    const at = now()
    const { notify, quiet } = background()
    if (isQuiet(quiet, localMinutes(at))) return
    const said = transaction(dims, () => {
      const before = sentLog(dims, at)
      const shops = listShops(dims).map(shop => viewOf(shop, at))
      const world = { now: at, day: moscowDay(at), shops, told: before }
      return RULES.flatMap(({ kind, page, find }): AppNotification[] => {
        const fresh = find(world).filter(({ key }) => !before.has(key))
        for (const { key, also = [] } of fresh) for (const each of [key, ...also]) before.claim(each)
        return fresh.length > 0 && notify[kind] ? [{ kind, page, items: fresh.map(({ item }) => item) }] : []
      })
    })
    for (const notification of said) emit(notification)
  }

  function touch(): void {
    if (soon) return
    soon = true
    tasks.after(LOOKED_AFTER_MS, 'notifications', () => {
      look()
      soon = false
    })
  }
  tasks.every(LOOKED_EVERY_MS, 'notifications', touch)

  return {
    look,
    /** Schedules an evaluation within a second. */
    touch,
    /** True the first time that the host asks for this notice. */
    firstTime: (word: string): boolean => transaction(dims, () => sentLog(dims, now()).claim(`word:${word}`)),
  }
}
