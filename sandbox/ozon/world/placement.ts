import { startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import { STORAGE } from './accrual-types.ts'
import type { World } from './index.ts'
import type { Warehouse } from './places.ts'
import { WAREHOUSES } from './places.ts'
import type { Product } from './products.ts'
import { onSale } from './products.ts'

/** What the placement of one product in one warehouse cost on a Moscow day, in kopecks, and the pieces and millilitres that were paid for. */
export type Placement = {
  readonly day: number
  readonly product: Product
  readonly warehouse: Warehouse
  readonly units: number
  readonly millilitres: number
  readonly cost: number
}

/** Products whose placement is paid on a day. */
const MOST = 4

/** The placement of one day: the storage that was charged, divided among some products by the volume of their goods. */
export function placementOfDay(world: World, day: number): readonly Placement[] {
  let left = 0
  for (const { fees, leftOut } of world.accrualsByDay().get(day) ?? [])
    for (const { typeId, sum } of fees) if (typeId === STORAGE && !leftOut) left -= sum
  if (left === 0) return []
  const r = random(world.seed, 31, day)
  const products = world.products().filter(product => onSale(product, startOfDay(day)))
  const from = r.int(0, Math.max(0, products.length - MOST))
  const stored = products.slice(from, from + MOST).map(product => {
    const units = r.int(1, 30)
    const warehouse = r.pick(WAREHOUSES)
    return { day, product, warehouse, units, millilitres: Math.round(product.volumeWeight * 1000) * units }
  })
  let volume = stored.reduce((sum, one) => sum + one.millilitres, 0)
  return stored.map(one => {
    const cost = Math.round((left * one.millilitres) / volume)
    left -= cost
    volume -= one.millilitres
    return { ...one, cost }
  })
}
