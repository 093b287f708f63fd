import { random } from '../../random.ts'
import type { AdRow } from './ads.ts'
import type { Campaign } from './campaigns.ts'
import type { Card } from './cards.ts'

/** The part of a card's advertising on a day that came by searches for phrases of one cluster; kopecks. */
export type ClusterRow = Pick<AdRow, 'campaign' | 'card' | 'day'> & {
  readonly name: string
  readonly views: number
  readonly clicks: number
  readonly atbs: number
  readonly orders: number
  readonly spend: number
  /** Tenths of a place in the results of the search. */
  readonly position: number
}

/** The per cents of a campaign's advertising that are shown in the search, where it has recommendations as well. */
const IN_SEARCH = 65

const entryOf = (campaign: Campaign, card: Card) => campaign.cards.find(entry => entry.card === card)

/** The clusters of a card, the largest first. */
export function clustersOf({ subject, brand, title, index }: Card): readonly string[] {
  const word = subject.toLowerCase()
  const kind = /«(.+)»/.exec(title)?.[1]?.toLowerCase() ?? word
  return [word, `${word} ${brand.toLowerCase()}`, `${word} ${kind}`, `купить ${word}`].slice(
    0,
    2 + (index % 3),
  )
}

/** Per cents of what the clusters before it left; the last one gets the rest. */
const sharesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? 100 : 45 + 5 * i))

/** The clusters of a row of advertising; none of campaigns of the old kinds, and of cards that were only ordered. */
export function clusterRows(seed: number, row: AdRow): readonly ClusterRow[] {
  const { campaign, card, day } = row
  const entry = entryOf(campaign, card)
  if (campaign.type !== 9 || row.associated || !entry) return []
  const part = campaign.recommended ? IN_SEARCH : 100
  const cut = (n: number, percent: number) => Math.floor((n * percent) / 100)
  const left = {
    views: cut(row.views, part),
    clicks: cut(row.clicks, part),
    atbs: cut(row.atbs, part),
    orders: cut(row.orders, part),
    spend: cut(row.spend, part),
  }
  const names = clustersOf(card)
  const shares = sharesOf(names.length)
  return names.flatMap((name, at) => {
    const own = { ...left }
    for (const figure of Object.keys(left) as (keyof typeof left)[]) {
      own[figure] = cut(left[figure], shares[at] as number)
      left[figure] -= own[figure]
    }
    const position = random(seed, 81, day, campaign.id, card.index, at).int(10, 400)
    return Object.values(own).some(n => n > 0) ? [{ campaign, card, day, name, ...own, position }] : []
  })
}

/** The bids of a card's clusters in a campaign, kopecks; those that have none of their own are missing. Only manual bids per view can have them. */
export function clusterBidsOf(campaign: Campaign, card: Card): readonly { name: string; bid: number }[] {
  const entry = entryOf(campaign, card)
  if (!entry || campaign.bidType !== 'manual' || campaign.payment !== 'cpm') return []
  return clustersOf(card).flatMap((name, at) =>
    (card.index + at) % 2 === 0 ? [{ name, bid: entry.search + 1000 * (at + 1) }] : [],
  )
}
