import { z } from 'zod'
import type { Evidence } from '../core/errors.ts'
import { LoadError } from '../core/errors.ts'
import { report } from '../core/report.ts'
import {
  block,
  countOrZero,
  extra,
  known,
  list,
  maybeId,
  maybeSum,
  name,
  sumOrZero,
  text,
} from '../core/shapes.ts'
import { days, each } from '../core/slices.ts'
import type { Io, Source } from '../core/source.ts'
import { either } from '../core/source.ts'
import { stream } from '../core/stream.ts'
import type { Id } from '../core/table.ts'
import type { CampaignRows } from './ads-rows.ts'
import { adRows, readJson, readReport } from './ads-rows.ts'
import { adDaily, adExpense } from './ads-tables.ts'

const HOST = 'ozon-performance'
const STATISTICS = '/api/client/statistics'
const CPO = '/api/client/statistic/products/generate/json'

/** Campaigns and days of one report (ozon.md 6.2). */
const CAMPAIGNS = 10
export const REPORT_DAYS = 62
/** Orders are credited late: what is younger is read again. */
export const DEPTH = { first: 180, again: 14 } as const

const Ordered = z.object({ UUID: name })
const State = z.object({ state: name, error: text })
const STATES = new Set(['NOT_STARTED', 'IN_PROGRESS', 'ERROR', 'OK'])

/** Downloads that may break off before the report counts as unreadable. */
const ATTEMPTS = 3

/** Orders, awaits, downloads and reads one report. */
const download = <T>(
  io: Io,
  key: string,
  path: string,
  body: unknown,
  read: (bytes: Uint8Array, asked: Omit<Evidence, 'status' | 'answer'>) => T,
): Promise<T> =>
  report(io, key, {
    create: async () => (await io.json({ host: HOST, method: 'POST', path, body }, Ordered)).UUID,
    state: async (_, uuid) => {
      const { state } = await io.json({ host: HOST, method: 'GET', path: `${STATISTICS}/${uuid}` }, State)
      known(io, 'report state', state, STATES)
      return state === 'OK' ? 'ready' : state === 'ERROR' ? 'lost' : 'waiting'
    },
    fetch: async (_, uuid) => {
      for (let attempt = 1; ; attempt += 1) {
        const query = { UUID: uuid }
        const answer = await io.bytes({ host: HOST, method: 'GET', path: `${STATISTICS}/report`, query })
        try {
          return read(answer.body, { host: HOST, method: 'POST', path, query: null, body })
        } catch (error) {
          const cut = error instanceof LoadError && error.kind === 'server'
          if (!cut || attempt === ATTEMPTS) throw error
        }
      }
    },
  })

/** A campaign paid per order has no place in this report, and spoils it for the others of its batch (ozon.md 6.5). */
const forbidden = (error: unknown): boolean =>
  error instanceof LoadError &&
  error.kind === 'bad_request' &&
  /forbidden/i.test(`${error.message} ${error.evidence?.answer ?? ''}`)

/** Reports by SKU and day in the form that `path` gives them. The id of an ordered report is forgotten only after its rows were taken. */
const bySku = (path: string): Source<readonly CampaignRows[]> => ({
  host: HOST,
  paths: [path],
  async *read(io, slice) {
    const read = async function* (ids: readonly Id[]): AsyncIterable<readonly CampaignRows[]> {
      const campaigns = ids.map(String)
      const key = `${slice.key}@${slice.to}#${campaigns.join()}`
      const body = { campaigns, dateFrom: slice.from, dateTo: slice.to, groupBy: 'DATE' }
      let found: readonly CampaignRows[]
      try {
        found = await download(io, key, path, body, readReport)
      } catch (error) {
        if (!forbidden(error)) throw error
        if (ids.length === 1) return io.unmapped('campaign that has no report by SKU', campaigns.join())
        const half = Math.ceil(ids.length / 2)
        yield* read(ids.slice(0, half))
        yield* read(ids.slice(half))
        return
      }
      yield found
      await io.notes.set(key, null)
    }
    yield* read(slice.ids)
  },
})

const spent = { table: adExpense, column: 'campaign_id', positive: 'money_spent' } as const

/** SKU detail only where money was spent, ten campaigns and 62 days at a time; one report at once, for there is one slot per account (ozon.md 6.2). */
export const reports = stream({
  id: 'ozon.ads.skus',
  into: [adDaily],
  slices: each(days(REPORT_DAYS, DEPTH), CAMPAIGNS, { ...spent, where: { is_cpo: false } }),
  source: either(bySku(`${STATISTICS}/json`), bySku(STATISTICS)),
  rows: (page, _slice, io) => ({ fact_ozon_ad_daily: page.flatMap(campaign => adRows(campaign, io)) }),
  write: { mode: 'replace', ids: 'campaign_id' },
  when: plan => (plan.may('performance') ? null : 'no_performance'),
})

/** Names of this report's fields come in several cases. */
const lowerKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key.toLowerCase(), held]))
    : value
const CpoRow = z.preprocess(
  lowerKeys,
  z.object({
    sku: maybeId,
    offerid: text,
    title: text,
    price: maybeSum,
    promotionstatus: text,
    bid: text,
    bidvalue: text,
    views: countOrZero,
    clicks: countOrZero,
    tocart: countOrZero,
    orders: countOrZero,
    ordersmoney: sumOrZero,
    moneyspent: sumOrZero,
  }),
)
const CpoReport = block({ rows: list(CpoRow) })
type CpoReport = z.output<typeof CpoReport>

const cpoSource: Source<CpoReport> = {
  host: HOST,
  paths: [CPO],
  async *read(io, slice) {
    const body = { from: `${slice.from}T00:00:00+03:00`, to: `${slice.to}T23:59:59+03:00` }
    yield await download(io, slice.key, CPO, body, (bytes, asked) => readJson(bytes, CpoReport, asked))
    await io.notes.set(slice.key, null)
  },
}

/**
 * Payment per order by SKU. The report names no day, so it is asked for day by day, where there was such an expense; it names no campaign either, so its rows
 * stand under the first of that day's.
 */
export const cpo = stream({
  id: 'ozon.ads.cpo',
  into: [adDaily],
  slices: each(days(1, DEPTH), CAMPAIGNS, { ...spent, where: { is_cpo: true } }),
  source: cpoSource,
  rows: (page: CpoReport, slice) => ({
    fact_ozon_ad_daily: (page?.rows ?? []).map(row => ({
      campaign_id: slice.ids[0] ?? 0,
      sku: row.sku ?? 0,
      dt: slice.from,
      product_name: row.title,
      price: row.price,
      views: row.views,
      clicks: row.clicks,
      ctr: null,
      add_to_cart: row.tocart,
      avg_cpc: null,
      money_spent: row.moneyspent,
      orders: row.orders,
      revenue: row.ordersmoney,
      model_orders: 0,
      model_revenue: 0 as typeof row.moneyspent,
      drr: null,
      general_drr: null,
      product_gmv: null,
      added_on: null,
      extra: extra({
        offer_id: row.offerid,
        status: row.promotionstatus,
        bid: row.bid,
        bid_value: row.bidvalue,
      }),
    })),
  }),
  write: { mode: 'replace', ids: 'campaign_id' },
  when: plan => (plan.may('performance') ? null : 'no_performance'),
})
