import { moscowDay } from '../../clock.ts'
import type { OzonMarket } from './market.ts'
import { isGivenUp } from './market.ts'
import type { Posting } from './orders.ts'
import { orderDay, statusAt } from './orders.ts'
import type { Warehouse } from './places.ts'
import { PICKUP } from './places.ts'
import type { Product } from './products.ts'
import { isBrought, isOrdered, plannedSplit } from './supplies.ts'

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

/** Pieces of each line by a key of its SKU and place. */
function piecesBy(postings: readonly Posting[], keyOf: (p: Posting) => string): Map<string, number> {
  const pieces = new Map<string, number>()
  for (const p of postings)
    for (const l of p.lines) {
      const key = `${l.product.index}/${keyOf(p)}`
      pieces.set(key, (pieces.get(key) ?? 0) + l.quantity)
    }
  return pieces
}

const isWaiting = (now: number) => (p: Posting) =>
  statusAt(p, now) === 'awaiting_packaging' || statusAt(p, now) === 'awaiting_deliver'

/** The stock now: what lay there this morning less what was ordered since. */
export function makeStocks(
  market: OzonMarket,
  products: readonly Product[],
  postings: readonly Posting[],
  now: number,
): readonly StockRow[] {
  const today = moscowDay(now)
  const fbo = postings.filter(p => p.scheme === 'FBO' && orderDay(p) > today - 28)
  const place = (p: Posting) => String(p.warehouse.id)
  const cluster = (p: Posting) => String(p.warehouse.clusterId)
  const taken = piecesBy(market.mechanisms.has('stock') ? fbo.filter(p => orderDay(p) === today) : [], place)
  const held = piecesBy(fbo.filter(isWaiting(now)), place)
  const sold = piecesBy(fbo, () => '')
  const soldCluster = piecesBy(fbo, cluster)
  const back = piecesBy(
    postings.filter(p => p.fate !== 'taken' && p.returnedAt <= now && now < p.shelvedAt),
    place,
  )
  market.ordersOn(today)
  const morning = market.shelves.day(today)
  const coming = new Map<string, number>()
  for (const supply of market.shelves.supplies) {
    const { ware, arrives } = supply
    if (!isOrdered(supply, now) || arrives <= today) continue
    plannedSplit(supply).forEach((pieces, at) => {
      const key = `${ware}/${market.placesOf(ware)[at]?.id}/${isBrought(arrives, now) ? 'transit' : 'requested'}`
      if (pieces > 0) coming.set(key, (coming.get(key) ?? 0) + pieces)
    })
  }
  const rows: StockRow[] = []
  for (const product of products) {
    // Two cards of forty are given up and have no goods at all, so fewer SKUs than the catalogue come back.
    if (isGivenUp(product)) continue
    const made = market.placesOf(product.index).map((warehouse, at) => {
      const key = `${product.index}/${warehouse.id}`
      const perDay = (sold.get(`${product.index}/`) ?? 0) / 28
      const perDayCluster = (soldCluster.get(`${product.index}/${warehouse.clusterId}`) ?? 0) / 28
      const available = (morning?.start[product.index]?.[at] ?? 0) - (taken.get(key) ?? 0)
      return {
        product,
        sku: product.sku,
        warehouse,
        tags: (product.index + at) % 3 === 0 ? ['MARKABLE'] : [],
        available,
        reserved: held.get(key) ?? 0,
        transit: coming.get(`${key}/transit`) ?? 0,
        requested: coming.get(`${key}/requested`) ?? 0,
        returning: back.get(key) ?? 0,
        dailySales: perDay === 0 ? null : Math.round(perDay * 1e4) / 1e4,
        daysLeft: null,
        dailySalesCluster: perDayCluster === 0 ? null : Math.round(perDayCluster * 1e4) / 1e4,
        daysLeftCluster: perDayCluster === 0 ? null : Math.floor(available / perDayCluster),
      }
    })
    const all: StockRow[] = [...made, ...besides(product, made)]
    const total = all.reduce((n, row) => n + row.available, 0)
    for (const row of all)
      rows.push({ ...row, daysLeft: row.dailySales === null ? null : Math.floor(total / row.dailySales) })
  }
  return rows
}

/** Rows beside those of the warehouses: a piece at a pickup point, and returned FBS goods as a second row of the same SKU and warehouse (ozon.md 7a). */
function besides(product: Product, [first]: readonly StockRow[]): readonly StockRow[] {
  if (!first) return []
  const none = { available: 0, reserved: 0, transit: 0, requested: 0, returning: 0 }
  const pickup = { ...first, ...none, warehouse: PICKUP, tags: [], available: 1 }
  const returned = { ...first, ...none, tags: ['FBS_RETURN'] }
  return [...(product.index % 40 === 3 ? [pickup] : []), ...(product.index % 9 === 4 ? [returned] : [])]
}

/** The stock on the seller's own shelf, by the SKU that FBS orders of the card have. */
export function makeOwnStocks(
  market: OzonMarket,
  products: readonly Product[],
  postings: readonly Posting[],
  now: number,
): readonly OwnStock[] {
  const today = moscowDay(now)
  const fbs = postings.filter(p => p.scheme === 'FBS')
  const taken = piecesBy(
    market.mechanisms.has('stock') ? fbs.filter(p => moscowDay(p.createdAt) === today) : [],
    () => '',
  )
  const held = piecesBy(fbs.filter(isWaiting(now)), () => '')
  market.ordersOn(today)
  const morning = market.shelves.day(today)
  return products.map(product => {
    const reserved = held.get(`${product.index}/`) ?? 0
    const free = (morning?.start[market.own(product.index)]?.[0] ?? 0) - (taken.get(`${product.index}/`) ?? 0)
    return { product, sku: product.skuFbs ?? product.sku, present: free + reserved, reserved }
  })
}
