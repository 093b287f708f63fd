import { dayString, endOfDay } from '../../clock.ts'
import { shownSoFar } from '../../world/ad-day-truth.ts'
import { perDay } from '../../world/once.ts'
import { places } from '../../world/sums.ts'
import type { AdRow, Charge } from './ads.ts'
import { bidsAt, cardsAt, statusAt } from './campaigns.ts'
import { clusterBidsOf } from './clusters.ts'
import type { WbWorld } from './index.ts'
import { makeWbWorld } from './index.ts'
import type { WbTruth } from './sums.ts'
import { chargeZero, clusterZero } from './sums.ts'

const running = ({ campaigns, now }: WbWorld) =>
  campaigns().filter(c => c.type === 9 && [9, 11].includes(statusAt(c, now)))

/** Bids that are shown now, by `campaign/card/placement`. */
export function bidsOf(world: WbWorld): WbTruth['bids'] {
  const shown = running(world).flatMap(c =>
    cardsAt(c, world.now).flatMap(entry =>
      Object.entries(bidsAt(world.seed, c, entry, world.now)).map(
        ([placement, bid]) => [`${c.id}/${entry.card.nmId}/${placement}`, bid] as const,
      ),
    ),
  )
  return Object.fromEntries(shown.filter(([, bid]) => bid > 0))
}

const eveningOf = (world: WbWorld): WbWorld => makeWbWorld({ ...world, now: endOfDay(world.today) })

/** The present day of worlds that were asked for: advertising, charges, clusters and limits have it in common. */
const todays = new WeakMap<WbWorld, readonly AdRow[]>()

/** The rows of campaigns of one day as they are told now. */
export function adRowsOf(world: WbWorld, day: number): readonly AdRow[] {
  if (day !== world.today) return world.adRows(day)
  const rows = todays.get(world) ?? rowsOfToday(world)
  todays.set(world, rows)
  return rows
}

/** They are those of the evening without the views, clicks, baskets and costs to come; orders are attributed as the world has it. */
function rowsOfToday(world: WbWorld): readonly AdRow[] {
  const day = world.today
  const keyOf = ({ campaign, card }: AdRow) => `${campaign.id}/${card.nmId}`
  const told = new Map(world.adRows(day).map(row => [keyOf(row), row]))
  const part = perDay(id => {
    const campaign = world.campaigns().find(one => one.id === id)
    return campaign ? shownSoFar(campaign.run, day, world.now) : () => 0
  })
  return eveningOf(world)
    .adRows(day)
    .flatMap(evening => {
      const { campaign, card, associated } = evening
      const now = told.get(keyOf(evening))
      const [orders, revenue, canceled] = [now?.orders ?? 0, now?.revenue ?? 0, now?.canceled ?? 0]
      const so = part(campaign.id)
      const [views, clicks] = [so(evening.views), so(evening.clicks)]
      if (views === 0 && orders === 0) return []
      const bid = campaign.run.on(day).bids[campaign.cards.findIndex(one => one.card === card)] ?? 0
      return [
        {
          ...evening,
          ...{ views, clicks, orders, revenue, canceled },
          atbs: orders + (associated ? 0 : so(evening.atbs - evening.orders)),
          spend:
            campaign.payment === 'cpm'
              ? Math.round((views * bid) / 1000)
              : evening.spend - (evening.clicks - clicks) * bid,
        },
      ]
    })
}

/** What each campaign has cost today, kopecks, by its id; those that have cost nothing are left out. */
export function spentTodayOf(world: WbWorld): WbTruth['spentToday'] {
  const spent: WbTruth['spentToday'] = {}
  for (const { campaign, spend } of adRowsOf(world, world.today))
    if (spend > 0) spent[campaign.id] = (spent[campaign.id] ?? 0) + spend
  return spent
}

