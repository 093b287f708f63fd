import { random } from '../../random.ts'
import { gamma } from '../../world/demand.ts'

/** The share of orders that may be made by somebody who has ordered before, and how often such a buyer is looked for. */
const AGAIN = 0.3
const TRIES = 3
/** Days until a buyer orders again, on average; fewer and fewer come back later. */
const MEAN_DAYS = 75
/** The shape of the gamma distribution of rates, whose mean is 1: some buyers order much more often than others. */
const SHAPE = 1.2
/** A buyer with a rate as high as this is always willing. */
const WILLING = 1.5

/** An order by its Moscow day and its number on that day. */
type Place = { readonly day: number; readonly index: number }

/** How often a buyer orders, against an average one. */
const rateOf = (seed: number, { day, index }: Place): number =>
  gamma(SHAPE, random(seed, 111, day, index).next)

/**
 * The first order of whoever makes an order: a pure function of the seed, so that no order depends on which others came about. `countOn` is how many orders an
 * even world has on a day. Buyers are drawn by their orders, so that those who have ordered often order more.
 */
function firstOrderOf(seed: number, order: Place, countOn: (day: number) => number): Place {
  const r = random(seed, 110, order.day, order.index)
  if (!r.chance(AGAIN)) return order
  for (let turn = 0; turn < TRIES; turn++) {
    const day = order.day - 1 - Math.floor(-Math.log(1 - r.next()) * MEAN_DAYS)
    const index = r.int(0, Math.max(1, countOn(day)) - 1)
    const first = firstOrderOf(seed, { day, index }, countOn)
    if (r.chance(Math.min(1, rateOf(seed, first) / WILLING))) return first
  }
  return order
}

/** Orders made until this day are nobody's. */
const SINCE = 18_000
const PER_DAY = 100_000
const PREFIXES = 900_000_000

/** The number of a buyer, with which the numbers of all of their orders begin: no other has it. */
const buyerNumber = ({ day, index }: Place): number =>
  100_000_000 + ((((day - SINCE) * PER_DAY + index) * 7_654_321) % PREFIXES)

/** The number of an order: that of its buyer, and one that none of their orders has. */
const numberedFor = (buyer: number, { day, index }: Place): string =>
  `${buyer}-${String((day - SINCE) * PER_DAY + index).padStart(4, '0')}`

/** Who makes an order, and its number. In a shop to which nobody comes back (no `countOn`) each order has a buyer of its own, by its serial number and tail. */
export function namesOf(
  seed: number,
  order: Place,
  [serial, tail]: readonly [number, number],
  countOn: ((day: number) => number) | false | undefined,
): { readonly buyer: number; readonly orderNumber: string } {
  if (countOn) {
    const buyer = buyerNumber(firstOrderOf(seed, order, countOn))
    return { buyer, orderNumber: numberedFor(buyer, order) }
  }
  const buyer = 10_000_000 + ((serial * 7_654_321) % 80_000_000)
  const number = 1 + Math.floor(serial / 80_000_000) * 100 + tail
  return { buyer, orderNumber: `${buyer}-${String(number).padStart(4, '0')}` }
}
