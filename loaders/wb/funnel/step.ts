import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { IdsOf, RunContext, Slice } from '../../core/declare/slices.ts'
import { days, gapless } from '../../core/declare/slices.ts'
import type { RunLocal, Source, StreamContext } from '../../core/declare/source.ts'
import { mapPages, offset, post } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError, REACTION } from '../../core/errors.ts'
import {
  block,
  countOrZero,
  extra,
  id,
  list,
  maybeSum,
  real,
  sumOrZero,
  text,
  whole,
} from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { groupedIntoReports } from '../../core/run/async-report.ts'
import { products, trash } from '../content/tables.ts'
import { DOWNLOADS } from '../nm-report.ts'
import type { FunnelRow, Span } from './report.ts'
import { forget, isOrdered, reportOf } from './report.ts'
import { funnel } from './table.ts'

export const PRODUCTS = '/api/analytics/v3/sales-funnel/products'
const DEPTH = 365
/** Buyouts and cancellations are booked on the day of the order (wildberries.md 4). */
const AGAIN = 30
const LIMIT = 1000
/** Days of one report, by size of the catalogue: few orders a year, each small enough for memory. */
const widthOf = (cards: number): number => (cards > 3000 ? 31 : 92)
const IN_SALE: IdsOf = { table: products, column: 'nm_id' }
const IN_TRASH: IdsOf = { table: trash, column: 'nm_id' }

/** Number of the shop's cards; assumes many if the catalogue could not be loaded, which must not stop the funnel. */
async function cardsOf(context: RunContext): Promise<number> {
  try {
    return (await context.ids(IN_SALE)).length + (await context.ids(IN_TRASH)).length
  } catch (error) {
    if (error instanceof LoadError) return Number.POSITIVE_INFINITY
    throw error
  }
}

/** One slice per day, so that each is a resume point, and a single day for a shop without cards; each carries the span of the report that covers it. */
export const funnelDays = gapless(async (context: RunContext): Promise<readonly Slice[]> => {
  const cards = await cardsOf(context)
  const slices = await days(1, { first: cards === 0 ? 1 : DEPTH, again: AGAIN })(context)
  return groupedIntoReports(slices, widthOf(cards), context.today)
})

const ProductsPage = z.object({
  data: z.object({
    currency: text,
    products: list(
      z.object({
        product: z.object({ nmId: id, vendorCode: text }),
        statistic: z.object({
          selected: z.object({
            openCount: countOrZero,
            cartCount: countOrZero,
            orderCount: countOrZero,
            orderSum: sumOrZero,
            buyoutCount: countOrZero,
            buyoutSum: sumOrZero,
            cancelCount: countOrZero,
            cancelSum: sumOrZero,
            avgPrice: maybeSum,
            addToWishlist: countOrZero,
            timeToReady: whole,
            wbClub: whole,
            conversions: block({ addToCartPercent: real, cartToOrderPercent: real, buyoutPercent: real }),
          }),
        }),
      }),
    ),
  }),
})

/** Asks for the first page of the totals of a day. */
export const totalsOrder = (day: Day) => ({
  selectedPeriod: { start: day, end: day },
  nmIds: [],
  brandNames: [],
  subjectIds: [],
  tagIds: [],
  skipDeletedNm: false,
  orderBy: { field: 'openCard', mode: 'desc' },
  limit: LIMIT,
  offset: 0,
})

