import { moscowDay, startOfDay } from '../../clock.ts'
import { demandTruth } from '../../world/demand-truth.ts'
import type { EconomicsTruth } from '../../world/economics-truth.ts'
import { economics, pieceCost } from '../../world/economics-truth.ts'
import { storageOfProducts } from '../../world/storage-truth.ts'
import { storageRules } from './causes.ts'
import type { World } from './index.ts'
import type { Product } from './products.ts'
import { lineOf } from './profit.ts'

/** Charges of the whole shop that are told by product elsewhere: clicks and placement. */
const ELSEWHERE = [41, 46]

/** What each product of a cabinet earned between two Moscow days, both included, as far as they are over. */
export function economicsOf(
  world: World,
  window: { readonly from?: number; readonly to?: number },
): EconomicsTruth {
  const { market, now, startDay } = world
  const from = Math.max(window.from ?? startDay, startDay)
  const to = Math.min(window.to ?? world.today, moscowDay(now + 1) - 1)
  const products = new Map(market.products.map(product => [product.productId, product]))
  const bySku = new Map<number, Product>()
  for (const product of market.products)
    for (const sku of [product.sku, product.skuFbs]) if (sku !== null) bySku.set(sku, product)
  const costs = Object.fromEntries(
    market.products.map(({ productId, price }) => [productId, pieceCost(world.seed, productId, price)]),
  )
  const of = economics(costs)
  for (const [day, accruals] of world.accrualsByDay()) {
    if (day < from || day > to) continue
    for (const { products: told, fees, unknown, currency } of accruals) {
      if (currency !== null) continue
      of.charge(null, day, 'unsorted', unknown)
      for (const { sku, quantity, sale, services } of told) {
        const id = bySku.get(sku)?.productId ?? null
        if (sale) {
          of.charge(id, day, 'revenue', sale.sale)
          of.charge(id, day, 'commission', sale.commission)
          if (id !== null) of.sold(id, day, sale.sale < 0 ? -quantity : quantity)
        }
        for (const { typeId, sum } of services ?? []) of.charge(id, day, lineOf(typeId), sum)
      }
      for (const { typeId, sum } of fees)
        if (!ELSEWHERE.includes(typeId)) of.charge(null, day, lineOf(typeId), sum)
    }
  }
  const demand = demandTruth(market, { from, to, now })
  for (const { id, day, cost } of storageOfProducts(demand.stock, storageRules(world)))
    of.charge(id, day, 'storage', -cost)
  for (let day = from; day <= to; day++)
    for (const { product, spend } of world.adRows(day)) of.charge(product.productId, day, 'ads', -spend)
  // At the price of the evening, which is that of the day unless it changed.
  of.lost(demand, (id, day) => market.priced(products.get(id) as Product, startOfDay(day + 1) - 1).price)
  return of.told(from, to)
}
