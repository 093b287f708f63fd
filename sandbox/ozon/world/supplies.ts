import { DAY, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { World } from './index.ts'
import type { Warehouse } from './places.ts'
import { WAREHOUSES } from './places.ts'
import type { Product } from './products.ts'
import { onSale } from './products.ts'

/** An order to supply FBO goods, of one supply; UTC milliseconds. The number is the one that its fee names. */
export type Supply = {
  readonly id: number
  readonly day: number
  readonly createdAt: number
  readonly from: number
  readonly warehouse: Warehouse
  readonly goods: readonly { readonly product: Product; readonly quantity: number }[]
}

/** Days between two supplies. */
const EVERY = 12
const HOUR = 3_600_000

/** The supplies whose time slot has begun, in their order. */
export function suppliesOf(world: World): readonly Supply[] {
  const made: Supply[] = []
  for (let day = world.startDay + 2; day < world.today; day += EVERY) {
    const r = random(world.seed, 41, day)
    const goods = world
      .products()
      .filter(product => onSale(product, startOfDay(day)))
      .filter(() => r.chance(0.2))
      .slice(0, 4)
      .map(product => ({ product, quantity: r.int(5, 60) }))
    if (goods.length === 0) continue
    made.push({
      id: 2_000_062_000_000 + (day % 5000) * 100,
      day,
      createdAt: startOfDay(day) - 2 * DAY,
      from: startOfDay(day) + 12 * HOUR,
      warehouse: r.pick(WAREHOUSES),
      goods,
    })
  }
  return made
}
