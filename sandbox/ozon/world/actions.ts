import { dayNumber, dayString } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Stay } from '../../world/stays.ts'
import type { Product } from './products.ts'
import { onSale } from './products.ts'

/** A promotion from its first to its last Moscow day. */
export type Action = {
  readonly id: number
  readonly title: string
  readonly type: 'DISCOUNT' | 'MARKETPLACE_MULTI_LEVEL_DISCOUNT_ON_AMOUNT'
  readonly first: number
  readonly last: number
  /** The price falls with the demand, between two bounds. */
  readonly elastic: boolean
  readonly offered: readonly Product[]
  readonly joined: readonly Product[]
}

const KINDS = ['Скидки месяца', 'Эластичный бустинг', 'Хиты по подписке'] as const

const isOffered = ({ index }: Product, kind: number): boolean => (index + kind) % 2 === 0
/** How many times as much is ordered of a product in a promotion of each kind, and the per cent by which its price is lower; the shop stays out of the third. */
const EFFECTS = [
  { times: 1.15, cut: 15 },
  { times: 1.25, cut: 10 },
] as const

const idOf = (first: number, kind: number): number => 1_900_000 + first * 10 + kind
const firstOf = (day: number): number => dayNumber(`${dayString(day).slice(0, 7)}-01`)
const lastOf = (first: number): number => firstOf(first + 31) - 1

/** The first and the last day of a product in a promotion of a month: some join later, and some leave before its end. */
function stayIn(seed: number, first: number, kind: number, product: Product) {
  if (kind >= EFFECTS.length || !isOffered(product, kind)) return null
  const r = random(seed, 21, first, kind, product.index)
  if (!r.chance(0.5)) return null
  const from = first + Math.max(0, r.int(-6, 6))
  return { from, to: r.chance(0.3) ? from + r.int(4, 12) : lastOf(first) }
}

const holds = (stay: { readonly from: number; readonly to: number } | null, day: number): boolean =>
  stay !== null && stay.from <= day && day <= stay.to

/** What the promotions that a product is in on a day do: the lowest price holds. */
export function promotedOn(
  seed: number,
  day: number,
  product: Product,
): { readonly times: number; readonly cut: number } {
  const first = firstOf(day)
  let [times, cut] = [1, 0]
  for (const [kind, effect] of EFFECTS.entries())
    if (holds(stayIn(seed, first, kind, product), day)) {
      times *= effect.times
      cut = Math.max(cut, effect.cut)
    }
  return { times, cut }
}

/** The stays of products in promotions between two Moscow days. */
export function staysWithin(
  seed: number,
  products: readonly Product[],
  from: number,
  to: number,
): readonly Stay[] {
  const stays: Stay[] = []
  for (let first = firstOf(from); first <= to; first = lastOf(first) + 1)
    for (const [kind, effect] of EFFECTS.entries())
      for (const product of products) {
        const stay = stayIn(seed, first, kind, product)
        if (!stay || stay.to < from || stay.from > to) continue
        stays.push({
          id: product.productId,
          promotion: idOf(first, kind),
          from: dayString(Math.max(from, stay.from)),
          to: dayString(Math.min(to, stay.to)),
          ...effect,
        })
      }
  return stays
}

/** The promotions that run on a day or begin within a week, made anew each month, with the products that are in them then; those to come have some already. */
export function actionsOn(seed: number, day: number, at: number, products: readonly Product[]): Action[] {
  const sale = products.filter(product => onSale(product, at))
  return [0, 7].flatMap(ahead => {
    const month = dayString(day + ahead).slice(0, 7)
    if (ahead > 0 && month === dayString(day).slice(0, 7)) return []
    const first = firstOf(day + ahead)
    const last = lastOf(first)
    return KINDS.map((title, kind): Action => {
      const offered = sale.filter(product => isOffered(product, kind))
      const joined = offered.filter(product =>
        holds(stayIn(seed, first, kind, product), Math.max(day, first)),
      )
      return {
        id: idOf(first, kind),
        title,
        type: kind === 2 ? 'MARKETPLACE_MULTI_LEVEL_DISCOUNT_ON_AMOUNT' : 'DISCOUNT',
        first,
        last,
        elastic: kind === 1,
        offered,
        joined,
      }
    })
  })
}
