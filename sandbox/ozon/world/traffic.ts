import { startOfDay } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import { random } from '../../random.ts'
import type { Posting } from './orders.ts'
import { orderDay, statusAt } from './orders.ts'
import type { Product } from './products.ts'
import { archived } from './products.ts'

/** The funnel of one SKU on one Moscow day; revenue in kopecks, orders counted on their day with cancelled ones. */
export type TrafficRow = {
  readonly sku: number
  readonly product: Product
  readonly day: number
  readonly revenue: number
  readonly units: number
  readonly cancelled: number
  readonly returned: number
  readonly delivered: number
  readonly viewsSearch: number
  readonly viewsCard: number
  readonly sessions: number
  readonly sessionsCard: number
  readonly cartsSearch: number
  readonly cartsCard: number
  readonly position: number
}

type Sold = {
  product: Product
  revenue: number
  units: number
  cancelled: number
  returned: number
  delivered: number
}

/** The rows of one day: every SKU that was seen or ordered; `postings` are those of the day. */
export function trafficOfDay(
  seed: number,
  day: number,
  products: readonly Product[],
  postings: readonly Posting[],
  now: number,
): TrafficRow[] {
  const sold = new Map<number, Sold>()
  for (const p of postings) {
    const gone = statusAt(p, now) === 'cancelled'
    const delivered = statusAt(p, now) === 'delivered'
    const back = p.fate === 'returned' && p.returnedAt <= now
    for (const l of p.lines) {
      const s = sold.get(l.sku) ?? {
        product: l.product,
        revenue: 0,
        units: 0,
        cancelled: 0,
        returned: 0,
        delivered: 0,
      }
      s.revenue += l.price * l.quantity
      s.units += l.quantity
      if (gone) s.cancelled += l.quantity
      if (delivered) s.delivered += l.quantity
      if (back) s.returned += l.quantity
      sold.set(l.sku, s)
    }
  }
  const at = startOfDay(day)
  for (const product of products) {
    if (sold.has(product.sku) || product.createdAt > at || archived(product, at)) continue
    if (random(seed, 10, product.index, day).chance(0.985))
      sold.set(product.sku, { product, revenue: 0, units: 0, cancelled: 0, returned: 0, delivered: 0 })
  }
  return [...sold].map(([sku, s]) => {
    const r = random(seed, 11, sku, day)
    const carts = s.units + r.int(0, 9)
    const viewsCard = carts * 6 + r.int(3, 200)
    const cartsCard = Math.round(carts * 0.7)
    return {
      sku,
      day,
      ...s,
      viewsSearch: viewsCard * 3 + r.int(5, 900),
      viewsCard,
      sessions: viewsCard * 2 + r.int(0, 300),
      sessionsCard: Math.round(viewsCard * 0.8),
      cartsCard,
      cartsSearch: carts - cartsCard,
      position: r.int(30, 1_800) / 10,
    }
  })
}

/** Groups postings by the Moscow day of the order. */
export const byOrderDay = (postings: readonly Posting[]): ReadonlyMap<number, readonly Posting[]> =>
  groupBy(postings, orderDay)
