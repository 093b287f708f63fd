import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { asOfNow, batches, momentOf, ofItsDay, today } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { mapPages, post } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import { count, id, list, maybeSum, real } from '../../core/parse/fields.ts'
import { moscowDay } from '../../core/parse/time.ts'
import type { CampaignProducts } from './campaigns.ts'
import { productsOfCampaigns, RUNNING } from './campaigns.ts'
import { bids, PER_ORDER } from './tables.ts'

const PAGE_SIZE = 100
const write = { mode: 'log', at: 'seen_at', ids: 'campaign_id' } as const

const aboveZero = <N extends number>(value: N | null): N | null =>
  value !== null && value > 0 ? value : null

/** Bids per click, in kopecks, or the target share of costs, one campaign per slice. Zero means that the campaign sets its bids automatically. */
export const clickBids = stream({
  id: 'ozon.ads.bids',
  into: [bids],
  slices: asOfNow(batches(1, RUNNING)),
  source: productsOfCampaigns,
  rows: ({ campaign, products }: CampaignProducts, slice) => {
    const seen_at = momentOf(slice)
    return {
      log_ozon_bids: products.flatMap(({ sku, ...told }) => {
        const bid = aboveZero(told.bid)
        const target_cir = aboveZero(told.targetCir)
        return bid === null && target_cir === null
          ? []
          : {
              campaign_id: campaign,
              sku,
              seen_at,
              dt: moscowDay(seen_at),
              bid,
              bid_percent: null,
              target_cir,
            }
      }),
    }
  },
  write,
})

const PromotedPage = z.object({
  products: list(z.object({ sku: id, bid: real, bidPrice: maybeSum })),
  total: count,
})
type Promoted = z.output<typeof PromotedPage>['products']

const promoted: Source<Promoted> = mapPages(
  post(HOST.performance)('/api/client/campaign/search_promo/v2/products', {
    shape: PromotedPage,
    body: () => ({ page: 1, pageSize: PAGE_SIZE }),
    next: ({ products, total }, body) => {
      const more = total === null ? products.length === PAGE_SIZE : body.page * PAGE_SIZE < total
      return more && products.length > 0 ? { ...body, page: body.page + 1 } : null
    },
  }),
  page => page.products,
)

/** Bids per order: kopecks, and the percentage of the price that they correspond to. */
export const orderBids = stream({
  id: 'ozon.ads.order_bids',
  into: [bids],
  slices: asOfNow(
    ofItsDay(async context => (await today()(context)).map(slice => ({ ...slice, ids: [PER_ORDER] }))),
  ),
  source: promoted,
  rows: (products: Promoted, slice) => {
    const seen_at = momentOf(slice)
    return {
      log_ozon_bids: products.flatMap(({ sku, ...told }) => {
        const bid = aboveZero(told.bidPrice)
        const bid_percent = aboveZero(told.bid)
        return bid === null || bid_percent === null
          ? []
          : {
              campaign_id: PER_ORDER,
              sku,
              seen_at,
              dt: moscowDay(seen_at),
              bid,
              bid_percent,
              target_cir: null,
            }
      }),
    }
  },
  write,
  // A cabinet that never paid per order may be refused here and has no such bids.
  optional: true,
})
