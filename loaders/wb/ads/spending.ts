import { z } from 'zod'
import { days, split, withIds } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { get } from '../../core/declare/source.ts'
import { stream } from '../../core/declare/stream.ts'
import type { Id } from '../../core/declare/table.ts'
import { isRefusalIn } from '../../core/errors.ts'
import { count, id, list, maybeId, moscowTime, sum, text } from '../../core/parse/fields.ts'
import { dayAt } from '../fields.ts'
import { CAMPAIGNS, HOST, knownCampaigns } from './adverts.ts'
import { adRows, Stats } from './stats.ts'
import { adDaily, costs } from './tables.ts'

const UPD = '/adv/v1/upd'
const FULLSTATS = '/adv/v3/fullstats'
/** Days of one window of charges and of statistics, both ends counted (wildberries.md 6). */
export const WINDOW = 31
/** How the payment type of a charge says that the marketplace gave the money, as a pattern of small letters: «Бонусы», «Кэшбэк», however they are spelt (wildberries.md 6). */
export const GIVEN = 'бонус|к[еэ]шб[еэ]к'
/** How far back is not documented: three years of windows cost a request of a second each, and empty ones are quickly read. */
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

/** What tells a charge from another. */
const nameOf = ({ advertId, updTime, updNum, updSum, paymentType }: Charge): string =>
  [advertId, updTime, updNum, updSum, paymentType].join()

/**
 * Each charge once. Those with a moment are told apart by it. Without one, equal charges are as many as came: two of 500 roubles are a thousand. A page that came
 * twice over shows by moments that stand in both of its halves.
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
  source: get(HOST)(UPD, { shape: Charges, body: ({ from, to }) => ({ from, to }) }),
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
  // Charges have no id, so a window is written anew.
  write: { mode: 'replace' },
  parallel: 4,
})

type Page = readonly z.output<typeof Stats>[number][]

const NOTHING = /no statistics|no companies with correct intervals/i

/** Statistics of campaigns. "There are none" comes as a refusal (wildberries.md 6). */
const source: Source<Page> = {
  host: HOST,
  paths: [FULLSTATS],
  async *read(context, slice) {
    const ask = async (ids: readonly Id[]): Promise<Page> => {
      const query = { ids: ids.join(), beginDate: slice.from, endDate: slice.to }
      try {
        return await context.json({ host: HOST, method: 'GET', path: FULLSTATS, query }, Stats)
      } catch (error) {
        if (isRefusalIn(error, NOTHING)) return []
        throw error
      }
    }
    for (const ids of split(slice.ids, CAMPAIGNS))
      yield* knownCampaigns(context, ids, 'campaign that has no statistics', ask)
  },
}

/** Where money was spent, and only then: a request costs twenty seconds. */
export const statistics = stream({
  id: 'wb.ads.stats',
  into: [adDaily],
  slices: withIds(days(WINDOW, DEPTH), {
    table: costs,
    column: 'advert_id',
    // Of all others there are no statistics (wildberries.md 6).
    where: { advert_status: ['7', '9', '11'] },
    positive: 'amount',
  }),
  source,
  rows: page => ({ fact_wb_ad_daily: page.flatMap(adRows) }),
  write: { mode: 'replace', ids: 'advert_id' },
})
