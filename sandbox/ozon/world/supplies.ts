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

/** Days from today within which the next supply comes, if there is anything to put into it. */
const AHEAD = 60

/** The supplies whose time slot has begun, in their order. */
export const suppliesOf = (world: World): readonly Supply[] =>
  suppliesUntil(world, world.today).filter(({ day }) => day < world.today)

/** The next supply, whose time slot is to come: one or none. */
export const suppliesToCome = (world: World): readonly Supply[] =>
  suppliesUntil(world, world.today + AHEAD)
    .filter(({ day }) => day > world.today)
    .slice(0, 1)

/** The supplies of these days; until today, also those to come. */
export const suppliesWithin = (world: World, from: number, to: number): readonly Supply[] => [
  ...suppliesOf(world).filter(({ day }) => day >= from && day <= to),
  ...(to >= world.today ? suppliesToCome(world) : []),
]

function suppliesUntil(world: World, until: number): readonly Supply[] {
  const made: Supply[] = []
  for (let day = world.startDay + 2; day < until; day += EVERY) {
    const r = random(world.seed, 41, day)
    const goods = world
      .products()
      .filter(product => onSale(product, startOfDay(day)))
      .filter(() => r.chance(0.2))
      .slice(0, 4)
      .map(product => ({ product, quantity: r.int(5, 60) }))
    const [first] = goods
    if (!first) continue
    made.push({
      id: 2_000_062_000_000 + (day % 5000) * 100,
      day,
      createdAt: Math.min(startOfDay(day) - 2 * DAY, startOfDay(world.today)),
      from: startOfDay(day) + 12 * HOUR,
      warehouse: r.pick(WAREHOUSES),
      // Now and then two boxes of the same: two equal lines.
      goods: made.length % 3 === 1 ? [...goods, first] : goods,
    })
  }
  return made
}
