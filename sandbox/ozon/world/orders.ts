import { DAY, dayNumber, endOfDay, moscowDay, startOfDay } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { random } from '../../random.ts'
import { EVEN, type Hourly } from '../../world/hours.ts'
import { namesOf } from './buyers.ts'
import type { Warehouse } from './places.ts'
import { CLUSTER_NAMES, OWN, WAREHOUSES } from './places.ts'
import type { Priced, Product } from './products.ts'
import { onSale } from './products.ts'
import type { Change, Split } from './reshaped.ts'
import { changeOf, splitOf, splitShareOn } from './reshaped.ts'

/** One product of a posting; prices of one unit, in kopecks. */
export type Line = {
  readonly product: Product
  readonly sku: number
  readonly quantity: number
  readonly price: number
  readonly oldPrice: number
  /** The buyer's price of one unit after the marketplace's own discount. */
  readonly buyerPrice: number
  /** Whether the order came by «pay per order» advertising. */
  readonly promoted: boolean
}

/** How a posting ends: taken, cancelled before it left, left at the pickup point, or brought back by the buyer. */
type Fate = 'taken' | 'cancelled' | 'refused' | 'returned'

/** One posting with its whole future; readers see what has happened by their "now". UTC milliseconds. */
export type Posting = {
  readonly serial: number
  readonly orderId: number
  /** Whoever ordered: the number with which those of all of their orders begin. */
  readonly buyer: number
  readonly orderNumber: string
  readonly postingNumber: string
  readonly scheme: 'FBO' | 'FBS'
  readonly createdAt: number
  readonly processedAt: number
  readonly shippedAt: number
  /** Delivery, or cancellation for `cancelled` and `refused`. */
  readonly finishedAt: number
  /** When a refused or returned thing starts back, and when it is on a shelf again. */
  readonly returnedAt: number
  readonly shelvedAt: number
  readonly fate: Fate
  readonly lines: readonly Line[]
  readonly warehouse: Warehouse
  readonly clusterTo: string
  readonly payment: string
  /** Of its prices (ISO 4217); null is that of the shop. */
  readonly currency: string | null
  readonly premium: boolean
  /** Its lines before they become `lines`; null if they never change. */
  readonly change: Change | null
  /** The posting that it came out of; null when it was ordered as it is. */
  readonly split: Split | null
  /** Replaced by the postings that it was split into. */
  readonly replaced: boolean
}

export type Status =
  | 'awaiting_packaging'
  | 'awaiting_deliver'
  | 'delivering'
  | 'delivered'
  | 'cancelled'
  | 'cancelled_from_split_pending'

type Scheme = Posting['scheme']
/** A product, and the same with its prices at the moment of an order. */
type Choice = { readonly product: Product; readonly priced: Priced }

const HOUR = 3_600_000
const PAYMENTS = ['Ozon Карта', 'Система Быстрых Платежей', 'Карты оплаты', 'Наличные']
const WEEK = [1.06, 0.98, 0.95, 0.94, 0.97, 1.02, 1.08]

/** The status a posting shows at an instant. */
export function statusAt(p: Posting, now: number): Status {
  if (p.replaced) return 'cancelled_from_split_pending'
  if (now >= p.finishedAt) return p.fate === 'cancelled' || p.fate === 'refused' ? 'cancelled' : 'delivered'
  if (now < Math.min(p.processedAt + 4 * HOUR, p.shippedAt)) return 'awaiting_packaging'
  return now < p.shippedAt ? 'awaiting_deliver' : 'delivering'
}

/** The instant that dates an order, on the day on which it is made: FBS answers have no created_at (ozon.md 3c). */
export const orderedAt = (p: Posting): number => (p.scheme === 'FBO' ? p.createdAt : p.processedAt)

/** One day in six weeks everything that was ordered goes astray, and is under way for so many days more. */
const ASTRAY = { first: dayNumber('2026-11-03'), every: 42, days: 40 }
const isAstray = (day: number): boolean => day >= ASTRAY.first && (day - ASTRAY.first) % ASTRAY.every === 0
/** How much longer than usual what is ordered on a day is under way, ms. */
const delayOn = (day: number): number => (isAstray(day) ? ASTRAY.days * DAY : 0)