/** Totals of all cards over a period, here a single day. */
const totals = (day: Day): Source<readonly FunnelRow[]> =>
  mapPages(
    post(HOST.analytics)(PRODUCTS, {
      shape: ProductsPage,
      body: () => totalsOrder(day),
      next: offset(page => page.data.products),
    }),
    ({ data }) =>
      data.products.map(({ product, statistic: { selected } }) => ({
        nm_id: product.nmId,
        dt: day,
        vendor_code: product.vendorCode,
        open_count: selected.openCount,
        cart_count: selected.cartCount,
        order_count: selected.orderCount,
        order_sum: selected.orderSum,
        buyout_count: selected.buyoutCount,
        buyout_sum: selected.buyoutSum,
        cancel_count: selected.cancelCount,
        cancel_sum: selected.cancelSum,
        add_to_wishlist: selected.addToWishlist,
        add_to_cart_pct: selected.conversions?.addToCartPercent ?? null,
        cart_to_order_pct: selected.conversions?.cartToOrderPercent ?? null,
        buyout_pct: selected.conversions?.buyoutPercent ?? null,
        avg_price: selected.avgPrice,
        currency: data.currency,
        // `localizationPercent` is 100 for everyone since warehouses are hidden, and is not kept.
        extra: extra({ time_to_ready: selected.timeToReady, wb_club: selected.wbClub }),
      })),
  )

type Report = ReadonlyMap<Day, readonly FunnelRow[]>
/** Reports of a run by span, null where none is available. Only the last two are kept. */
const REPORTS: RunLocal<Map<string, Promise<Report | null>>> = { initial: () => new Map() }

/** The report around a slice, ordered once per run by whichever of its days comes first; null if it may not be ordered. */
function reportAround(context: StreamContext, { within }: Slice): Promise<Report | null> {
  if (!within) return Promise.resolve(null)
  const reports = context.runLocal(REPORTS)
  const span = `${within.from}/${within.to}`
  const known = reports.get(span)
  if (known) return known
  const [last] = [...reports.values()].slice(-1)
  const report = orNone(context, within, last)
  reports.set(span, report)
  for (const oldest of [...reports.keys()].slice(0, -2)) reports.delete(oldest)
  return report
}

/**
 * Only an order shows whether reports are available, because the Jam subscription cannot be queried (wildberries.md 4.3). After a refusal no further report
 * is ordered.
 */
async function orNone(
  context: StreamContext,
  within: Span,
  last: Promise<Report | null> | undefined,
): Promise<Report | null> {
  if (last && (await last) === null) return null
  try {
    return await reportOf(context, within)
  } catch (error) {
    if (!isRefusal(error) || (await isOrdered(context, within))) throw error
    return null
  }
}
const isRefusal = (error: unknown): boolean =>
  error instanceof LoadError &&
  (['skip', 'later', 'fallback'].includes(REACTION[error.kind]) || error.kind === 'bad_request')

/** Days without a report are requested one by one, and none after one that failed. */
const DAYS: RunLocal<{ last: Promise<unknown> }> = { initial: () => ({ last: Promise.resolve() }) }
function inTurn<T>(context: StreamContext, ask: () => Promise<T>): Promise<T> {
  const days = context.runLocal(DAYS)
  const turn = days.last.then(ask)
  days.last = turn
  return turn
}

async function all<P>(pages: AsyncIterable<P>): Promise<readonly P[]> {
  const read: P[] = []
  for await (const page of pages) read.push(page)
  return read
}

/** A day from the report of its span with a Jam subscription, else by its own request, newest days first. */
const source: Source<readonly FunnelRow[]> = {
  host: HOST.analytics,
  paths: [PRODUCTS, DOWNLOADS],
  async *read(context, slice) {
    const report = await reportAround(context, slice)
    if (report === null) {
      yield* await inTurn(context, () => all(totals(slice.from).read(context, slice)))
      return
    }
    yield report.get(slice.from) ?? []
    if (slice.within) await forget(context, slice.within)
  },
}

const stats = stream({
  id: 'wb.funnel.days',
  into: [funnel],
  slices: funnelDays,
  source,
  rows: page => ({ fact_wb_funnel: page }),
  write: { mode: 'replace' },
  // Days of one report are stored together.
  parallel: 8,
})

export const funnelTables = [funnel] as const
export const funnelStep = step('wb.funnel', { lane: 'funnel', refresh: 'funnel' }, [stats])
