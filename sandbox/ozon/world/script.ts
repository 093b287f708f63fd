import { DAY, endOfDay, monthOf, moscowDay, nextMonth, startOfDay } from '../../clock.ts'
import type { Scripted } from '../../world/disagreements.ts'
import * as kind from './accrual-types.ts'
import type { Accrual, AccrualProduct, Fee } from './accruals.ts'
import { accrual, itemFee } from './accruals.ts'
import type { OrderAd } from './ads.ts'
import type { Line, Posting } from './orders.ts'
import { orderDay } from './orders.ts'

/** What a script makes of an even-tempered shop. */
export type Script = {
  /** A posting as it was ordered in this shop. */
  posting(p: Posting): Posting
  accrual(a: Accrual): Accrual
  /** What is accrued beside what postings and the shop cause. */
  readonly more: readonly Accrual[]
  readonly ads: readonly OrderAd[]
  /** Returns that are compensated on a day, by posting number. */
  readonly compensated: ReadonlyMap<string, number>
}

const NOTHING: Script = { posting: p => p, accrual: a => a, more: [], ads: [], compensated: new Map() }

const HOUR = 3_600_000
const ID_BASE = 80_000_000_000
/** Whatever day it is, the month of so many days ago is over, and its reports are out. */
const LONG_AGO = 45
const monthTold = (day: number): number => monthOf(day - LONG_AGO)

/** Kopecks and days of each script. */
const LATE = { sum: -124_000, days: 12, left: 6 }
const UNKNOWN = 3_715
const COMPANY = { prices: [400_000, 300_000], paid: [349_000, 249_000] } as const
const DEARER = { lines: 40, sum: 6_230, price: 311_500 }
const NEXT_DAY = [9_810, 11_235, 12_990, 14_325, 15_870, 17_010] as const
const UNLISTED = [-15_197, -15_197, -15_196] as const
const TWICE = { sum: 199_000, on: 10 }
const TENGE = 1_250_000

/** Postings that were taken, and sold on a day of a span. */
const soldIn = (postings: readonly Posting[], from: number, to: number): readonly Posting[] =>
  postings.filter(p => {
    const day = moscowDay(p.finishedAt)
    return p.fate === 'taken' && p.change === null && p.split === null && day >= from && day < to
  })

function first<T>(found: readonly T[], what: string): T {
  const [one] = found
  if (one === undefined) throw new RangeError(`the shop is too small to be scripted: it has no ${what}`)
  return one
}

const isSale = (a: Accrual, of: Posting): boolean =>
  a.operation === 'sale' && a.posting?.postingNumber === of.postingNumber

/** An accrual of no product. */
const fee = (index: number, at: number, own: Fee, rest: Partial<Accrual> = {}): Accrual =>
  accrual({
    id: ID_BASE + index,
    at,
    operation: 'shop_fee',
    category: 'NON_ITEM',
    unit: null,
    posting: null,
    products: [],
    fees: [own],
    ...rest,
  })

/** One of products. */
const item = (
  index: number,
  at: number,
  operation: Accrual['operation'],
  posting: Posting,
  products: readonly AccrualProduct[],
): Accrual =>
  accrual({
    id: ID_BASE + index,
    at,
    operation,
    category: 'ITEM',
    unit: posting.postingNumber,
    posting,
    products,
    fees: [],
  })

/** 1: an accrual of the last day of the month that is over is told at least so many days late, and not yet on the day. */
function publishedLate(day: number): Script {
  const last = monthOf(day) - 1
  const at = startOfDay(last) + 10 * HOUR
  const publishedAt = at + Math.max(LATE.days, day + LATE.left - last) * DAY
  return {
    ...NOTHING,
    more: [fee(0, at, { typeId: kind.CROSS_DOCK, sum: LATE.sum }, { unit: '2000062099012', publishedAt })],
  }
}

/** 2: a part of a sale that no document names. */
function withUnknownPart(day: number, postings: readonly Posting[]): Script {
  const month = monthTold(day)
  const one = first(soldIn(postings, month, nextMonth(month)), 'sale in a month')
  return {
    ...NOTHING,
    accrual: a => (isSale(a, one) ? { ...a, unknown: UNKNOWN, total: a.total + UNKNOWN } : a),
  }
}

/** The lines of a posting at other prices. */
const atPrices = (lines: readonly Line[], prices: readonly number[], paid: readonly number[]): Line[] =>
  lines.map((line, at) => ({ ...line, price: prices[at] as number, buyerPrice: paid[at] as number }))

/** 3: a posting of two products that a company bought stands in another document. */
function soldToCompany(day: number, postings: readonly Posting[]): Script {
  const month = monthTold(day)
  const one = first(
    soldIn(postings, month, nextMonth(month)).filter(
      ({ lines }) => lines.length === 2 && lines.every(({ quantity }) => quantity === 1),
    ),
    'posting of two products in a month',
  )
  const sold = { ...one, lines: atPrices(one.lines, COMPANY.prices, COMPANY.paid) }
  return {
    ...NOTHING,
    posting: p => (p.postingNumber === one.postingNumber ? sold : p),
    accrual: a => (isSale(a, one) ? { ...a, leftOut: true } : a),
  }
}

