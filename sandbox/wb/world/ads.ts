import { DAY, endOfDay, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { AdCost } from '../../world/demand.ts'
import type { Campaign } from './campaigns.ts'
import { cardsAt, costOf, wholeDay } from './campaigns.ts'
import type { Card } from './cards.ts'
import { isAdvertised } from './cards.ts'
import type { Order } from './orders.ts'

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

/** Whether a campaign ran on a day, for a part of it at least. */
const ran = (c: Campaign, day: number): boolean => !c.silent && c.status !== 8 && c.run.on(day).share > 0

type Claims = Map<Campaign, Map<Card, Order[]>>

// Every order is claimed at most once, days after it was made; some bring a card that was not advertised.
function claimed(
  seed: number,
  day: number,
  live: readonly Campaign[],
  orders: readonly Order[],
  now: number,
): Claims {
  const claims: Claims = new Map()
  if (live.length === 0) return claims
  const inside = new Map(live.map(c => [c, new Set(cardsAt(c, startOfDay(day)).map(({ card }) => card))]))
  for (const o of orders) {
    const r = random(seed, 38, o.serial)
    if (o.at + r.int(1, 72) * 3_600_000 > now || !r.chance(0.3)) continue
    const own = live.filter(c => inside.get(c)?.has(o.card))
    const campaign = own.length > 0 ? r.pick(own) : r.chance(0.15) ? r.pick(live) : null
    if (campaign === null) continue
    const byCard = claims.get(campaign) ?? new Map<Card, Order[]>()
    claims.set(campaign, byCard.set(o.card, [...(byCard.get(o.card) ?? []), o]))
  }
  return claims
}

/** The same of a campaign as it ran until an instant (UTC ms); nothing is shown of a card without a bid. */
function shownOn(
  seed: number,
  day: number,
  { id, payment, run }: Campaign,
  card: Card,
  bid: number | null,
  now: number,
) {
  if (bid === null) return { r: random(seed, 39, day, id, card.index), views: 0, clicks: 0, spend: 0 }
  const { r, ...whole } = wholeDay(seed, day, id, card)
  const { share } = run.on(day)
  const by = (count: number) => run.shownBy(Math.floor(count * share), day, now)
  const shown = { views: by(whole.views), clicks: by(whole.clicks) }
  return { r, ...shown, spend: costOf(payment, bid, shown) }
}

/** What advertising cards costs on a day, kopecks: what it lifts the orders of a card by. */
export function adCosts(seed: number, campaigns: readonly Campaign[]) {
  const byCard = new Map<Card, { campaign: Campaign; item: number }[]>()
  for (const campaign of campaigns)
    for (const [item, { card }] of campaign.cards.entries())
      byCard.set(card, [...(byCard.get(card) ?? []), { campaign, item }])
  return (card: Card, day: number): readonly AdCost[] =>
    !isAdvertised(card, day)
      ? []
      : (byCard.get(card) ?? []).flatMap(({ campaign, item }) => {
          if (!ran(campaign, day)) return []
          const bid = campaign.run.on(day).bids[item] ?? null
          const { spend } = shownOn(seed, day, campaign, card, bid, endOfDay(day))
          return spend === 0 ? [] : [{ id: campaign.id, spend }]
        })
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
  const claims = claimed(seed, day, live, orders, now)
  return live.flatMap(campaign => {
    const byCard = claims.get(campaign) ?? new Map<Card, Order[]>()
    const { bids } = campaign.run.on(day)
    const advertised = new Map<Card, number>()
    for (const [item, { card }] of campaign.cards.entries()) {
      const bid = bids[item] ?? null
      if (bid !== null && isAdvertised(card, day)) advertised.set(card, bid)
    }
    return [...new Set([...advertised.keys(), ...byCard.keys()])].flatMap((card): readonly AdRow[] => {
      const bid = advertised.get(card) ?? null
      const { r, views, clicks, spend } = shownOn(seed, day, campaign, card, bid, now)
      const taken = byCard.get(card) ?? []
      if (bid !== null && views === 0 && taken.length === 0) return []
      return [
        {
          campaign,
          card,
          day,
          associated: bid === null,
          views,
          clicks,
          spend,
          atbs: taken.length + (bid === null ? 0 : campaign.run.shownBy(r.int(0, 4), day, now)),
          orders: taken.length,
          revenue: taken.reduce((sum, o) => sum + o.priceWithDisc, 0),
          canceled: taken.filter(o => o.cancelledAt <= now).length,
        },
      ]
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
