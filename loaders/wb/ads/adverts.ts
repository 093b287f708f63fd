import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slicer } from '../../core/declare/slices.ts'
import { batches, ofItsDay } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import type { Id } from '../../core/declare/table.ts'
import { isRefusalIn } from '../../core/errors.ts'
import { block, count, flag, id, list, maybeId, moscowTime, text } from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { addDays } from '../../core/parse/time.ts'
import { byHalves } from '../../core/run/by-halves.ts'
import { campaigns } from './tables.ts'

export const ADVERTS = '/api/advert/v2/adverts'

export const Advert = z.looseObject({
  id,
  bid_type: text,
  currency: text,
  status: count,
  nm_settings: list(
    z.object({
      nm_id: id,
      bids_kopecks: block({ search: count, recommendations: count }),
      subject: block({ id: maybeId, name: text }),
    }),
  ),
  restrictions: block({ can_change_nms: flag }),
  settings: block({
    name: text,
    payment_type: text,
    placements: block({ search: flag, recommendations: flag }),
  }),
  timestamps: block({ created: moscowTime, started: moscowTime, updated: moscowTime, deleted: moscowTime }),
})
export type Advert = z.output<typeof Advert>
const AdvertsPage = block({ adverts: list(Advert) })

/** Details of up to fifty campaigns; the response omits campaigns of discontinued types. */
export async function advertsOf(context: StreamContext, ids: readonly Id[]): Promise<readonly Advert[]> {
  const request = { host: HOST.advert, method: 'GET', path: ADVERTS, query: { ids: ids.join() } } as const
  return (await context.json(request, AdvertsPage))?.adverts ?? []
}

/** A bid in hundredths of the account's currency; null for zero and for a missing bid. */
export const bidOf = (told: number | null | undefined): Kopecks | null =>
  told && told > 0 ? (told as Kopecks) : null

/** Maximum campaigns per request. */
export const CAMPAIGNS = 50

/** Batches of campaigns with these statuses that were listed today or yesterday; a deleted campaign disappears from the list. */
export const campaignBatches = (...statuses: readonly string[]): Slicer =>
  ofItsDay(async plan => {
    const lately = [plan.today, addDays(plan.today, -1)]
    const of = { table: campaigns, column: 'advert_id', where: { status: statuses, seen_on: lately } }
    return batches(CAMPAIGNS, of)(plan)
  })

/** Requests campaigns in batches. One unknown id fails the whole request (wildberries.md 6): it is counted as `what`, and the others are loaded. */
export const knownCampaigns = <P>(
  context: Pick<StreamContext, 'unmapped'>,
  ids: readonly Id[],
  what: string,
  ask: (ids: readonly Id[]) => Promise<P>,
): AsyncIterable<P> =>
  byHalves(ids, ask, {
    isSpoilt: error => isRefusalIn(error, /invalid ids/i),
    reject: id => context.unmapped(what, String(id)),
  })

/** The value counted for a campaign that was deleted after it was listed. */
export const GONE = 'campaign_gone'
