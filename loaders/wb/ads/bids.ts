import { HOST } from '#contract/marketplaces/wb.ts'
import { asOfNow, momentOf } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import { moscowDay } from '../../core/parse/time.ts'
import type { Advert } from './adverts.ts'
import { ADVERTS, advertsOf, bidOf, campaignBatches, GONE, knownCampaigns } from './adverts.ts'
import { bids } from './tables.ts'

const PLACEMENTS = ['search', 'recommendations'] as const

const adverts: Source<readonly Advert[]> = {
  host: HOST.advert,
  paths: [ADVERTS],
  async *read(context, slice) {
    yield* knownCampaigns(context, slice.ids, GONE, ids => advertsOf(context, ids))
  },
}

/** Bids of running and paused campaigns, one row per card and placement, in hundredths of the account's currency. */
export const bidLog = stream({
  id: 'wb.ads.bids',
  into: [bids],
  slices: asOfNow(campaignBatches('9', '11')),
  source: adverts,
  rows: (page: readonly Advert[], slice) => {
    const seen_at = momentOf(slice)
    return {
      log_wb_bids: page.flatMap(({ id: advert, bid_type, currency, status, settings, nm_settings }) =>
        nm_settings.flatMap(({ nm_id, bids_kopecks }) =>
          PLACEMENTS.flatMap(placement => {
            const bid = bidOf(bids_kopecks?.[placement])
            return bid === null
              ? []
              : {
                  advert_id: advert,
                  nm_id,
                  placement,
                  seen_at,
                  dt: moscowDay(seen_at),
                  bid,
                  bid_type,
                  payment_type: settings?.payment_type ?? null,
                  is_enabled: settings?.placements?.[placement] ?? null,
                  status,
                  currency,
                }
          }),
        ),
      ),
    }
  },
  write: { mode: 'log', at: 'seen_at', ids: 'advert_id' },
})
