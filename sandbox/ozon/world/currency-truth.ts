import type { World } from './index.ts'
import { orderDay } from './orders.ts'
import { linesAt } from './reshaped.ts'

/** Rows and sums in one currency, in hundredths of it: accruals, and lines of orders with cancelled ones. */
export type CurrencySums = { accruals: number; accrued: number; lines: number; ordered: number }

/** What a shop has in each currency between two days; `own` is that of rows which name none of their own. */
export function currenciesOf(
  world: World,
  own: string,
  from: number,
  to: number,
): Record<string, CurrencySums> {
  const sums: Record<string, CurrencySums> = {}
  const of = (currency: string | null): CurrencySums => {
    const name = currency ?? own
    sums[name] ??= { accruals: 0, accrued: 0, lines: 0, ordered: 0 }
    return sums[name]
  }
  for (const [day, accruals] of world.accrualsByDay())
    if (day >= from && day <= to)
      for (const { currency, total } of accruals) {
        const place = of(currency)
        place.accruals += 1
        place.accrued += total
      }
  for (const posting of world.postings()) {
    const day = orderDay(posting)
    if (day < from || day > to || posting.processedAt > world.now) continue
    for (const { price, quantity } of linesAt(posting, world.now)) {
      const place = of(posting.currency)
      place.lines += 1
      place.ordered += price * quantity
    }
  }
  return sums
}
