import type { Day } from '../../../loaders/core/time.ts'
import type { Facts } from '../store/duck.ts'
import type { Asked } from './overview.ts'
import { readSpans } from './spans.ts'

const TODAY = /* sql */ `
SELECT shop_id, sum(orders)::BIGINT AS orders, (sum(revenue) * 100)::BIGINT AS revenue FROM order_lines WHERE dt = $day::DATE GROUP BY shop_id
`

/** Orders and kopecks of one Moscow day in one shop; both null when the day was not loaded. */
export interface Today {
  readonly orders: number | null
  readonly revenue: number | null
}

/** What was ordered on a day in each shop, by the definitions of the overview: the same view, the same coverage. */
export async function today(
  facts: Facts,
  day: Day,
  shops: readonly Asked[],
): Promise<ReadonlyMap<number, Today>> {
  const [rows, spans] = await Promise.all([facts.read(TODAY, { day }), readSpans(facts)])
  return new Map(
    shops.map(({ id, figures }) => {
      const loaded = figures.orders.streams.every(stream => spans.cover(id, stream, day, day))
      const row = rows.find(each => Number(each.shop_id) === id)
      const sum = (column: 'orders' | 'revenue') => (loaded ? Number(row?.[column] ?? 0) : null)
      return [id, { orders: sum('orders'), revenue: sum('revenue') }]
    }),
  )
}
