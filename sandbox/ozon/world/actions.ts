import { dayNumber, dayString } from '../../clock.ts'
import { random } from '../../random.ts'
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
const isJoined = (seed: number, first: number, kind: number, product: Product): boolean =>
  kind < 2 && isOffered(product, kind) && random(seed, 21, first, kind, product.index).chance(0.5)
/** How many times as much is ordered of a product in a promotion of each kind. */
const BOOST = [1.15, 1.25] as const

/** How many times as much is ordered of a product on a day because of the promotions that it is in. */
export function boostOn(seed: number, day: number, product: Product): number {
  const first = dayNumber(`${dayString(day).slice(0, 7)}-01`)
  return BOOST.reduce(
    (times: number, boost, kind) => (isJoined(seed, first, kind, product) ? times * boost : times),
    1,
  )
}

/** The promotions that run on a day or begin within a week, made anew each month. The shop stays out of the third. */
export function actionsOn(seed: number, day: number, at: number, products: readonly Product[]): Action[] {
  const sale = products.filter(product => onSale(product, at))
  return [0, 7].flatMap(ahead => {
    const month = dayString(day + ahead).slice(0, 7)
    if (ahead > 0 && month === dayString(day).slice(0, 7)) return []
    const first = dayNumber(`${month}-01`)
    const last = dayNumber(`${dayString(first + 31).slice(0, 7)}-01`) - 1
    return KINDS.map((title, kind): Action => {
      const offered = sale.filter(product => isOffered(product, kind))
      const joined = offered.filter(product => isJoined(seed, first, kind, product))
      return {
        id: 1_900_000 + first * 10 + kind,
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