/** 4: some forty lines are credited with a little more than the seller's price: their sums, each in proportion to its price. */
function creditedMore(day: number, postings: readonly Posting[]): Script {
  const month = monthTold(day)
  const far = ({ line: { price, quantity } }: { line: Line }) => Math.abs(price * quantity - DEARER.price)
  const chosen = soldIn(postings, monthOf(month - 1), nextMonth(month))
    .flatMap(posting => posting.lines.map(line => ({ key: `${posting.postingNumber}/${line.sku}`, line })))
    .sort((a, b) => far(a) - far(b) || a.key.localeCompare(b.key))
    .slice(0, DEARER.lines)
  first(chosen.slice(DEARER.lines - 1), 'forty sales in two months')
  let worth = chosen.reduce((sum, { line }) => sum + line.price * line.quantity, 0)
  let left = DEARER.sum
  const more = new Map<string, number>()
  for (const { key, line } of chosen) {
    const own = line.price * line.quantity
    const part = Math.round((left * own) / worth)
    more.set(key, part)
    left -= part
    worth -= own
  }
  return {
    ...NOTHING,
    accrual: a => {
      if (a.operation !== 'sale') return a
      let added = 0
      const products = a.products.map(product => {
        const part = more.get(`${a.posting?.postingNumber}/${product.sku}`)
        if (part === undefined || product.sale === null) return product
        added += part
        return { ...product, sale: { ...product.sale, sale: product.sale.sale + part } }
      })
      return added === 0 ? a : { ...a, products, total: a.total + added }
    },
  }
}

/** 5: six orders of the last day of a month are paid for on the first of the next. */
function paidNextDay(day: number, postings: readonly Posting[]): Script {
  const next = monthTold(day)
  const before = postings.filter(
    p => orderDay(p) < next && orderDay(p) >= next - 30 && p.fate !== 'cancelled' && !p.lines[0]?.promoted,
  )
  const six = before.slice(-NEXT_DAY.length)
  first(six.slice(NEXT_DAY.length - 1), 'six orders in a month')
  const parts = six.map((posting, at) => ({
    posting,
    line: posting.lines[0] as Line,
    spend: NEXT_DAY[at] as number,
  }))
  return {
    ...NOTHING,
    more: parts.map(({ posting, line, spend }, at) =>
      item(at, startOfDay(next) + (4 + at) * HOUR, 'pay_per_order', posting, [
        itemFee(line, kind.PER_ORDER, -spend),
      ]),
    ),
    ads: parts.map(({ posting, line, spend }) => ({
      posting,
      day: next - 1,
      product: line.product,
      sku: line.sku,
      quantity: line.quantity,
      revenue: line.price * line.quantity,
      spend,
    })),
  }
}

/** 6: a warehouse whose storage is charged, and that the report does not list. */
function storedElsewhere(day: number): Script {
  const month = monthTold(day)
  return {
    ...NOTHING,
    more: UNLISTED.map((sum, at) =>
      fee(at, startOfDay(month + 9 + at) + 5 * HOUR, { typeId: kind.STORAGE, sum }, { leftOut: true }),
    ),
  }
}

/** 7: a return is compensated once more than it should be, which is taken back two months later. */
function compensatedTwice(day: number, postings: readonly Posting[]): Script {
  const last = monthTold(day)
  const month = monthOf(last - 45)
  const one = first(
    postings.filter(
      p =>
        p.fate === 'returned' &&
        p.lines.length === 1 &&
        moscowDay(p.shelvedAt) >= month - 60 &&
        moscowDay(p.shelvedAt) < month,
    ),
    'return in two months',
  )
  const paid = (index: number, on: number, sum: number) =>
    item(index, startOfDay(on) + 12 * HOUR, 'compensation', one, [
      itemFee(one.lines[0] as Line, kind.ITEM_COMPENSATION, sum),
    ])
  return {
    ...NOTHING,
    more: [
      paid(0, month + TWICE.on - 1, TWICE.sum),
      paid(1, month + TWICE.on, TWICE.sum),
      paid(2, last + TWICE.on, -TWICE.sum),
    ],
    compensated: new Map([[one.postingNumber, endOfDay(month + TWICE.on - 2)]]),
  }
}

/** 12: a sale to Kazakhstan is credited in tenge. */
function soldForTenge(day: number, postings: readonly Posting[]): Script {
  const month = monthTold(day)
  const one = first(
    soldIn(postings, month, nextMonth(month)).filter(
      ({ lines }) => lines.length === 1 && lines[0]?.quantity === 1 && !lines[0].promoted,
    ),
    'sale in a month',
  )
  const sold = { ...one, currency: 'KZT', lines: atPrices(one.lines, [TENGE], [TENGE]) }
  return {
    ...NOTHING,
    posting: p => (p.postingNumber === one.postingNumber ? sold : p),
    accrual: a => {
      if (!isSale(a, one)) return a
      const products = a.products.map(product => ({
        ...product,
        services: null,
        sale: product.sale && {
          ...product.sale,
          sale: TENGE,
          seller: TENGE,
          buyer: TENGE,
          bonus: 0,
          coinvestment: 0,
          commission: 0,
        },
      }))
      return { ...a, currency: 'KZT', products, total: TENGE }
    },
  }
}

/** The script of a shop; one without any goes on as it is. */
export function scriptOf(scripted: Scripted | null, postings: () => readonly Posting[]): Script {
  switch (scripted?.id) {
    case 1:
      return publishedLate(scripted.day)
    case 2:
      return withUnknownPart(scripted.day, postings())
    case 3:
      return soldToCompany(scripted.day, postings())
    case 4:
      return creditedMore(scripted.day, postings())
    case 5:
      return paidNextDay(scripted.day, postings())
    case 6:
      return storedElsewhere(scripted.day)
    case 7:
      return compensatedTwice(scripted.day, postings())
    case 12:
      return soldForTenge(scripted.day, postings())
    default:
      return NOTHING
  }
}
