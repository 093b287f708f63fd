import { dayString } from '../../clock.ts'
import type { Stay } from '../../world/stays.ts'
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

const isMeant = ({ index }: Card, kind: number): boolean => (index + kind) % 2 === 0
/** How many times as much is ordered of a card in one. */
const BOOST = { regular: 1.2, auto: 1.08 } as const
const idOf = (cycle: number, kind: number): number => cycle * 10 + kind
const moreIn = (kind: number): number => 5 + kind

/** The first and the last day of a card in a promotion: half of those that could join do, and some of them leave before its end. */
function stayIn(
  card: Card,
  cycle: number,
  kind: number,
): { readonly from: number; readonly to: number } | null {
  const { type, begins, days } = KINDS[kind] as (typeof KINDS)[number]
  if (!isMeant(card, kind) || (card.index + cycle) % 4 >= 2) return null
  const from = cycle * CYCLE + begins
  const leaves = type === 'regular' && (card.index + cycle) % 3 === 0
  return { from, to: from + (leaves ? Math.floor(days / 2) : days) - 1 }
}

/** What the promotions that a card is in on a day do: an automatic one changes nothing in its seller's price. */
export function promotedOn(card: Card, day: number): { readonly times: number; readonly cut: number } {
  const cycle = Math.floor(day / CYCLE)
  let [times, cut] = [1, 0]
  for (const [kind, { type }] of KINDS.entries()) {
    const stay = stayIn(card, cycle, kind)
    if (!stay || day < stay.from || day > stay.to) continue
    times *= BOOST[type]
    if (type === 'regular') cut += moreIn(kind)
  }
  return { times, cut }
}

/** The stays of cards in promotions between two Moscow days. */
export function staysWithin(cards: readonly Card[], from: number, to: number): readonly Stay[] {
  const stays: Stay[] = []
  for (let cycle = Math.floor(from / CYCLE); cycle * CYCLE <= to; cycle++)
    for (const [kind, { type }] of KINDS.entries())
      for (const card of cards) {
        const stay = stayIn(card, cycle, kind)
        if (!stay || stay.to < from || stay.from > to) continue
        stays.push({
          id: card.nmId,
          promotion: idOf(cycle, kind),
          from: dayString(Math.max(from, stay.from)),
          to: dayString(Math.min(to, stay.to)),
          times: BOOST[type],
          cut: type === 'regular' ? moreIn(kind) : 0,
        })
      }
  return stays
}

/** The promotions that are told on a day, with the cards that are in them then: at the start of those to come, at the end of those that are over. */
export function promotionsOn(day: number, at: number, cards: readonly Card[]): readonly Promotion[] {
  const sale = cards.filter(card => onSale(card, at))
  return [-1, 0, 1, 2].flatMap(turn => {
    const cycle = Math.floor(day / CYCLE) + turn
    return KINDS.flatMap(({ name, type, begins, days }, kind): Promotion[] => {
      const first = cycle * CYCLE + begins
      const last = first + days - 1
      if (last < day - AFTER || first > day + AHEAD) return []
      const on = Math.min(last, Math.max(first, day))
      const meant = sale.filter(card => isMeant(card, kind))
      const joined = meant.filter(card => {
        const stay = stayIn(card, cycle, kind)
        return stay !== null && on <= stay.to
      })
      return [
        {
          id: idOf(cycle, kind),
          name,
          type,
          first,
          last,
          more: moreIn(kind),
          joined,
          offered: meant.filter(card => !joined.includes(card)),
        },
      ]
    })
  })
}
