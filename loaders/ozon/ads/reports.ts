import { HOST } from '#contract/marketplaces/ozon.ts'
import { days, each, sliceKey } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { withFallback } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { isRefusalIn } from '../../core/errors.ts'
import { byHalves } from '../../core/run/by-halves.ts'
import { perOrder, perOrderDays } from './per-order.ts'
import { DEPTH, download, REPORT_DAYS, STATISTICS } from './report-download.ts'
import type { CampaignRows } from './report-rows.ts'
import { adRows, readReport } from './report-rows.ts'
import { adDaily, adExpense } from './tables.ts'

/** Maximum campaigns of a report (ozon.md 6.2). */
const CAMPAIGNS = 10

/** A pay-per-order campaign is not allowed in this report and fails its whole batch (ozon.md 6.5). */
const isForbidden = (error: unknown): boolean => isRefusalIn(error, /forbidden/i)

/** Reports by SKU and day, in the format of `path`. The id of an ordered report is deleted only after its rows were taken. */
const bySku = (path: string): Source<readonly CampaignRows[]> => ({
  host: HOST.performance,
  paths: [path],
  async *read(context, slice) {
    const ask = async (ids: readonly Id[]) => {
      const campaigns = ids.map(String)
      const key = `${sliceKey(slice)}@${slice.to}#${campaigns.join()}`
      const body = { campaigns, dateFrom: slice.from, dateTo: slice.to, groupBy: 'DATE' }
      return { key, found: await download(context, key, path, body, readReport) }
    }
    const reports = byHalves(slice.ids, ask, {
      isSpoilt: isForbidden,
      reject: id => context.unmapped('campaign_without_product_report', String(id)),
    })
    for await (const { key, found } of reports) {
      yield found
      await context.state.set(key, null)
    }
  },
})

/** Details by SKU, only for days with spend, ten campaigns and 62 days at a time; one report at a time, since an account has one slot (ozon.md 6.2). */
export const reports = stream({
  id: 'ozon.ads.skus',
  into: [adDaily],
  slices: each(days(REPORT_DAYS, DEPTH), CAMPAIGNS, {
    table: adExpense,
    column: 'campaign_id',
    positive: 'money_spent',
    where: { is_cpo: false },
  }),
  source: withFallback(bySku(`${STATISTICS}/json`), bySku(STATISTICS), page =>
    page.some(campaign => campaign.rows.length > 0),
  ),
  rows: (page, _slice, context) => ({
    fact_ozon_ad_daily: page.flatMap(campaign => adRows(campaign, context)),
  }),
  write: { mode: 'replace', ids: 'campaign_id' },
})

/** Pay per order by SKU and day, for days with such an expense. */
export const cpo = stream({
  id: 'ozon.ads.cpo',
  into: [adDaily],
  slices: perOrderDays,
  source: perOrder,
  parallel: 8,
  rows: page => ({ fact_ozon_ad_daily: page }),
  write: { mode: 'replace', ids: 'campaign_id' },
})
