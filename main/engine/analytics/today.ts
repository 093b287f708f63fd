import { moscowDay } from '../../../loaders/core/parse/time.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import { currencyOf } from './currency.ts'
import { type Asked, knowledge } from './known.ts'
import { orderDays, orderDaysUntil } from './overview-rows.ts'
import { knows, readSpans } from './spans.ts'

/** Units and kopecks ordered on one Moscow day in one shop; null if the day was not loaded. The sum is also null if there are several currencies. */
export interface Today {
  readonly units: number | null
  readonly revenue: number | null
  readonly currency: string | null
}

/** Orders of the Moscow day of an instant (ms since epoch) per shop, by the same view and coverage as the overview. */
export async function today(
  facts: Facts,
  now: number,
  shops: readonly Asked[],
): Promise<ReadonlyMap<number, Today>> {
  const day = moscowDay(now)
  const ids = shops.map(shop => shop.id)
  const [all, spans] = await Promise.all([
    orderDays(facts, ids, day, day),
    readSpans(facts, shops, ['orders']),
  ])
  const known = knowledge(spans, shops, [], now)
  const rows = await orderDaysUntil(
    facts,
    all,
    shops.flatMap(shop => known.end(shop, day).filter(end => end.day === day)),
  )
  return new Map(
    shops.map(({ id, figures }) => {
      const own = rows.filter(row => row.shopId === id)
      const loaded = figures.orders.streams.every(stream => knows(spans.of(id, stream), day))
      const currency = currencyOf(own)
      const units = loaded ? own.reduce((sum, row) => sum + row.units, 0) : null
      const revenue = loaded && currency !== null ? own.reduce((sum, row) => sum + row.revenue, 0) : null
      return [id, { units, revenue, currency }]
    }),
  )
}
