import { z } from 'zod'
import { LoadError } from '../core/errors.ts'
import type { Kopecks } from '../core/money.ts'
import { block, count, extra, flag, id, list, maybeId, sum, text } from '../core/shapes.ts'
import type { IdsOf } from '../core/slices.ts'
import { batches, since } from '../core/slices.ts'
import type { Io, Source } from '../core/source.ts'
import { post } from '../core/source.ts'
import { MARK, step, stream } from '../core/stream.ts'
import type { Id } from '../core/table.ts'
import { CAMPAIGNS, charges, statistics } from './ads-spending.ts'
import { adDaily, bids, budgets, campaignProducts, campaigns, costs } from './ads-tables.ts'
import { moment } from './shapes.ts'

const HOST = 'wb-advert'
const COUNT = '/adv/v1/promotion/count'
const ADVERTS = '/api/advert/v2/adverts'
const BUDGET = '/api/advert/v2/budget'

const CountPage = z.object({
  adverts: list(
    z.object({
      type: count,
      status: count,
      advert_list: list(z.object({ advertId: id, changeTime: moment })),
    }),
  ),
})

const Advert = z.looseObject({
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
  timestamps: block({ created: moment, started: moment, updated: moment, deleted: moment }),
})
type Advert = z.output<typeof Advert>
const AdvertsPage = block({ adverts: list(Advert) })

/** Details of up to fifty campaigns; those of kinds that are no longer made are left out of the answer. */
async function advertsOf(io: Io, ids: readonly Id[]): Promise<readonly Advert[]> {
  const request = { host: HOST, method: 'GET', path: ADVERTS, query: { ids: ids.join() } } as const
  return (await io.json(request, AdvertsPage))?.adverts ?? []
}

interface Listed {
  readonly advert: Id
  readonly type: number
  readonly status: number
  readonly changedAt: string | null
  readonly details: Advert | null
}

/** Of the kind that is made today, and running or paused. */
const isRunning = ({ type, status }: Pick<Listed, 'type' | 'status'>): boolean =>
  type === 9 && [9, 11].includes(status)

/** All campaigns by id. With a Base token fifty of them cost an hour, so each page is a place to go on from. */
const everyCampaign: Source<readonly Listed[]> = {
  host: HOST,
  paths: [COUNT, ADVERTS],
  async *read(io) {
    const { adverts } = await io.json({ host: HOST, method: 'GET', path: COUNT }, CountPage)
    const mark = Number(await io.notes.get(MARK))
    const all = adverts
      .flatMap(({ type, status, advert_list }) =>
        advert_list.map(({ advertId, changeTime }) => ({
          advert: advertId,
          type: type ?? 0,
          status: status ?? 0,
          changedAt: changeTime,
        })),
      )
      .filter(({ advert }) => Number(advert) > mark)
      .sort((one, other) => Number(one.advert) - Number(other.advert))
    for (let start = 0; start < all.length; start += CAMPAIGNS) {
      const some = all.slice(start, start + CAMPAIGNS)
      const details = new Map(
        (
          await advertsOf(
            io,
            some.map(one => one.advert),
          )
        ).map(advert => [String(advert.id), advert]),
      )
      // Kinds that are no longer made are left out; those that run are not.
      if (details.size === 0 && some.some(isRunning))
        throw new LoadError('server', `${ADVERTS}: not one campaign of those that run`)
      yield some.map(one => ({ ...one, details: details.get(String(one.advert)) ?? null }))
    }
    await io.notes.set(MARK, null)
  },
}

/** Hundredths of the account's currency, as bids are told. */
const hundredths = (bid: number | null | undefined): Kopecks | null => (bid ? (bid as Kopecks) : null)
/** A campaign that was not deleted is deleted in 2100 (wildberries.md 1.7). */
const ended = (instant: string | null | undefined): string | null =>
  instant && instant < '2099' ? instant : null

const unknownOf = (advert: Advert): unknown =>
  extra(Object.fromEntries(Object.entries(advert).filter(([field]) => !(field in Advert.shape))))

const all = stream({
  id: 'wb.ads.campaigns',
  into: [campaigns, campaignProducts],
  slices: since(),
  source: everyCampaign,
  mark: page => String(page.at(-1)?.advert ?? 0),
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
      extra: details ? unknownOf(details) : null,
    })),
    dim_wb_campaign_products: page.flatMap(({ advert, details }) =>
      (details?.nm_settings ?? []).map(({ nm_id, subject, bids_kopecks }) => ({
        advert_id: advert,
        nm_id,
        subject_id: subject?.id ?? null,
        subject: subject?.name ?? null,
        bid_search: hundredths(bids_kopecks?.search),
        bid_recommendations: hundredths(bids_kopecks?.recommendations),
        seen_on: to,
      })),
    ),
  }),
})

/** Campaigns that run or may run again. */
const live = (...statuses: readonly string[]): IdsOf => ({
  table: campaigns,
  column: 'advert_id',
  where: { status: statuses },
})

const bidLog = stream({
  id: 'wb.ads.bids',
  into: [bids],
  slices: batches(CAMPAIGNS, live('9', '11')),
  source: {
    host: HOST,
    paths: [ADVERTS],
    async *read(io, slice) {
      yield await advertsOf(io, slice.ids)
    },
  } satisfies Source<readonly Advert[]>,
  rows: (page: readonly Advert[], { to: dt }) => ({
    log_wb_bids: page.flatMap(({ id: advert, bid_type, currency, status, settings, nm_settings }) =>
      nm_settings.flatMap(({ nm_id, bids_kopecks }) => {
        const bid_search = hundredths(bids_kopecks?.search)
        const bid_recommendations = hundredths(bids_kopecks?.recommendations)
        if (bid_search === null && bid_recommendations === null) return []
        return {
          advert_id: advert,
          nm_id,
          dt,
          bid_type,
          payment_type: settings?.payment_type ?? null,
          bid_search,
          bid_recommendations,
          search_enabled: settings?.placements?.search ?? null,
          recommendations_enabled: settings?.placements?.recommendations ?? null,
          status,
          currency,
        }
      }),
    ),
  }),
})

const left = stream({
  id: 'wb.ads.budgets',
  into: [budgets],
  slices: batches(CAMPAIGNS, live('4', '9', '11')),
  source: post(HOST)(BUDGET, {
    shape: block({ adverts: list(z.object({ advertId: id, currency: text, total: sum })) }),
    body: slice => ({ advertIds: slice.ids.map(Number) }),
  }),
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
  charges,
  statistics,
  bidLog,
  left,
])