/** A line at the prices that a product has when it is ordered. */
function makeLine(r: Random, { product, priced }: Choice, scheme: Scheme): Line {
  const discount = Math.max(priced.cut, r.pick([0, 0, 5, 10, 15]))
  const price = Math.round((priced.price * (100 - discount)) / 10_000) * 100 - (priced.price % 100 ? 50 : 0)
  return {
    product,
    sku: scheme === 'FBS' && product.skuFbs !== null ? product.skuFbs : product.sku,
    quantity: r.chance(0.06) ? r.int(2, 3) : 1,
    price,
    oldPrice: priced.oldPrice,
    buyerPrice: Math.round((price * r.int(52, 93)) / 100),
    promoted: product.orderBid > 0 && r.chance(0.3),
  }
}

function chooseProducts(r: Random, choices: readonly Product[], reach: readonly number[]): Product[] {
  const dice = r.next()
  const wanted = dice < PICKS[0] ? 1 : dice < PICKS[0] + PICKS[1] ? 2 : 3
  const chosen = new Set<Product>()
  for (let tries = 0; tries < wanted; tries++) chosen.add(r.pickWeighted(choices, reach))
  return [...chosen]
}

function fateOf(r: Random): Fate {
  const dice = r.next()
  return dice < 0.045 ? 'cancelled' : dice < 0.1 ? 'refused' : dice < 0.15 ? 'returned' : 'taken'
}

/** How much longer than others some keep what they bring back in the end: one or two months. */
const keptFor = (serial: number): number => {
  const r = random(serial, 19)
  return r.chance(0.15) ? r.int(25, 80) * DAY : 0
}

/** Pieces of a line that a buyer brings back: of several, often only some. */
export function piecesBack(seed: number, orderId: number, sku: number, pieces: number): number {
  const r = random(seed, 18, orderId, sku)
  return pieces > 1 && r.chance(0.5) ? r.int(1, pieces - 1) : pieces
}

/** The lines of a posting that come back, with as many pieces as do. */
export const backOf = (seed: number, { fate, orderId, lines }: Posting): readonly Line[] =>
  fate === 'returned'
    ? lines.map(line => ({ ...line, quantity: piecesBack(seed, orderId, line.sku, line.quantity) }))
    : lines

/** What all postings of an order have in common, and the number of one in it. */
type Order = Pick<
  Posting,
  'orderId' | 'buyer' | 'orderNumber' | 'scheme' | 'createdAt' | 'clusterTo' | 'payment' | 'premium'
> & { readonly delay: number }

function makePosting(
  r: Random,
  { delay, ...order }: Order,
  [serial, number]: readonly [number, number],
  choose: (r: Random) => readonly Choice[],
): Posting {
  const { scheme, createdAt, orderNumber } = order
  const fate = fateOf(r)
  const processedAt = Math.min(createdAt + r.int(4, 900) * 1000, endOfDay(moscowDay(createdAt)))
  const shippedAt = processedAt + r.int(6, 40) * HOUR
  const finishedAt =
    fate === 'cancelled'
      ? processedAt + r.int(1, 5) * HOUR
      : shippedAt + r.int(18, 190) * HOUR + r.int(0, 3599) * 1000 + delay
  const kept = fate === 'returned' ? keptFor(serial) : 0
  const returnedAt = finishedAt + (fate === 'returned' ? r.int(10, 320) : r.int(1, 30)) * HOUR + kept
  return {
    ...order,
    serial,
    postingNumber: `${orderNumber}-${number}`,
    processedAt,
    shippedAt,
    finishedAt,
    returnedAt,
    shelvedAt: returnedAt + r.int(40, 260) * HOUR,
    fate,
    lines: choose(r).map(choice => makeLine(r, choice, scheme)),
    warehouse: scheme === 'FBS' ? OWN : r.pick(WAREHOUSES),
    currency: null,
    change: null,
    split: null,
    replaced: false,
  }
}

/** The share of orders from the own shelf. */
export const FBS_SHARE = 0.1
/** Shares of an even world: orders in two postings, and postings of so many picks of products. */
const PAIRS = 0.04
const PICKS = [0.87, 0.1, 0.03] as const

const serialOf = (day: number, index: number): number => (day - 18_000) * 200_000 + index * 2

/** How large a shop is: postings a day of an even world, whether it has an own warehouse, and whether its buyers come back. */
export type OrderSizes = Hourly & Readonly<{ perDay: number; fbs: boolean; returning?: boolean }>

export type Pricing = (product: Product, at: number) => Priced

const seasonOn = (day: number): number => (WEEK[(day + 3) % 7] as number) * (1 + 0.18 * Math.sin(day / 58))

