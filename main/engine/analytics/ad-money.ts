import type { AdMoney } from '#contract/charges.ts'
import type { Missing } from '#contract/overview.ts'
import { addDays, type Day, moscowDay } from '../../../loaders/core/parse/time.ts'
import type { Facts } from '../store/duckdb/connection.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { askedOf } from './asked.ts'
import { currencyOf, MIXED } from './currency.ts'
import { type Asked, knowledge, type Need } from './known.ts'
import { readSpans } from './spans.ts'

/** Which dataset each side depends on. */
const SIDES = { booked: 'charges', campaigns: 'adSpend' } as const satisfies Record<string, Need>
type Side = keyof typeof SIDES

interface Row {
  readonly shopId: number
  readonly month: string
  readonly side: Side
  readonly currency: string
  readonly sum: number
}

/** Kopecks, since roubles would come as text. */
const question = (shops: readonly ShopRow[]): string => `
SELECT shop_id, strftime(dt, '%Y-%m') AS month, side, currency, (sum(amount) * 100)::BIGINT AS sum
FROM ad_money WHERE shop_id IN (${shops.map(({ id }) => id).join()}) GROUP BY ALL ORDER BY month DESC, shop_id`

/** Advertising in the books beside that of the campaigns at an instant (ms since epoch), for each month of which either is known. */
export async function adMoney(facts: Facts, shops: readonly ShopRow[], now: number): Promise<AdMoney[]> {
  if (shops.length === 0) return []
  const asked = shops.map(askedOf)
  const spans = await readSpans(facts, asked, Object.values(SIDES))
  const known = knowledge(spans, asked, [], now)
  const rows = (await facts.read(question(shops))).map(
    (row): Row => ({
      shopId: Number(row.shop_id),
      month: String(row.month),
      side: String(row.side) as Side,
      currency: String(row.currency),
      sum: Number(row.sum),
    }),
  )
  return [...Map.groupBy(rows, ({ shopId, month }) => `${month} ${shopId}`).values()].map(of => {
    const { shopId, month } = of[0] as Row
    const shop = asked.find(({ id }) => id === shopId) as Asked
    const period = periodOf(month, moscowDay(now))
    const missing: Missing[] = []
    const sumOf = (side: Side): number | null => {
      const own = of.filter(row => row.side === side)
      const lacks = known.missingOf(shop, [SIDES[side]], period)
      if (lacks.length === 0 && currencyOf(own) === null) lacks.push(MIXED)
      missing.push(...lacks)
      return lacks.length > 0 ? null : own.reduce((sum, row) => sum + row.sum, 0)
    }
    const [booked, campaigns] = [sumOf('booked'), sumOf('campaigns')]
    const currency = currencyOf(of)
    if (currency === null && missing.length === 0) missing.push(MIXED)
    const difference = booked === null || campaigns === null || currency === null ? null : booked - campaigns
    return { shopId, month, booked, campaigns, difference, currency, missing }
  })
}

/** The days of a month, of the present one until today. */
function periodOf(month: string, today: Day) {
  const from = `${month}-01`
  const last = addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1)
  return { from, to: last < today ? last : today }
}
