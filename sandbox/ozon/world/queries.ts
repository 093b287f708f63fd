import { random } from '../../random.ts'
import type { Product } from './products.ts'

/** How a product was found by searching over some days; money in kopecks. */
export type Found = {
  readonly users: number
  readonly views: number
  readonly conversion: number
  readonly position: number
  readonly orders: number
  readonly gmv: number
}

/** The figures of a product (`index` 0) or of one of its queries, from the first to the last day. */
export function foundBy(seed: number, product: Product, first: number, last: number, index: number): Found {
  const r = random(seed, 44, product.index, first, last, index)
  const users = r.int(20, 900)
  const views = Math.round(users * 0.6)
  const orders = r.int(0, 9)
  return {
    users,
    views,
    orders,
    conversion: Math.round((orders / Math.max(1, views)) * 1e4) / 100,
    position: r.int(10, 400) / 10,
    gmv: orders * product.price,
  }
}
