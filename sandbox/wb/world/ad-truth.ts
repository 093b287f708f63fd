import { places } from '../../world/sums.ts'
import { bidsAt, cardsAt, statusAt } from './campaigns.ts'
import { clusterBidsOf } from './clusters.ts'
import type { WbWorld } from './index.ts'
import type { WbTruth } from './sums.ts'
import { clusterZero } from './sums.ts'

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
    for (const { campaign, card, associated, ...row } of world.adRows(day)) {
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