/** Orders of an even world on a day. */
const countOn = (seed: number, day: number, { perDay }: OrderSizes): number =>
  Math.round(perDay * seasonOn(day) * (0.8 + 0.4 * random(seed, 2, day).next()))

const comingBack = (seed: number, sizes: OrderSizes) =>
  sizes.returning && ((day: number) => countOn(seed, day, sizes))

/** Lines of a product that an even world expects on a day, of `share` of all picks. */
export function expectedLines(day: number, share: number, { perDay, fbs }: OrderSizes): number {
  const split = fbs ? (1 - PAIRS) * FBS_SHARE * splitShareOn(day) : 0
  const chosen = PICKS.reduce((sum, part, more) => sum + part * (1 - (1 - share) ** (more + 1)), 0)
  return perDay * seasonOn(day) * (1 + PAIRS + split) * chosen
}

/** An order as an even world would have it: its postings, and what they become if it keeps these of them. */
export type Wish = {
  readonly parts: readonly Posting[]
  settle(parts: readonly Posting[]): readonly Posting[]
}

/** All orders of an even world on one Moscow day: a pure function of the seed and the day. */
export function wishesOfDay(
  seed: number,
  day: number,
  products: readonly Product[],
  options: OrderSizes,
  pricing: Pricing,
): readonly Wish[] {
  const choices = products.filter(p => onSale(p, startOfDay(day)))
  let sum = 0
  const reach = choices.map(p => (sum += p.demand))
  const count = countOn(seed, day, options)
  const wishes: Wish[] = []
  for (let index = 0; index < count && choices.length > 0; index++) {
    const r = random(seed, 3, day, index)
    const serial = serialOf(day, index)
    const scheme = options.fbs && r.chance(FBS_SHARE) ? 'FBS' : 'FBO'
    const createdAt = (options.curve ?? EVEN).moment(r.next(), day)
    const pair = r.chance(PAIRS)
    const split = splitOf(seed, day, index, scheme)
    const order = {
      orderId: 30_000_000_000 + serial,
      ...namesOf(seed, { day, index }, [serial, index % 100], comingBack(seed, options)),
      scheme,
      createdAt,
      payment: r.pick(PAYMENTS),
      clusterTo: r.pick(CLUSTER_NAMES),
      premium: r.chance(0.2),
      delay: delayOn(day),
    } as const
    const choice = (product: Product) => ({ product, priced: pricing(product, createdAt) })
    const parts = Array.from({ length: pair || split !== null ? 2 : 1 }, (_, part) =>
      makePosting(r, order, [serial + part, part + 1], of => chooseProducts(of, choices, reach).map(choice)),
    )
    const another = (of: Random) => makeLine(of, choice(of.pick(choices)), scheme)
    wishes.push({
      parts,
      settle: kept =>
        split !== null && kept.length === 2
          ? split(kept)
          : kept.map(each => ({ ...each, change: changeOf(seed, each, another) })),
    })
  }
  return wishes
}

/** Numbers of a day's orders that an even world does not have begin here. */
const FURTHER = 50_000

/** An order of one product beside those of an even world; `index` counts them on the day. */
export function furtherOrder(
  seed: number,
  day: number,
  index: number,
  {
    product,
    sizes,
    pricing,
  }: { readonly product: Product; readonly sizes: OrderSizes; readonly pricing: Pricing },
): Posting {
  const r = random(seed, 4, day, index)
  const serial = serialOf(day, FURTHER + index)
  const order = {
    orderId: 30_000_000_000 + serial,
    ...namesOf(seed, { day, index: FURTHER + index }, [serial, index % 100], comingBack(seed, sizes)),
    scheme: (sizes.fbs && r.chance(FBS_SHARE) ? 'FBS' : 'FBO') as Scheme,
    createdAt: (sizes.curve ?? EVEN).moment(r.next(), day),
    payment: r.pick(PAYMENTS),
    clusterTo: r.pick(CLUSTER_NAMES),
    premium: r.chance(0.2),
    delay: delayOn(day),
  }
  return makePosting(r, order, [serial, 1], () => [{ product, priced: pricing(product, order.createdAt) }])
}

/** What left from another warehouse than the rest of its posting is a posting of its own in the same order. */
export const apart = (p: Posting, part: number, index: number): Posting => ({
  ...p,
  serial: serialOf(orderDay(p), FURTHER + index),
  postingNumber: `${p.orderNumber}-${part}`,
})

/** The Moscow day on which an order counts. */
export const orderDay = (p: Posting): number => moscowDay(orderedAt(p))
