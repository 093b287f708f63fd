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
export const suppliesOf = (world: World): readonly Supply[] =>
  suppliesMade(world).filter(({ from }) => from <= world.now)

/** The next supply, whose time slot is to come: one or none. */
export const suppliesToCome = (world: World): readonly Supply[] =>
  suppliesMade(world).filter(({ from }) => from > world.now)

/** The supplies of these days; until today, also those to come. */
export const suppliesWithin = (world: World, from: number, to: number): readonly Supply[] => [
  ...suppliesOf(world).filter(({ day }) => day >= from && day <= to),
  ...(to >= world.today ? suppliesToCome(world) : []),
]

/** All supplies that are ordered by now: each when the time slot of the one before it begins. */
function suppliesMade(world: World): readonly Supply[] {
  const made: Supply[] = []
  for (let day = world.startDay + 2; ; day += EVERY) {
    const from = startOfDay(day) + 12 * HOUR
    const createdAt = from - EVERY * DAY
    if (createdAt > world.now) return made
    const r = random(world.seed, 41, day)
    const goods = world
      .products()
      .filter(product => onSale(product, createdAt))
      .filter(() => r.chance(0.2))
      .slice(0, 4)
      .map(product => ({ product, quantity: r.int(5, 60) }))
    const [first] = goods
    if (!first) continue
    made.push({
      id: 2_000_062_000_000 + (day % 5000) * 100,
      day,
      createdAt,
      from,
      warehouse: r.pick(WAREHOUSES),
      // Now and then two boxes of the same: two equal lines.
      goods: made.length % 3 === 1 ? [...goods, first] : goods,
    })
  }
}
