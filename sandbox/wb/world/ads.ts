import { DAY, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import { bidAt, isBlank } from '../../world/bids.ts'
import type { Card } from './cards.ts'
import type { Order } from './orders.ts'

/** A campaign; bids in kopecks (per click, or per thousand views), the budget in roubles; `toDay` null = open end. */
export type Campaign = {
  readonly id: number
  readonly name: string
  readonly type: number
  readonly status: -1 | 4 | 7 | 8 | 9 | 11
  readonly payment: 'cpm' | 'cpc'
  readonly bidType: 'manual' | 'unified'
  readonly cards: readonly {
    readonly card: Card
    readonly search: number
    readonly recommendations: number
  }[]
  readonly fromDay: number
  readonly toDay: number | null
  readonly budget: number
  readonly silent: boolean
}

/** Results of one campaign for one card on one Moscow day, over all apps; kopecks. */
export type AdRow = {
  readonly campaign: Campaign
  readonly card: Card
  readonly day: number
  /** Ordered after a click on another card: no views. */
  readonly associated: boolean
  readonly views: number
  readonly clicks: number
  readonly spend: number
  readonly atbs: number
  readonly orders: number
  readonly revenue: number
  readonly canceled: number
}

/** One charge; `at` null while its document is not issued. Whole roubles. */
export type Charge = {
  readonly campaign: Campaign
  readonly day: number
  readonly at: number | null
  readonly number: number
  readonly sum: number
  readonly payment: 'Баланс' | 'Счет' | 'Бонусы' | 'Кэшбэк'
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

/** The campaigns of a shop; more cards bring more copies of the plans. */
export function makeCampaigns(seed: number, startDay: number, cards: readonly Card[]): readonly Campaign[] {
  const campaigns: Campaign[] = []
  for (let copy = 0; copy * 60 < cards.length; copy++) {
    const shelf = cards.slice(copy * 60, copy * 60 + 60)
    PLANS.forEach(([name, type, status, count, from, to, payment, silent], index) => {
      const r = random(seed, 37, copy, index)
      const first = (index * 5) % Math.max(1, shelf.length - count)
      const bid = payment === 'cpm' ? r.int(150, 480) * 100 : r.int(6, 25) * 100
      campaigns.push({
        id: 22_000_000 + (seed % 500) * 10_000 + copy * 100 + index * 7,
        name: copy === 0 ? name : `${name} ${copy + 1}`,
        type,
        status,
        payment,
        bidType: index === 8 ? 'unified' : 'manual',
        cards: shelf
          .slice(first, first + count)
          .map(card => ({ card, search: bid, recommendations: index % 2 === 0 ? bid - 50 : 0 })),
        fromDay: startDay + from,
        toDay: to === null ? null : startDay + to,
        budget: r.int(0, 90) * 100,
        silent: silent ?? false,
      })
    })
  }
  return campaigns
}

/** Whether a campaign ran on a day. */
const ran = (c: Campaign, day: number): boolean =>
  !c.silent && c.status !== 8 && c.fromDay <= day && (c.toDay === null || day <= c.toDay)

/** The status that a campaign shows: ready before its start, active until its end. */
export function statusOn(c: Campaign, today: number): Campaign['status'] {
  if (c.status === -1 || c.status === 8) return c.status
  if (c.fromDay > today) return 4
  return c.toDay === null || c.toDay >= today ? 9 : c.status
}

type Claims = Map<Campaign, Map<Card, Order[]>>

// Every order is claimed at most once, days after it was made; some bring a card that was not advertised.
function claimed(seed: number, live: readonly Campaign[], orders: readonly Order[], now: number): Claims {
  const claims: Claims = new Map()
  if (live.length === 0) return claims
  for (const o of orders) {
    const r = random(seed, 38, o.serial)
    if (o.at + r.int(1, 72) * 3_600_000 > now || !r.chance(0.3)) continue
    const own = live.filter(c => c.cards.some(entry => entry.card === o.card))
    const campaign = own.length > 0 ? r.pick(own) : r.chance(0.15) ? r.pick(live) : null
    if (campaign === null) continue
    const byCard = claims.get(campaign) ?? new Map<Card, Order[]>()
    claims.set(campaign, byCard.set(o.card, [...(byCard.get(o.card) ?? []), o]))
  }
  return claims
}

/** The bids for a card in a campaign that are shown at an instant, kopecks; 0 where there is none, and while none is shown. */
export function bidsAt(
  seed: number,
  c: Campaign,
  { card, search, recommendations }: Campaign['cards'][number],
  at: number,
): { readonly search: number; readonly recommendations: number } {
  const shown = (base: number, placement: number) => {
    const keys = [seed, 42, c.id, card.index, placement]
    return base === 0 || isBlank(keys, at) ? 0 : bidAt(keys, base, 100, at).bid
  }
  return { search: shown(search, 0), recommendations: shown(recommendations, 1) }
}

/** Views and clicks of a card in a campaign on a day at a bid, their cost (kopecks), and the numbers of the day after them. */
function shownOn(seed: number, day: number, campaign: Campaign, card: Card, bid: number | undefined) {
  const r = random(seed, 39, day, campaign.id, card.index)
  const views = bid === undefined ? 0 : r.int(3, 900)
  const clicks = bid === undefined ? 0 : Math.min(views, r.int(1, 40))
  const spend = campaign.payment === 'cpc' ? clicks * (bid ?? 0) : Math.round((views * (bid ?? 0)) / 1000)
  return { r, views, clicks, spend }
}

/** What advertising a card costs on a day, kopecks: what it lifts its orders by. */
export function adsCost(seed: number, campaigns: readonly Campaign[], card: Card, day: number): number {
  if (card.createdAt >= startOfDay(day)) return 0
  let sum = 0
  for (const campaign of campaigns) {
    if (!ran(campaign, day)) continue
    const entry = campaign.cards.find(one => one.card === card)
    if (entry) sum += shownOn(seed, day, campaign, card, entry.search).spend
  }
  return sum
}

/** The rows of all campaigns on one day as they look at `now`. */
export function adRowsOfDay(
  seed: number,
  day: number,
  campaigns: readonly Campaign[],
  orders: readonly Order[],
  now: number,
): readonly AdRow[] {
  const live = campaigns.filter(c => ran(c, day))
  const claims = claimed(seed, live, orders, now)
  return live.flatMap(campaign => {
    const byCard = claims.get(campaign) ?? new Map<Card, Order[]>()
    const advertised = campaign.cards.filter(({ card }) => card.createdAt < startOfDay(day))
    const bids = new Map(advertised.map(({ card, search }) => [card, search]))
    return [...new Set([...bids.keys(), ...byCard.keys()])].map(card => {
      const bid = bids.get(card)
      const { r, views, clicks, spend } = shownOn(seed, day, campaign, card, bid)
      const taken = byCard.get(card) ?? []
      return {
        campaign,
        card,
        day,
        associated: bid === undefined,
        views,
        clicks,
        spend,
        atbs: taken.length + (bid === undefined ? 0 : r.int(0, 4)),
        orders: taken.length,
        revenue: taken.reduce((sum, o) => sum + o.priceWithDisc, 0),
        canceled: taken.filter(o => o.cancelledAt <= now).length,
      }
    })
  })
}

const PAYMENTS = ['Баланс', 'Баланс', 'Счет', 'Бонусы'] as const

/** Every third payment by the marketplace is cashback. */
const paymentOf = (drawn: (typeof PAYMENTS)[number], day: number): Charge['payment'] =>
  drawn === 'Бонусы' && day % 3 === 0 ? 'Кэшбэк' : drawn

/** The charges of one day: one per campaign that spent, without a document on the present day. */
export function chargesOfDay(
  seed: number,
  day: number,
  rows: readonly AdRow[],
  today: number,
): readonly Charge[] {
  const spend = new Map<Campaign, number>()
  for (const row of rows) spend.set(row.campaign, (spend.get(row.campaign) ?? 0) + row.spend)
  return [...spend]
    .map(([campaign, sum]) => {
      const r = random(seed, 40, day, campaign.id)
      const issued = day < today
      return {
        campaign,
        day,
        at: issued ? startOfDay(day) + DAY - r.int(60, 6000) * 1000 : null,
        number: issued ? 180_000_000 + day * 100 + (campaign.id % 97) : 0,
        sum: Math.round(sum / 100),
        payment: paymentOf(r.pick(PAYMENTS), day),
      }
    })
    .filter(charge => charge.sum > 0)
}
