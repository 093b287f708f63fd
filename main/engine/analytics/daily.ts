import type { Overview } from '#contract/overview.ts'
import { addDays, type Day, daysBetween } from '../../../loaders/core/parse/time.ts'
import { currencyOf, type InCurrency } from './currency.ts'
import type { Asked, Need, Period } from './known.ts'
import type { AdDay, OrderDay } from './overview-rows.ts'

type OverviewDay = Overview['daily'][number]

/** Figures per day of a period, for each shop and for all together; days that were not loaded are null. */
export function daily(
  period: Period,
  { orders, ads }: { readonly orders: readonly OrderDay[]; readonly ads: readonly AdDay[] },
  shops: readonly Asked[],
  has: (shop: Asked, need: Need, day: Day) => boolean,
): OverviewDay[] {
  const ordersOf = byDay(orders)
  const adsOf = byDay(ads)
  const sum = <T>(rows: readonly T[], of: (row: T) => number, known: boolean): number | null =>
    known ? rows.reduce((total, row) => total + of(row), 0) : null
  const days = Array.from({ length: daysBetween(period.from, period.to) }, (_, index) =>
    addDays(period.from, index),
  )
  const figuresOf = (of: readonly Asked[], dt: Day) => {
    const lines = of.flatMap(({ id }) => ordersOf(id, dt))
    const spent = of.flatMap(({ id }) => adsOf(id, dt))
    const known = (need: Need) => of.length > 0 && of.every(shop => has(shop, need, dt))
    const sums = (rows: readonly InCurrency[]) => currencyOf(rows) !== null
    return {
      units: sum(lines, row => row.units, known('orders')),
      revenue: sum(lines, row => row.revenue, known('orders') && sums(lines)),
      adSpend: sum(spent, row => row.spend, known('adSpend') && sums(spent)),
    }
  }
  return days.map(dt => ({
    dt,
    ...figuresOf(shops, dt),
    shops: shops.map(shop => ({ shopId: shop.id, ...figuresOf([shop], dt) })),
  }))
}

/** Groups rows by shop and day. */
function byDay<T extends { readonly shopId: number; readonly dt: Day }>(rows: readonly T[]) {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = `${row.shopId} ${row.dt}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return (shopId: number, dt: Day): readonly T[] => groups.get(`${shopId} ${dt}`) ?? []
}
