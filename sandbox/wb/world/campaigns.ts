import { startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import { bidAt, isBlank } from '../../world/bids.ts'
import type { Run } from '../../world/campaigns.ts'
import { runOf } from '../../world/campaigns.ts'
import type { Card } from './cards.ts'
import { isAdvertised } from './cards.ts'

/** A campaign; bids in kopecks (per click, or per thousand views); `toDay` null = open end. */
export type Campaign = {
  readonly id: number
  readonly name: string
  readonly type: number
  readonly status: -1 | 4 | 7 | 8 | 9 | 11
  readonly payment: 'cpm' | 'cpc'
  readonly bidType: 'manual' | 'unified'
  /** All that are in it at some time, by the numbers that its `run` has for them, and the first bid for each. */
  readonly cards: readonly { readonly card: Card; readonly search: number }[]
  /** Whether it is also shown beside other goods, a little cheaper. */
  readonly recommended: boolean
  readonly run: Run
  readonly fromDay: number
  readonly toDay: number | null
  readonly silent: boolean
}

type Plan = readonly [
  name: string,
  type: number,
  status: Campaign['status'],
  cards: number,
  from: number,
  to: number | null,
  payment: Campaign['payment'],
  silent?: boolean,
]

// Days are counted from 400 days before the start of the sandbox.
const PLANS: readonly Plan[] = [
  ['Пледы, поиск', 9, 9, 4, 30, null, 'cpm'],
  ['Новинки сезона', 9, 9, 3, 260, null, 'cpc'],
  ['Кроссовки: ручная ставка', 9, 11, 3, 120, 380, 'cpc'],
  ['Распродажа весны', 8, 7, 3, 90, 210, 'cpm'],
  ['Автокампания 2025', 8, 7, 2, 20, 90, 'cpm'],
  ['Зимние праздники', 9, 4, 3, 430, null, 'cpm'],
  ['Без показов', 9, 9, 2, 200, null, 'cpm', true],
  ['Отменённая', 9, 8, 1, 150, 150, 'cpm'],
  ['Платья, единая ставка', 9, 7, 3, 210, 330, 'cpm'],
  ['Удаляется', 9, -1, 1, 100, 130, 'cpc'],
  ['Карточка, старый тип', 5, 7, 1, 10, 40, 'cpm'],
  ['Полки, широкая', 9, 9, 5, 300, null, 'cpm'],
]

/** Weeks of budgets begin on Monday. */
const MONDAY = 4
/** A campaign is made so many days before it starts. */
const MADE_BEFORE = 40
/** How much less than in the search is paid beside other goods, kopecks. */
const RECOMMENDED_LESS = 50

/** The campaigns of a shop; more cards bring more copies of the plans. `steady` ones run from start to end as they were made. */
export function makeCampaigns(
  seed: number,
  startDay: number,
  cards: readonly Card[],
  steady: boolean,
): readonly Campaign[] {
  const campaigns: Campaign[] = []
  for (let copy = 0; copy * 60 < cards.length; copy++) {
    const shelf = cards.slice(copy * 60, copy * 60 + 60)
    PLANS.forEach(([name, type, status, count, from, to, payment, silent], index) => {
      const r = random(seed, 37, copy, index)
      const first = (index * 5) % Math.max(1, shelf.length - count)
      const bid = payment === 'cpm' ? r.int(150, 480) * 100 : r.int(6, 25) * 100
      const id = 22_000_000 + (seed % 500) * 10_000 + copy * 100 + index * 7
      const chosen = shelf.slice(first, first + count)
      const bids = chosen.map(() => bid)
      const [fromDay, toDay] = [startDay + from, to === null ? null : startDay + to]
      const week = 7 * chosen.length * costOf(payment, bid, USUAL)
      campaigns.push({
        id,
        name: copy === 0 ? name : `${name} ${copy + 1}`,
        type,
        status,
        payment,
        bidType: index === 8 ? 'unified' : 'manual',
        cards: chosen.map(card => ({ card, search: bid })),
        recommended: index % 2 === 0,
        fromDay,
        toDay,
        silent: silent ?? false,
        run: runOf({
          keys: [seed, 103, id],
          createdAt: startOfDay(fromDay - MADE_BEFORE) + 36_000_000 + id * 13,
          fromDay,
          toDay,
          bids,
          step: 100,
          budget: Math.round((week * r.int(11, 24)) / 100_000) * 10_000,
          week: MONDAY,
          cost: (item, day, at) => {
            const card = chosen[item] as Card
            if (silent || status === 8 || !isAdvertised(card, day)) return 0
            return costOf(payment, at, wholeDay(seed, day, id, card))
          },
          steady: steady || status === 8,
        }),
      })
    })
  }
  return campaigns
}

/** The status that a campaign shows at an instant: ready before its start, active until its end, unless its seller or its budget has stopped it. */
export function statusAt(c: Campaign, at: number): Campaign['status'] {
  if (c.status === -1 || c.status === 8) return c.status
  switch (c.run.stateAt(at)) {
    case 'planned':
      return 4
    case 'paused':
    case 'exhausted':
      return 11
    case 'ended':
      return c.status
    default:
      return 9
  }
}

/** The cards of a campaign at an instant, with their numbers in it. */
export const cardsAt = (c: Campaign, at: number): readonly { readonly card: Card; readonly item: number }[] =>
  c.cards.map(({ card }, item) => ({ card, item })).filter(({ item }) => c.run.has(item, at))

/** The bids for a card in a campaign that are shown at an instant, kopecks; 0 where there is none, and while none is shown. */
export function bidsAt(
  seed: number,
  c: Campaign,
  { card, item }: ReturnType<typeof cardsAt>[number],
  at: number,
): { readonly search: number; readonly recommendations: number } {
  const shown = (base: number, placement: number) => {
    const keys = [seed, 42, c.id, card.index, placement]
    return base === 0 || isBlank(keys, at) ? 0 : bidAt(keys, base, 100, at).bid
  }
  const search = c.run.bidAt(item, at)
  return {
    search: shown(search, 0),
    recommendations: shown(c.recommended ? search - RECOMMENDED_LESS : 0, 1),
  }
}

type Shown = { readonly views: number; readonly clicks: number }
/** What is shown of a card on an average day. */
const USUAL: Shown = { views: 450, clicks: 20 }

/** Views and clicks of a card in a campaign that runs all day, and the numbers of the day after them. */
export function wholeDay(seed: number, day: number, campaign: number, card: Card) {
  const r = random(seed, 39, day, campaign, card.index)
  const views = r.int(3, 900)
  return { r, views, clicks: Math.min(views, r.int(1, 40)) }
}

/** What is paid for it at a bid, kopecks. */
export const costOf = (payment: Campaign['payment'], bid: number, { views, clicks }: Shown): number =>
  payment === 'cpc' ? clicks * bid : Math.round((views * bid) / 1000)