/** The charges of one day as they are told now: what a campaign has cost by now is charged on the present day, in whole roubles. */
export function chargesOn(world: WbWorld, day: number): readonly Charge[] {
  if (day !== world.today) return world.charges(day)
  const spent = new Map<number, number>()
  for (const { campaign, spend } of adRowsOf(world, day))
    spent.set(campaign.id, (spent.get(campaign.id) ?? 0) + spend)
  return eveningOf(world)
    .charges(day)
    .map(charge => ({ ...charge, sum: Math.round((spent.get(charge.campaign.id) ?? 0) / 100) }))
    .filter(({ sum }) => sum > 0)
}

/** The share of a card's advertising that its clusters have: all of it, or 65 of 100 where recommendations show it too. */
const inSearch = (n: number, isRecommended: boolean) => (isRecommended ? Math.floor((n * 65) / 100) : n)

/** Clusters between two days: figures from the rows of advertising, which they add up to. */
export function clustersOf(
  world: WbWorld,
  from: number,
  to: number,
): Pick<WbTruth, 'clusters' | 'clusterBids'> {
  const place = places(clusterZero)
  for (let day = from; day <= to; day++) {
    for (const { campaign, card, associated, ...row } of adRowsOf(world, day)) {
      const entry = campaign.cards.find(one => one.card === card)
      if (campaign.type !== 9 || associated || !entry) continue
      for (const s of [place.total(), place.day(day), place.sku(card.nmId)]) {
        s.views += campaign.payment === 'cpm' ? inSearch(row.views, campaign.recommended) : 0
        s.clicks += inSearch(row.clicks, campaign.recommended)
        s.atbs += inSearch(row.atbs, campaign.recommended)
        s.orders += inSearch(row.orders, campaign.recommended)
        s.spend += inSearch(row.spend, campaign.recommended)
      }
    }
    for (const { card } of world.clusters(day))
      for (const s of [place.total(), place.day(day), place.sku(card.nmId)]) s.rows += 1
  }
  const bids = running(world).flatMap(c =>
    cardsAt(c, world.now).flatMap(({ card }) =>
      clusterBidsOf(c, card).map(({ name, bid }) => [`${c.id}/${card.nmId}/${name}`, bid] as const),
    ),
  )
  return { clusters: place.sums, clusterBids: Object.fromEntries(bids) }
}

/** What was charged for advertising between two days: in all, and what the seller paid of it. */
export function chargesOf(
  world: WbWorld,
  span: { readonly from: number; readonly to: number },
): WbTruth['adCosts'] {
  const total = chargeZero()
  const undated = chargeZero()
  const paid = chargeZero()
  const byDay: WbTruth['adCosts']['byDay'] = {}
  const byCampaign: WbTruth['adCosts']['byCampaign'] = {}
  const paidByCampaign: WbTruth['adCosts']['byCampaign'] = {}
  const byPayment: WbTruth['adCosts']['byPayment'] = {}
  for (let day = span.from; day <= span.to; day++)
    for (const charge of chargesOn(world, day)) {
      const text = dayString(day)
      const months = byPayment[charge.payment] ?? {}
      byPayment[charge.payment] = months
      months[text.slice(0, 7)] = (months[text.slice(0, 7)] ?? 0) + charge.sum * 100
      if (charge.at !== null) byDay[text] ??= chargeZero()
      byCampaign[charge.campaign.id] ??= chargeZero()
      const isPaid = charge.payment === 'Баланс' || charge.payment === 'Счет'
      if (isPaid) paidByCampaign[charge.campaign.id] ??= chargeZero()
      for (const s of [
        total,
        isPaid ? paid : undefined,
        isPaid ? paidByCampaign[charge.campaign.id] : undefined,
        charge.at === null ? undated : byDay[text],
        byCampaign[charge.campaign.id],
      ])
        if (s) {
          s.rows += 1
          s.sum += charge.sum * 100
        }
    }
  return { total, byDay, byCampaign, byPayment, undated, paid, paidByCampaign }
}
