import { z } from 'zod'
import { dayString } from '../clock.ts'
import { groupBy } from '../group.ts'
import { roubles } from '../money.ts'
import { campaignsById } from './adverts.ts'
import type { Handler } from './call.ts'
import { day, ok, percent, read } from './call.ts'
import { advertRefusal } from './errors.ts'
import { STATS_DAYS } from './fullstats.ts'
import { cardsAt } from './world/campaigns.ts'
import type { ClusterRow } from './world/clusters.ts'
import { clusterBidsOf } from './world/clusters.ts'

const MOST = 100
const DAYS = 30

function statOf({ campaign, name, views, clicks, atbs, orders, spend, position }: ClusterRow) {
  const perClick = campaign.payment === 'cpc'
  return {
    normQuery: name,
    views: perClick ? null : views,
    clicks,
    atbs,
    orders,
    shks: orders,
    ctr: perClick ? null : percent(clicks, views, 2),
    cpc: clicks === 0 ? 0 : Number((spend / 100 / clicks).toFixed(2)),
    cpm: perClick ? null : views === 0 ? 0 : Number((spend / 100 / (views / 1000)).toFixed(2)),
    avgPos: position / 10,
    spend: roubles(spend),
  }
}

const statsRequest = z.object({
  from: day,
  to: day,
  items: z.array(z.object({ advertId: z.int(), nmId: z.int() })).max(MOST),
})

/** POST /adv/v1/normquery/stats: at most a hundred pairs and thirty days; pairs without anything are left out. */
export const clusterStats: Handler = ({ shop, body, host }) => {
  const { from, to, items } = read(statsRequest, body, host)
  const world = shop.world()
  if (to < from || to - from >= DAYS)
    throw advertRefusal(400, 'invalid request body', 'incorrect request body, please check API documentation')
  campaignsById(
    shop,
    items.map(({ advertId }) => advertId),
  )
  const asked = new Set(items.map(({ advertId, nmId }) => `${advertId}/${nmId}`))
  const rows: ClusterRow[] = []
  for (let at = Math.max(from, world.today - STATS_DAYS + 1); at <= Math.min(to, world.today); at++)
    rows.push(...world.clusters(at).filter(({ campaign, card }) => asked.has(`${campaign.id}/${card.nmId}`)))
  const pairs = groupBy(rows, ({ campaign, card }) => `${campaign.id}/${card.nmId}`)
  return ok({
    items: [...pairs.values()].map(list => ({
      advertId: list[0]?.campaign.id,
      nmId: list[0]?.card.nmId,
      dailyStats: list.map(row => ({ date: dayString(row.day), stat: statOf(row) })),
    })),
  })
}

const bidsRequest = z.object({
  items: z.array(z.object({ advert_id: z.int(), nm_id: z.int() })).max(MOST),
})

/** POST /adv/v0/normquery/get-bids: clusters with bids of their own; a campaign that is paid per click spoils the request. */
export const clusterBids: Handler = ({ shop, body, host }) => {
  const { items } = read(bidsRequest, body, host)
  const { now } = shop.world()
  const campaigns = campaignsById(
    shop,
    items.map(({ advert_id }) => advert_id),
  )
  if (campaigns.some(({ payment }) => payment === 'cpc'))
    throw advertRefusal(400, 'invalid payload', 'invalid payment_type value')
  return ok({
    bids: items.flatMap(({ advert_id, nm_id }, at) => {
      const campaign = campaigns[at]
      const card = campaign && cardsAt(campaign, now).find(entry => entry.card.nmId === nm_id)?.card
      if (!campaign || !card) return []
      return clusterBidsOf(campaign, card).map(({ name, bid }) => ({
        advert_id,
        nm_id,
        norm_query: name,
        bid: Math.round(bid / 100),
        bid_kopecks: bid,
        currency: 'RUB',
      }))
    }),
  })
}
