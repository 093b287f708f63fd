import { places } from '../../world/sums.ts'
import type { World } from './index.ts'
import { orderDay, orderedAt, statusAt } from './orders.ts'
import { linesAt } from './reshaped.ts'
import type { OrderSums, Truth } from './sums.ts'
import { orderZero } from './sums.ts'

/** What was ordered between two days, before an instant; cancelled orders count. */
export function ordersOf(world: World, from: number, to: number, before: number): Truth['orders'] {
  const place = places(orderZero)
  const byProduct: Record<string, OrderSums> = {}
  for (const p of world.postings()) {
    const day = orderDay(p)
    if (day < from || day > to || p.processedAt > world.now || orderedAt(p) >= before) continue
    if (p.currency !== null) continue
    const cancelled = statusAt(p, world.now) === 'cancelled'
    const wide = [place.total(), place.day(day)]
    // Until it is split an order is one posting; afterwards the original posting does not count.
    if (!p.split || world.now >= p.split.at || p.serial === p.split.parts[0].serial)
      for (const s of wide) s.postings += 1
    for (const l of linesAt(p, world.now)) {
      const own = place.sku(l.sku)
      own.postings += 1
      byProduct[l.product.productId] ??= orderZero()
      for (const s of [...wide, own, byProduct[l.product.productId] as OrderSums]) {
        s.lines += 1
        s.units += l.quantity
        s.revenue += l.price * l.quantity
        if (cancelled) {
          s.cancelledUnits += l.quantity
          s.cancelledRevenue += l.price * l.quantity
        }
      }
    }
  }
  return { ...place.sums, byProduct }
}

/** Expected rows of order lines: one for a posting without products; a posting that was split keeps its lines. */
export function orderRowsOf(world: World, from: number, to: number): number {
  let rows = 0
  for (const p of world.postings()) {
    const day = orderDay(p)
    if (day < from || day > to || p.processedAt > world.now) continue
    rows += p.split ? p.lines.length : Math.max(1, linesAt(p, world.now).length)
    if (p.split && !p.split.keeps && world.now >= p.split.at) rows += p.lines.length
  }
  return rows
}
