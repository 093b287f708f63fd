import { endOfMonth, moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import type { Random } from '../../random.ts'
import { random } from '../../random.ts'
import * as kind from './accrual-types.ts'
import type { Line, Posting } from './orders.ts'
import { backOf, orderDay } from './orders.ts'
import { commissionOn, litresOn } from './products.ts'

/** A service and its sum in kopecks; negative is to the seller's cost. */
export type Fee = { readonly typeId: number; readonly sum: number }

/** The sale (or with all signs reversed the return) of one product of a posting, in kopecks. */
type Sale = {
  /** What is credited for it. */
  readonly sale: number
  /** The price of the seller. */
  readonly seller: number
  readonly buyer: number
  /** Points for discounts. */
  readonly bonus: number
  readonly commission: number
  readonly percent: number
  readonly coinvestment: number
}

export type AccrualProduct = {
  readonly sku: number
  readonly name: string
  readonly quantity: number
  readonly services: readonly Fee[] | null
  readonly sale: Sale | null
}

/** The operation, as the older transactions name it. */
export type Operation =
  | 'sale'
  | 'return'
  | 'return_logistics'
  | 'acquiring'
  | 'pay_per_order'
  | 'review_points'
  | 'compensation'
  | 'shop_fee'
  | 'container'

/** One accrual; `at` is what it is dated by (UTC ms), `day` its Moscow day, `total` the sum of its parts in kopecks. */
export type Accrual = {
  readonly id: number
  readonly at: number
  readonly day: number
  /** When the balance counts it, and when it is told among the accruals of its day (UTC ms). */
  readonly bookedAt: number
  readonly publishedAt: number
  /** From when it is neither counted nor told; infinite for most. */
  readonly goneAt: number
  /** ISO 4217; null is that of the shop. */
  readonly currency: string | null
  /** Kopecks in a part of the answer that no document names. */
  readonly unknown: number
  /** Whether reports that tell of the same money (realised goods, placement) are silent about it. */
  readonly leftOut: boolean
  readonly operation: Operation
  readonly category: 'POSTING' | 'ITEM' | 'NON_ITEM' | 'CONTAINER_FEES'
  readonly unit: string | null
  readonly posting: Posting | null
  readonly products: readonly AccrualProduct[]
  readonly fees: readonly Fee[]
  readonly total: number
}

const HOUR = 3_600_000
const ID_BASE = 40_000_000_000

const sumOf = (products: readonly AccrualProduct[], fees: readonly Fee[]): number => {
  let sum = 0
  for (const p of products) {
    for (const f of p.services ?? []) sum += f.sum
    if (p.sale) sum += p.sale.sale + p.sale.commission
  }
  for (const f of fees) sum += f.sum
  return sum
}

const ORDINARY = { currency: null, unknown: 0, leftOut: false, goneAt: Number.POSITIVE_INFINITY }
type Usual = keyof typeof ORDINARY | 'bookedAt' | 'publishedAt'

/** Builds an accrual whose total is the sum of its parts; as a rule it is told at once. */
export const accrual = (
  part: Omit<Accrual, 'total' | 'day' | Usual> & Partial<Pick<Accrual, Usual>>,
): Accrual => ({
  ...ORDINARY,
  bookedAt: part.at,
  publishedAt: part.at,
  ...part,
  day: moscowDay(part.at),
  total: sumOf(part.products, part.fees) + (part.unknown ?? 0),
})

/** What a line is credited beside the seller's price: of two hundred one a kopeck or a little more. */
function besides(seed: number, { serial }: Posting, line: Line): number {
  const r = random(seed, 22, serial, line.sku)
  return r.chance(0.005) ? r.pick([1, -1, percentOf(line.price, 0.05)]) : 0
}

/** A sale takes the commission of the day of its delivery, and a return gives that back. */
function sale(seed: number, p: Posting, line: Line, sign: 1 | -1): Sale {
  const seller = line.price * line.quantity
  const amount = seller + besides(seed, p, line)
  const buyer = line.buyerPrice * line.quantity
  const coinvestment = percentOf(buyer, 1)
  const percent = commissionOn(line.product, moscowDay(p.finishedAt), p.scheme)
  return {
    sale: sign * amount,
    seller: sign * seller,
    buyer: sign * buyer,
    bonus: sign * (amount - buyer - coinvestment),
    commission: -sign * percentOf(amount, percent),
    percent,
    coinvestment: sign * coinvestment,
  }
}

function deliveryServices(r: Random, line: Line, { scheme, shippedAt }: Posting): Fee[] {
  const litres = litresOn(line.product, moscowDay(shippedAt))
  const logistic = -(3_900 + Math.round(litres * 310) + r.int(0, 20) * 100) * line.quantity
  const services: Fee[] = [{ typeId: kind.LOGISTIC, sum: logistic }]
  // A second parcel of the same line is a second service of the same type, so the type is not a key.
  if (line.quantity > 1 && r.chance(0.3)) services.push({ typeId: kind.LOGISTIC, sum: -r.int(100, 900) })
  if (scheme === 'FBS')
    services.push(
      { typeId: r.pick([kind.DROP_OFF, kind.DROP_OFF_AGENT]), sum: -r.int(10, 30) * 100 },
      { typeId: kind.FULFILLMENT, sum: -r.int(5, 20) * 100 },
      { typeId: r.pick([kind.PACKAGE, kind.PACKING]), sum: -r.int(200, 900) },
    )
  const last = r.pick([kind.LAST_MILE, kind.LAST_MILE, kind.PICK_UP_POINT])
  services.push({ typeId: last, sum: -r.int(150, 2_500) })
  return services
}

const product = (line: Line, services: readonly Fee[] | null, sold: Sale | null): AccrualProduct => ({
  sku: line.sku,
  name: line.product.name,
  quantity: line.quantity,
  services,
  sale: sold,
})

/** A fee for one product. */
export const itemFee = (line: Line, typeId: number, sum: number): AccrualProduct =>
  product(line, [{ typeId, sum }], null)

/** Everything a posting will ever cause, in order of time; the reader cuts at its own "now". */
export function accrualsOfPosting(seed: number, p: Posting): Accrual[] {
  const r = random(seed, 5, p.serial)
  const made: Accrual[] = []
  const add = (
    at: number,
    operation: Operation,
    category: 'POSTING' | 'ITEM',
    unit: string,
    products: readonly AccrualProduct[],
  ) =>
    made.push(
      accrual({
        id: ID_BASE + p.serial * 16 + made.length,
        at,
        operation,
        category,
        unit,
        posting: p,
        products,
        fees: [],
      }),
    )
  // Acquiring often names the order without the tail of the posting (ozon.md 4a).
  const acquiringUnit = r.chance(0.7) ? p.orderNumber : p.postingNumber
  const promoted = p.lines.filter(l => l.promoted)
  if (p.fate !== 'cancelled' && promoted.length > 0)
    add(
      // The next day, but within the month of the order.
      Math.min(p.processedAt + 20 * HOUR, endOfMonth(orderDay(p))),
      'pay_per_order',
      'ITEM',
      p.postingNumber,
      promoted.map(l => itemFee(l, kind.PER_ORDER, -percentOf(l.price * l.quantity, l.product.orderBid))),
    )
  if (p.fate === 'cancelled') return made
  if (p.fate === 'refused') {
    add(
      p.finishedAt + 3 * HOUR,
      'return_logistics',
      'POSTING',
      p.postingNumber,
      p.lines.map(l => product(l, deliveryServices(r, l, p), null)),
    )
  } else {
    add(
      p.finishedAt,
      'sale',
      'POSTING',
      p.postingNumber,
      p.lines.map(l => product(l, deliveryServices(r, l, p), sale(seed, p, l, 1))),
    )
    add(
      p.finishedAt + r.int(0, 72) * HOUR,
      'acquiring',
      'ITEM',
      acquiringUnit,
      p.lines.map(l => itemFee(l, kind.ACQUIRING, -percentOf(l.buyerPrice * l.quantity, 1.3))),
    )
    if (r.chance(0.3))
      add(
        p.finishedAt + r.int(72, 400) * HOUR,
        'review_points',
        'ITEM',
        p.postingNumber,
        p.lines.slice(0, 1).map(l => itemFee(l, kind.REVIEWS, -r.int(20, 70) * 100)),
      )
  }
  if (p.fate === 'taken') return made
  const back = backOf(seed, p)
  if (p.fate === 'returned') {
    add(
      // Within the month of the return.
      Math.min(p.returnedAt + 2 * HOUR, endOfMonth(moscowDay(p.returnedAt))),
      'return',
      'POSTING',
      p.postingNumber,
      back.map(l => product(l, null, sale(seed, p, l, -1))),
    )
    add(
      p.returnedAt + 26 * HOUR,
      'acquiring',
      'ITEM',
      acquiringUnit,
      // Not all of it is given back.
      back.map(l => itemFee(l, kind.ACQUIRING, percentOf(l.buyerPrice * l.quantity, 0.9))),
    )
  }
  add(
    p.shelvedAt,
    'return_logistics',
    'POSTING',
    p.postingNumber,
    back.map(l =>
      product(
        l,
        [
          { typeId: kind.RETURN_FLOW, sum: -r.int(4_000, 19_000) },
          { typeId: kind.RETURN_ACCEPTANCE, sum: -r.int(1_500, 4_500) },
        ],
        null,
      ),
    ),
  )
  return made
}
