import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { IdsOf, Slicer } from '../core/declare/slices.ts'
import { days, ofItsDay, oneDay, split, withIds } from '../core/declare/slices.ts'
import type { Source, StreamContext } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import type { Id } from '../core/declare/table.ts'
import {
  day,
  id as idColumn,
  int,
  money,
  real as number,
  optional,
  table,
  text as word,
} from '../core/declare/table.ts'
import { isRefusalIn } from '../core/errors.ts'
import {
  block,
  count,
  countOrZero,
  field,
  id,
  list,
  maybeSum,
  name,
  real,
  sumOrZero,
  text,
} from '../core/parse/fields.ts'
import { addDays } from '../core/parse/time.ts'
import { byHalves } from '../core/run/by-halves.ts'
import { bidOf } from './ads/adverts.ts'
import { adDaily, bids } from './ads/tables.ts'
import { dayOf } from './fields.ts'

const clusters = table('fact_wb_ad_clusters', {
  store: 'facts',
  key: ['advert_id', 'nm_id', 'cluster', 'dt'],
  day: 'dt',
  grain:
    'How one card was shown in one campaign on one day to buyers who searched by phrases of one cluster. What a campaign shows outside of the search is in `fact_wb_ad_daily` only. Money is in the currency of the campaign.',
  columns: {
    advert_id: idColumn(),
    nm_id: idColumn(),
    /** The phrase by which Wildberries names the cluster. */
    cluster: word(),
    dt: day(),
    /** Not told of campaigns that are paid per click, as `ctr` and `cpm`. */
    views: optional(int()),
    clicks: int(),
    atbs: int(),
    orders: int(),
    shks: int(),
    ctr: optional(number()),
    /** What a click, and a thousand views, cost on an average. */
    cpc: optional(money()),
    cpm: optional(money()),
    avg_position: optional(number()),
    spend: money(),
  },
})

const clusterBids = table('fact_wb_ad_cluster_bids', {
  store: 'facts',
  key: ['advert_id', 'nm_id', 'cluster', 'dt'],
  day: 'dt',
  grain:
    'The bid that was set for one cluster of a card in a campaign on one day, as last read, per thousand views. A cluster without a bid of its own has that of the card (`log_wb_bids`).',
  columns: {
    advert_id: idColumn(),
    nm_id: idColumn(),
    cluster: word(),
    dt: day(),
    bid: money(),
    currency: optional(word()),
  },
})

const STATS = '/adv/v1/normquery/stats'
const BIDS = '/adv/v0/normquery/get-bids'
/** Pairs of campaign and card of one request (wildberries.md 11.7). */
const MOST = 100
/** Days of one request, of 30 that may be: what is read again daily is short. A week of eighty pairs with a hundred clusters a day is 13 MB. */
const WINDOW = 7
const PAIRS = 80
/** Days of history. How far back it answers is not documented: half a year, as of advertising on Ozon, is asked for. */
const HALF_A_YEAR = 180
/** Orders are ascribed to a click days later. */
const AGAIN = 14

/** Cards that a campaign showed on days of a slice. */
const SHOWN: IdsOf = {
  table: adDaily,
  column: 'advert_id',
  beside: 'nm_id',
  where: { is_associated: false },
  except: { nm_id: ['0'] },
}
/** Cards in campaigns whose clusters may have bids of their own: those with manual bids, paid per view. Others spoil the request. */
const BIDDING: IdsOf = {
  table: bids,
  column: 'advert_id',
  beside: 'nm_id',
  where: { placement: 'search', bid_type: 'manual', payment_type: 'cpm' },
}

/** Campaign and card of a pair. */
function pairOf(pair: Id): { readonly advert: number; readonly nm: number } {
  const [advert = 0, nm = 0] = String(pair).split('/').map(Number)
  return { advert, nm }
}

/** Asks about pairs. One campaign that is gone, or of another kind meanwhile, fails a whole request: it is counted, and the others are read. */
const asking = <P>(
  context: Pick<StreamContext, 'unmapped'>,
  pairs: readonly Id[],
  ask: (pairs: readonly Id[]) => Promise<P>,
): AsyncIterable<P> =>
  byHalves(pairs, ask, {
    isSpoilt: error => isRefusalIn(error, /invalid (ids|payment_type)/i),
    reject: pair => context.unmapped('campaign_without_clusters', String(pair)),
  })

