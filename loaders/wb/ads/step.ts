import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slicer } from '../../core/declare/slices.ts'
import { oneDay, since, split } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { CURSOR_KEY, step, stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { block, count, extra, id, list, moscowTime, sum, text } from '../../core/parse/fields.ts'
import {
  ADVERTS,
  Advert,
  advertsOf,
  bidOf,
  CAMPAIGNS,
  campaignBatches,
  GONE,
  knownCampaigns,
} from './adverts.ts'
import { bidLog } from './bids.ts'
import { charges, statistics } from './spending.ts'
import { adDaily, bids, budgets, campaignProducts, campaigns, costs } from './tables.ts'

const COUNT = '/adv/v1/promotion/count'
const BUDGET = '/api/advert/v2/budget'

const CountPage = z.object({
  adverts: list(
    z.object({
      type: count,
      status: count,
      advert_list: list(z.object({ advertId: id, changeTime: moscowTime })),
    }),
  ),
})

interface Listed {
  readonly advert: Id
  readonly type: number
  readonly status: number
  readonly changedAt: string | null
  readonly details: Advert | null
}

/** Of the current type, and running or paused. */
const isRunning = ({ type, status }: Pick<Listed, 'type' | 'status'>): boolean =>
  type === 9 && [9, 11].includes(status)

/** All campaigns by id. With a Base token fifty of them take an hour, so each page is a resume point. */
const everyCampaign: Source<readonly Listed[]> = {
  host: HOST.advert,
  paths: [COUNT, ADVERTS],
  async *read(context) {
    const { adverts } = await context.json({ host: HOST.advert, method: 'GET', path: COUNT }, CountPage)
    const cursor = Number(await context.state.get(CURSOR_KEY))
    const all = adverts
      .flatMap(({ type, status, advert_list }) =>
        advert_list.map(({ advertId, changeTime }) => ({
          advert: advertId,
          type: type ?? 0,
          status: status ?? 0,
          changedAt: changeTime,
        })),
      )
      .filter(({ advert }) => Number(advert) > cursor)
      .sort((one, other) => Number(one.advert) - Number(other.advert))
    for (const some of split(all, CAMPAIGNS)) {
      const details = new Map(
        (
          await advertsOf(
            context,
            some.map(one => one.advert),
          )
        ).map(advert => [String(advert.id), advert]),
      )
      // Discontinued types are omitted from the response; running campaigns never are.
      if (details.size === 0 && some.some(isRunning))
        throw new LoadError('server', `${ADVERTS}: not one campaign of those that run`)
      yield some.map(one => ({ ...one, details: details.get(String(one.advert)) ?? null }))
    }
    await context.state.set(CURSOR_KEY, null)
  },
}

/** The end of a campaign; the marketplace gives 2100 for one that was not deleted (wildberries.md 1.7). */
const ended = (instant: string | null | undefined): string | null =>
  instant && instant < '2099' ? instant : null

const unknownOf = (advert: Advert): unknown =>
  extra(Object.fromEntries(Object.entries(advert).filter(([field]) => !(field in Advert.shape))))

/** Once a day with a Base token: it may request fifty campaigns an hour, and the other hours are left for bids. */
const listings: Slicer = async plan =>
  (await since()(plan)).map(slice =>
    plan.may('base') ? { ...slice, window: oneDay(plan.today), open: false } : slice,
  )

const all = stream({
  id: 'wb.ads.campaigns',
  into: [campaigns, campaignProducts],
  slices: listings,
  source: everyCampaign,
  cursor: page => String(page.at(-1)?.advert ?? 0),
  rows: (page, { to }) => ({
    dim_wb_campaigns: page.map(({ advert, type, status, changedAt, details }) => ({
      advert_id: advert,
      type,
      status,
      name: details?.settings?.name?.trim() ?? null,
      bid_type: details?.bid_type ?? null,
      payment_type: details?.settings?.payment_type ?? null,
      currency: details?.currency ?? null,
      search_enabled: details?.settings?.placements?.search ?? null,
      recommendations_enabled: details?.settings?.placements?.recommendations ?? null,
      can_change_nms: details?.restrictions?.can_change_nms ?? null,
      created_at: details?.timestamps?.created ?? null,
      started_at: details?.timestamps?.started ?? null,
      updated_at: details?.timestamps?.updated ?? null,
      deleted_at: ended(details?.timestamps?.deleted),
      changed_at: changedAt,
      seen_on: to,
      extra: details ? unknownOf(details) : null,
    })),
    dim_wb_campaign_products: page.flatMap(({ advert, details }) =>
      (details?.nm_settings ?? []).map(({ nm_id, subject, bids_kopecks }) => ({
        advert_id: advert,
        nm_id,
        subject_id: subject?.id ?? null,
        subject: subject?.name ?? null,
        bid_search: bidOf(bids_kopecks?.search),
        bid_recommendations: bidOf(bids_kopecks?.recommendations),
        seen_on: to,
      })),
    ),
  }),
})

const BudgetPage = block({ adverts: list(z.object({ advertId: id, currency: text, total: sum })) })
const budgetsOf: Source<z.output<typeof BudgetPage>> = {
  host: HOST.advert,
  paths: [BUDGET],
  async *read(context, slice) {
    yield* knownCampaigns(context, slice.ids, GONE, ids => {
      const body = { advertIds: ids.map(Number) }
      return context.json({ host: HOST.advert, method: 'POST', path: BUDGET, body }, BudgetPage)
    })
  },
}

const left = stream({
  id: 'wb.ads.budgets',
  into: [budgets],
  slices: campaignBatches('4', '9', '11'),
  source: budgetsOf,
  rows: (page, { to: dt }) => ({
    fact_wb_ad_budgets: (page?.adverts ?? []).map(({ advertId, total, currency }) => ({
      advert_id: advertId,
      dt,
      budget: total,
      currency,
    })),
  }),
})

export const adsTables = [campaigns, campaignProducts, bids, budgets, costs, adDaily] as const
export const adsStep = step('wb.ads', { lane: 'ads', refresh: 'ads' }, [
  all,
  bidLog,
  charges,
  statistics,
  left,
])
