import type { Card } from './cards.ts'
import { onSale } from './cards.ts'

/** A promotion of the calendar, from its first to its last Moscow day. */
export type Promotion = {
  readonly id: number
  readonly name: string
  readonly type: 'regular' | 'auto'
  readonly first: number
  readonly last: number
  /** Points by which the discount has to rise. */
  readonly more: number
  readonly joined: readonly Card[]
  /** Cards that could join. */
  readonly offered: readonly Card[]
}

const CYCLE = 30
/** Days that a promotion is still told after its end, and before its start. */
const AFTER = 20
const AHEAD = 35
const KINDS = [
  { name: 'Распродажа месяца', type: 'regular', begins: 2, days: 14 },
  { name: 'Автоакция: скидка WB', type: 'auto', begins: 9, days: 12 },
  { name: 'Всё для дома', type: 'regular', begins: 20, days: 9 },
] as const

/** The promotions that are told on a day; half of those that cards could join the shop has joined. */
export function promotionsOn(day: number, at: number, cards: readonly Card[]): readonly Promotion[] {
  const sale = cards.filter(card => onSale(card, at))
  return [-1, 0, 1, 2].flatMap(turn => {
    const cycle = Math.floor(day / CYCLE) + turn
    return KINDS.flatMap(({ name, type, begins, days }, kind): Promotion[] => {
      const first = cycle * CYCLE + begins
      const last = first + days - 1
      if (last < day - AFTER || first > day + AHEAD) return []
      const meant = sale.filter(({ index }) => (index + kind) % 2 === 0)
      return [
        {
          id: cycle * 10 + kind,
          name,
          type,
          first,
          last,
          more: 5 + kind,
          joined: meant.filter(({ index }) => (index + cycle) % 4 < 2),
          offered: meant.filter(({ index }) => (index + cycle) % 4 >= 2),
        },
      ]
    })
  })
}