const Stat = z.object({
  normQuery: name,
  views: count,
  clicks: countOrZero,
  atbs: countOrZero,
  orders: countOrZero,
  shks: countOrZero,
  ctr: real,
  cpc: maybeSum,
  cpm: maybeSum,
  avgPos: real,
  spend: sumOrZero,
})
const StatsPage = z
  .object({
    items: list(
      z.object({
        advertId: id,
        nmId: id,
        dailyStats: list(
          z.object({
            date: field('a day', value => dayOf(value) ?? undefined),
            // A day without anything.
            stat: block(Stat.shape),
          }),
        ),
      }),
    ),
  })
  .nullable()

const statsOf: Source<z.output<typeof StatsPage>> = {
  host: HOST.advert,
  paths: [STATS],
  async *read(context, { ids, from, to }) {
    for (const some of split(ids, PAIRS))
      yield* asking(context, some, pairs => {
        const items = pairs.map(pairOf).map(({ advert, nm }) => ({ advertId: advert, nmId: nm }))
        const body = { from, to, items }
        return context.json({ host: HOST.advert, method: 'POST', path: STATS, body }, StatsPage)
      })
  },
}

const daily = stream({
  id: 'wb.ad_clusters.days',
  into: [clusters],
  slices: withIds(days(WINDOW, { first: HALF_A_YEAR, again: AGAIN }), SHOWN),
  source: statsOf,
  rows: page => ({
    fact_wb_ad_clusters: (page?.items ?? []).flatMap(({ advertId, nmId, dailyStats }) =>
      dailyStats.flatMap(({ date, stat }) => {
        if (stat === null) return []
        const { normQuery, avgPos, ...figures } = stat
        const key = { advert_id: advertId, nm_id: nmId, cluster: normQuery, dt: date }
        return { ...key, ...figures, avg_position: avgPos }
      }),
    ),
  }),
  write: { mode: 'replace' },
})

/** Today's slice with the pairs that had a bid today or yesterday: the bids of the cards may be read after those of the clusters. */
const lately: Slicer = ofItsDay(async plan => {
  const { today } = plan
  const since = async () => [
    { window: oneDay(today), from: addDays(today, -1), to: today, ids: [], open: true },
  ]
  return (await withIds(since, BIDDING)(plan)).map(slice => ({ ...slice, from: today }))
})

const BidsPage = z
  .object({
    bids: list(
      // `bid` is in whole units, and contradicts `bid_kopecks` in the document's own example.
      z.object({ advert_id: id, nm_id: id, norm_query: name, bid_kopecks: count, currency: text }),
    ),
  })
  .nullable()

const bidsOf: Source<z.output<typeof BidsPage>> = {
  host: HOST.advert,
  paths: [BIDS],
  async *read(context, { ids }) {
    for (const some of split(ids, MOST))
      yield* asking(context, some, pairs => {
        const body = { items: pairs.map(pairOf).map(({ advert, nm }) => ({ advert_id: advert, nm_id: nm })) }
        return context.json({ host: HOST.advert, method: 'POST', path: BIDS, body }, BidsPage)
      })
  },
}

const set = stream({
  id: 'wb.ad_clusters.bids',
  into: [clusterBids],
  slices: lately,
  source: bidsOf,
  rows: (page, { to: dt }) => ({
    fact_wb_ad_cluster_bids: (page?.bids ?? []).flatMap(
      ({ advert_id, nm_id, norm_query, bid_kopecks, currency }) => {
        const bid = bidOf(bid_kopecks)
        return bid === null ? [] : { advert_id, nm_id, cluster: norm_query, dt, bid, currency }
      },
    ),
  }),
  write: { mode: 'replace' },
})

export const adClustersTables = [clusters, clusterBids] as const
/** After advertising, of which it takes the campaigns, and once a day. A Base token has two requests an hour, so that a slice of several would never end. */
export const adClustersStep = step(
  'wb.ad_clusters',
  { lane: 'ads', refresh: 'daily', when: ({ may }) => (may('base') ? 'token_type' : null) },
  [daily, set],
)
