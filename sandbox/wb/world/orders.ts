import { moscowDay, startOfDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import type { Random } from '../../random.ts'
import { random } from '../../random.ts'
import { EVEN, type Hourly } from '../../world/hours.ts'
import type { Card, Size } from './cards.ts'
import { onSale } from './cards.ts'
import { correctedAt } from './corrections.ts'
import type { Destination } from './places.ts'
import { DESTINATIONS, MASKED, MASKED_SINCE, OLD_NAMES } from './places.ts'

/** How an order ends: cancelled before the pickup point, refused there, taken, or taken and brought back. */
type Fate = 'cancelled' | 'refused' | 'bought' | 'returned' | 'defective'

/** One ordered unit with its whole future; readers see what has happened by their "now". Kopecks, UTC milliseconds. */
export type Order = {
  readonly serial: number
  readonly srid: string
  /** The basket, shared by its orders. */
  readonly gNumber: string
  readonly card: Card
  readonly size: Size
  readonly barcode: string
  readonly at: number
  readonly day: number
  readonly fbs: boolean
  readonly to: Destination
  readonly warehouse: string
  readonly totalPrice: number
  readonly discount: number
  readonly priceWithDisc: number
  readonly spp: number
  readonly finishedPrice: number
  readonly fate: Fate
  /** Cancellation or refusal; infinite when there is none, as the other two. */
  readonly cancelledAt: number
  readonly boughtAt: number
  readonly returnedAt: number
}

const HOUR = 3_600_000
const WEEK = [1.06, 0.98, 0.95, 0.94, 0.97, 1.02, 1.08]

function fateOf(r: Random): Fate {
  const dice = r.next()
  if (dice < 0.06) return 'cancelled'
  if (dice < 0.2) return 'refused'
  if (dice < 0.245) return 'returned'
  return dice < 0.25 ? 'defective' : 'bought'
}

const hex = (r: Random): string =>
  Math.floor(r.next() * 4_294_967_296)
    .toString(16)
    .padStart(8, '0')

// Three formats exist in parallel; none is a number.
function sridOf(r: Random, serial: number, seed: number): string {
  const own = String(75_000_000_000_000 + (seed % 500) * 100_000_000_000 + serial)
  const kind = serial % 3
  if (kind === 0) return `${own}${String(r.int(0, 9))}.${String(r.int(0, 2))}.0`
  return kind === 1 ? `11.r${hex(r)}${own}.3.0` : `${hex(r)}${hex(r)}${own}${hex(r)}`
}

/** Sizes that determine the number of orders per day. */
export type OrderSizes = Hourly & Readonly<{ perDay: number; fbs: boolean }>

/** What a seller and the marketplace have set: the part of the first price (UTC ms), and the marketplace's discount of a card on a day, per cent; null is any. */
export type Pricing = {
  level(card: Card, at: number): number
  discount(card: Card, day: number): number | null
  /** Points by which promotions raise the seller's discount. */
  promoted(card: Card, day: number): number
}

/** A price at a level of it, in whole roubles. */
export const atLevel = (kopecks: number, level: number): number =>
  level === 1 ? kopecks : Math.round((kopecks * level) / 100) * 100

/** The basket of an order. */
type Basket = {
  readonly gNumber: string
  readonly at: number
  readonly day: number
  readonly to: Destination
}

/** The share of orders from the seller's warehouses. */
export const FBS_SHARE = 0.12

type Setting = { readonly seed: number; readonly sizes: OrderSizes; readonly pricing: Pricing }

function makeOrder(
  r: Random,
  { gNumber, at, day, to }: Basket,
  { serial, seed, sizes, pricing }: Setting & { readonly serial: number },
  choose: (r: Random) => { readonly card: Card; readonly size: Size },
): Order {
  const { card, size } = choose(r)
  const discount = Math.min(90, card.discount + pricing.promoted(card, day) + r.pick([0, 0, 0, 3, 5]))
  const totalPrice = atLevel(size.price, pricing.level(card, at))
  const priceWithDisc = percentOf(totalPrice, 100 - discount)
  const any = r.int(15, 32)
  const set = pricing.discount(card, day)
  const spp = set === null ? any : set + (any % 3) - 1
  const fate = fateOf(r)
  const arrivedAt = at + r.int(20, 190) * HOUR + r.int(0, 3599) * 1000
  const decidedAt = arrivedAt + r.int(1, 110) * HOUR
  const bought = fate === 'bought' || fate === 'returned' || fate === 'defective'
  const cancelledAt =
    fate === 'cancelled' ? at + r.int(1, 40) * HOUR : fate === 'refused' ? decidedAt : Infinity
  const boughtAt = bought ? decidedAt : Infinity
  const returnedAt = bought && fate !== 'bought' ? decidedAt + r.int(20, 330) * HOUR : Infinity
  const fbs = sizes.fbs && r.chance(FBS_SHARE)
  return {
    serial,
    srid: sridOf(r, serial, seed),
    gNumber,
    card,
    size,
    barcode: r.pick(size.barcodes),
    at,
    day,
    fbs,
    to,
    warehouse: fbs
      ? 'Основной, Подольск'
      : to.country === 'Беларусь'
        ? 'Минск'
        : day >= MASKED_SINCE
          ? MASKED.name
          : r.pick(OLD_NAMES),
    totalPrice,
    discount,
    priceWithDisc,
    spp,
    finishedPrice: Math.round((priceWithDisc * (100 - spp)) / 10_000) * 100,
    fate,
    cancelledAt,
    boughtAt,
    returnedAt,
  }
}

const seasonOn = (day: number): number => (WEEK[(day + 3) % 7] as number) * (1 + 0.18 * Math.sin(day / 58))

/** Orders of a card that an even world expects on a day, of `share` of all. */
export const expectedOrders = (day: number, share: number, { perDay }: OrderSizes): number =>
  perDay * seasonOn(day) * share

const gNumberOf = (seed: number, day: number, index: number): string =>
  `${String(10 + (day % 90))}${String(seed).padStart(4, '0')}${String(day)}${String(index).padStart(9, '0')}`
const serialOf = (day: number, index: number): number => (day - 18_000) * 20_000 + index
/** In whole seconds. */
const momentOf = (r: Random, day: number, { curve = EVEN }: OrderSizes): number =>
  Math.floor(curve.moment(r.next(), day) / 1000) * 1000

/** All orders of an even world on one Moscow day: a pure function of the seed and the day. */
export function wishesOfDay(day: number, cards: readonly Card[], setting: Setting): Order[] {
  const { seed, sizes } = setting
  const start = startOfDay(day)
  const choices = cards.filter(c => onSale(c, start))
  if (choices.length === 0) return []
  let sum = 0
  const reach = choices.map(c => (sum += c.demand))
  const whole = random(seed, 32, day)
  const count = Math.round(sizes.perDay * seasonOn(day) * (0.8 + 0.4 * whole.next()))
  const orders: Order[] = []
  let index = 0
  while (index < count) {
    const r = random(seed, 33, day, index)
    const dice = r.next()
    const units = Math.min(count - index, dice < 0.85 ? 1 : dice < 0.96 ? 2 : 3)
    const basket = {
      at: momentOf(r, day, sizes),
      to: r.pick(DESTINATIONS),
      gNumber: gNumberOf(seed, day, index),
      day,
    }
    for (let unit = 0; unit < units; unit++, index++) {
      const made = makeOrder(r, basket, { ...setting, serial: serialOf(day, index) }, of => {
        const card = of.pickWeighted(choices, reach)
        return { card, size: of.pick(card.sizes) }
      })
      orders.push(made)
    }
  }
  return orders
}

/** Numbers of a day's orders that an even world does not have begin here. */
const FURTHER = 10_000

/** An order of one card beside those of an even world, in a basket of its own; `index` counts them on the day. */
export function furtherOrder(day: number, index: number, card: Card, setting: Setting): Order {
  const { seed, sizes } = setting
  const r = random(seed, 48, day, index)
  const basket = {
    at: momentOf(r, day, sizes),
    to: r.pick(DESTINATIONS),
    gNumber: gNumberOf(seed, day, FURTHER + index),
    day,
  }
  const serial = serialOf(day, FURTHER + index)
  return makeOrder(r, basket, { ...setting, serial }, of => ({ card, size: of.pick(card.sizes) }))
}

/** The last thing that has happened to an order, and when. */
export type Stage = {
  readonly status: 'created' | 'buyout' | 'cancel' | 'return' | 'returnDefective'
  readonly at: number
}

/** The stage of an order at an instant. */
export function stageAt(o: Order, now: number): Stage {
  if (o.returnedAt <= now)
    return { status: o.fate === 'defective' ? 'returnDefective' : 'return', at: o.returnedAt }
  if (o.boughtAt <= now) return { status: 'buyout', at: o.boughtAt }
  if (o.cancelledAt <= now) return { status: 'cancel', at: o.cancelledAt }
  return { status: 'created', at: o.at }
}

/** How a cancelled order was cancelled: by the buyer, at the pickup, since it was not picked up in time, or by the marketplace. */
export function cancelOf({ fate, serial }: Order): 'app' | 'receipt' | 'expire' | 'other' {
  if (fate === 'refused') return serial % 4 === 1 ? 'expire' : 'receipt'
  return serial % 5 === 2 ? 'other' : 'app'
}

/** Moscow days on which something of an order reaches the finance reports. */
export const moneyDays = (o: Order): readonly number[] => [
  ...new Set(
    [o.cancelledAt, o.boughtAt, o.returnedAt, ...correctedAt(o)].filter(Number.isFinite).map(moscowDay),
  ),
]
