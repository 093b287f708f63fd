import { moscowDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Posting } from './orders.ts'
import { orderDay, statusAt } from './orders.ts'
import type { Warehouse } from './places.ts'
import { PICKUP, WAREHOUSES } from './places.ts'
import type { Product } from './products.ts'

/** Goods of one SKU on one of the marketplace's warehouses; counts of pieces. */
export type StockRow = {
  readonly product: Product
  readonly sku: number
  readonly warehouse: Warehouse
  readonly tags: readonly string[]
  readonly available: number
  readonly reserved: number
  readonly transit: number
  readonly requested: number
  readonly returning: number
  /** Average daily sales of the SKU over 28 days; null while it has never sold. */
  readonly dailySales: number | null
  /** Days the stock lasts; null without sales. */
  readonly daysLeft: number | null
  readonly dailySalesCluster: number | null
  readonly daysLeftCluster: number | null
}

/** Goods of one product at the seller's own warehouse. */
export type OwnStock = {
  readonly product: Product
  readonly sku: number
  readonly present: number
  readonly reserved: number
}

const RESTOCK = 14

/** The stock now: every warehouse is filled up each fortnight and sold down by the orders since. */
export function makeStocks(
  seed: number,
  products: readonly Product[],
  postings: readonly Posting[],
  now: number,
): readonly StockRow[] {
  const today = moscowDay(now)
  const restocked = today - (today % RESTOCK)
  const taken = new Map<string, number>()
  const held = new Map<string, number>()
  const sold = new Map<number, number>()
  const soldCluster = new Map<string, number>()
  const add = <K>(map: Map<K, number>, key: K, n: number) => map.set(key, (map.get(key) ?? 0) + n)
  for (const p of postings) {
    const day = orderDay(p)
    if (day <= today - 28 || p.scheme === 'FBS') continue
    const status = statusAt(p, now)
    for (const l of p.lines) {
      add(sold, l.sku, l.quantity)
      add(soldCluster, `${l.sku}/${p.warehouse.clusterId}`, l.quantity)
      const key = `${l.sku}/${p.warehouse.id}`
      if (day >= restocked && status !== 'cancelled') add(taken, key, l.quantity)
      if (status === 'awaiting_packaging' || status === 'awaiting_deliver') add(held, key, l.quantity)
    }
  }
  const rows: StockRow[] = []
  for (const product of products) {
    // Two cards of forty have no goods at all, so fewer SKUs than the catalogue come back.
    if (product.index % 20 === 11) continue
    const r = random(seed, 13, product.index, Math.floor(today / RESTOCK))
    const count = 5 + (product.index % 5)
    const first = r.int(0, WAREHOUSES.length - 1)
    const places = Array.from(
      { length: count },
      (_, i) => WAREHOUSES[(first + i * 3) % WAREHOUSES.length] as Warehouse,
    )
    if (product.index % 40 === 3) places.push(PICKUP)
    const level = r.int(4, 40)
    const made = [...new Set(places)].map(warehouse => {
      const key = `${product.sku}/${warehouse.id}`
      const perDay = (sold.get(product.sku) ?? 0) / 28
      const perDayCluster = (soldCluster.get(`${product.sku}/${warehouse.clusterId}`) ?? 0) / 28
      const available = warehouse === PICKUP ? 1 : Math.max(0, level + r.int(0, 9) - (taken.get(key) ?? 0))
      return {
        product,
        sku: product.sku,
        warehouse,
        tags: r.chance(0.3) ? ['MARKABLE'] : [],
        available,
        reserved: warehouse === PICKUP ? 0 : (held.get(key) ?? 0),
        transit: r.chance(0.2) ? r.int(1, 12) : 0,
        requested: r.chance(0.1) ? r.int(1, 20) : 0,
        returning: r.chance(0.3) ? r.int(1, 3) : 0,
        dailySales: perDay === 0 ? null : Math.round(perDay * 1e4) / 1e4,
        daysLeft: null,
        dailySalesCluster: perDayCluster === 0 ? null : Math.round(perDayCluster * 1e4) / 1e4,
        daysLeftCluster: perDayCluster === 0 ? null : Math.floor(available / perDayCluster),
      }
    })
    // Returned FBS goods are a second row of the same SKU and warehouse (ozon.md 7a).
    const again =
      product.index % 9 === 4
        ? made.slice(0, 1).map(row => ({
            ...row,
            tags: ['FBS_RETURN'],
            available: 1,
            reserved: 0,
            transit: 0,
            requested: 0,
          }))
        : []
    const all = [...made, ...again]
    const total = all.reduce((n, row) => n + row.available, 0)
    for (const row of all)
      rows.push({ ...row, daysLeft: row.dailySales === null ? null : Math.floor(total / row.dailySales) })
  }
  return rows
}

/** The stock on the seller's own shelf: only cards with a separate FBS SKU have any. */
export const makeOwnStocks = (seed: number, products: readonly Product[], now: number): readonly OwnStock[] =>
  products
    .filter(p => p.skuFbs !== null)
    .map(product => {
      const r = random(seed, 14, product.index, moscowDay(now))
      return { product, sku: product.skuFbs as number, present: r.int(3, 25), reserved: r.int(0, 3) }
    })
