import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { days, split, withIds } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { get } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { isRefusalIn } from '../../core/errors.ts'
import { count, id, list, maybeId, moscowTime, sum, text } from '../../core/parse/fields.ts'
import { dayAt } from '../fields.ts'
import { CAMPAIGNS, knownCampaigns } from './adverts.ts'
import { adRows, Stats } from './stats.ts'
import { adDaily, costs } from './tables.ts'

const UPD = '/adv/v1/upd'
const FULLSTATS = '/adv/v3/fullstats'
/** Maximum days of a request for charges or statistics, both ends included (wildberries.md 6). */
export const WINDOW = 31
/** Payment types of charges paid by the marketplace, as a lower-case pattern: «Бонусы», «Кэшбэк» in any spelling (wildberries.md 6). */
export const GIVEN = 'бонус|к[еэ]шб[еэ]к'
/** The available depth is undocumented: three years of windows cost one request of a second each, and empty ones are fast. */
export const DEPTH = { first: 1095, again: 14 } as const

const Charge = z.object({
  advertId: id,
  updTime: moscowTime,
  updNum: maybeId,
  updSum: sum,
  paymentType: text,
  campName: text,
  advertType: count,
  advertStatus: count,
  currency: text,
})
type Charge = z.output<typeof Charge>
const Charges = list(Charge)

/** Identifies a charge. */
const nameOf = ({ advertId, updTime, updNum, updSum, paymentType }: Charge): string =>
  [advertId, updTime, updNum, updSum, paymentType].join()

/**
 * Removes duplicates. Charges with an instant are identified by it; equal charges without one all count: two of 500 roubles are a thousand. A page that
 * repeats itself is recognised by instants that are in both of its halves.
 */
function distinct(page: readonly Charge[]): readonly Charge[] {
  const half = page.slice(0, page.length / 2)
  const names = page.map(nameOf)
  const twice =
    half.some(({ updTime }) => updTime !== null) &&
    names.every((name, index) => name === names[(index + half.length) % names.length])
  const seen = new Set<string>()
  return (twice ? half : page).filter(charge => {
    const name = nameOf(charge)
    const known = seen.has(name)
    seen.add(name)
    return charge.updTime === null || !known
  })
}

export const charges = stream({
  id: 'wb.ads.costs',
  into: [costs],
  slices: days(WINDOW, DEPTH),
  source: get(HOST.advert)(UPD, { shape: Charges, body: ({ from, to }) => ({ from, to }) }),
  rows: (page, slice) => {
    const lines = new Map<string, number>()
    return {
      fact_wb_ad_costs: distinct(page).map(charge => {
        const dt = dayAt(charge.updTime) ?? slice.to
        const payment_type = charge.paymentType ?? ''
        const key = `${charge.advertId} ${dt} ${payment_type}`
        const line = (lines.get(key) ?? 0) + 1
        lines.set(key, line)
        return {
          advert_id: charge.advertId,
          dt,
          payment_type,
          line,
          upd_time: charge.updTime,
          upd_num: charge.updNum,
          amount: charge.updSum,
          campaign_name: charge.campName,
          advert_type: charge.advertType,
          advert_status: charge.advertStatus,
          currency: charge.currency,
        }
      }),
    }
  },
  // Charges have no id, so the window is replaced.
  write: { mode: 'replace' },
  parallel: 4,
})

type Page = readonly z.output<typeof Stats>[number][]

const NOTHING = /no statistics|no companies with correct intervals/i

/** Statistics of campaigns. "No data" comes as an error response (wildberries.md 6). */
const source: Source<Page> = {
  host: HOST.advert,
  paths: [FULLSTATS],
  async *read(context, slice) {
    const ask = async (ids: readonly Id[]): Promise<Page> => {
      const query = { ids: ids.join(), beginDate: slice.from, endDate: slice.to }
      try {
        return await context.json({ host: HOST.advert, method: 'GET', path: FULLSTATS, query }, Stats)
      } catch (error) {
        if (isRefusalIn(error, NOTHING)) return []
        throw error
      }
    }
    for (const ids of split(slice.ids, CAMPAIGNS))
      yield* knownCampaigns(context, ids, 'campaign_without_statistics', ask)
  },
}

/** Only for days with spend: a request takes twenty seconds. */
export const statistics = stream({
  id: 'wb.ads.stats',
  into: [adDaily],
  slices: withIds(days(WINDOW, DEPTH), {
    table: costs,
    column: 'advert_id',
    // Campaigns of other statuses have no statistics (wildberries.md 6).
    where: { advert_status: ['7', '9', '11'] },
    positive: 'amount',
  }),
  source,
  rows: page => ({ fact_wb_ad_daily: page.flatMap(adRows) }),
  write: { mode: 'replace', ids: 'advert_id' },
})
