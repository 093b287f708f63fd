import { dayNumber, startOfDay } from '../../clock.ts'
import type { ContentClock } from '../../world/content.ts'
import { accrualsOfPosting } from './accruals.ts'
import { compensationsOf } from './compensations.ts'
import { finesOf } from './fbs-errors.ts'
import type { World } from './index.ts'
import { makeWorld } from './index.ts'
import { told } from './late.ts'
import { makeOzonMarket } from './market.ts'
import type { OrderSizes, Posting } from './orders.ts'

/** Days of a shop's life before those that its world has. */
const DAYS = 700
/** Nothing is told of earlier days (ozon.md 4a). */
const FIRST_DAY = dayNumber('2022-01-01')

/**
 * The years before a shop's world begins, as a world of their own, which ends the day before: an even sale of the same products, all of it over, so that no
 * later day depends on it.
 */
export function worldBefore(options: {
  readonly seed: number
  /** The first day of the shop's own world. */
  readonly startDay: number
  readonly products: number
  readonly sizes: OrderSizes
  readonly scale: number
  readonly script: (day: number) => ContentClock
}): World {
  const { seed, startDay, sizes, scale, script } = options
  const first = Math.min(startDay, Math.max(FIRST_DAY, startDay - DAYS))
  const now = startOfDay(startDay) - 1
  const market = makeOzonMarket({ ...options, startDay: first, mechanisms: [] })
  const isOver = (p: Posting): boolean => {
    const own = accrualsOfPosting(seed, p).map(a => told(seed, a))
    const all = [...own, ...compensationsOf(seed, p), ...finesOf(seed, p)]
    return Math.max(p.finishedAt, p.shelvedAt, ...all.map(({ publishedAt }) => publishedAt)) <= now
  }
  return makeWorld({
    seed,
    startDay: first,
    now,
    script: script(startDay),
    scale,
    fbs: sizes.fbs,
    market: { ...market, ordersOn: day => market.ordersOn(day).filter(isOver) },
    scripted: null,
    isOver: true,
  })
}
