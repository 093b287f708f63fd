import { z } from 'zod'
import type { Slice } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import type { RowOf } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { countOrZero, id, real, sumOrZero, text } from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { DOWNLOADS, nmReport, readCsv } from '../nm-report.ts'
import type { funnel } from './table.ts'

export type FunnelRow = RowOf<typeof funnel>
export type Span = NonNullable<Slice['within']>

const CsvLine = z.object({
  nmID: id,
  openCardCount: countOrZero,
  addToCartCount: countOrZero,
  ordersCount: countOrZero,
  ordersSumRub: sumOrZero,
  buyoutsCount: countOrZero,
  buyoutsSumRub: sumOrZero,
  cancelCount: countOrZero,
  cancelSumRub: sumOrZero,
  addToCartConversion: real,
  cartToOrderConversion: real,
  buyoutPercent: real,
  addToWishlist: countOrZero,
  currency: text,
})

/** Orders the CSV of a span, waits for it and parses it: rows by day. Throws the error of the order, typically without a Jam subscription. */
export const reportOf = (
  context: StreamContext,
  { from, to }: Span,
): Promise<ReadonlyMap<Day, readonly FunnelRow[]>> =>
  nmReport(
    context,
    noteOf({ from, to }),
    {
      reportType: 'DETAIL_HISTORY_REPORT',
      userReportName: `${from}/${to}`,
      params: {
        nmIDs: [],
        subjectIds: [],
        brandNames: [],
        tagIds: [],
        startDate: from,
        endDate: to,
        timezone: 'Europe/Moscow',
        aggregationLevel: 'day',
        skipDeletedNm: false,
      },
    },
    readReport,
  )

/** A report is read once: the next run needs a newer one. */
export const forget = (context: StreamContext, span: Span): Promise<void> =>
  context.state.set(noteOf(span), null)
/** Whether a report of this span was ordered. */
export const isOrdered = async (context: StreamContext, span: Span): Promise<boolean> =>
  (await context.state.get(noteOf(span))) !== null
const noteOf = ({ from, to }: Span): string => `report ${from}/${to}`

/** Rows of a ZIP of CSV by day, columns by name. Throws `server` on a truncated file, `shape` on one without its columns. */
export async function readReport(body: Uint8Array): Promise<ReadonlyMap<Day, readonly FunnelRow[]>> {
  const days = new Map<Day, FunnelRow[]>()
  await readCsv(body, ['dt', 'nmID'], (header, lines) => {
    const dt = header.indexOf('dt')
    for (const line of lines) {
      const day = line[dt]?.slice(0, 10) ?? ''
      const row = rowOf(day, Object.fromEntries(header.map((name, at) => [name, line[at]])))
      const known = days.get(day)
      if (known) known.push(row)
      else days.set(day, [row])
    }
  })
  return days
}

function rowOf(dt: Day, line: unknown): FunnelRow {
  const parsed = CsvLine.safeParse(line)
  if (!parsed.success || !/^\d{4}-\d{2}-\d{2}$/.test(dt))
    throw new LoadError('shape', `${DOWNLOADS}: ${parsed.error?.message ?? `a day ${dt}`}`)
  const { data } = parsed
  return {
    nm_id: data.nmID,
    dt,
    vendor_code: null,
    open_count: data.openCardCount,
    cart_count: data.addToCartCount,
    order_count: data.ordersCount,
    order_sum: data.ordersSumRub,
    buyout_count: data.buyoutsCount,
    buyout_sum: data.buyoutsSumRub,
    cancel_count: data.cancelCount,
    cancel_sum: data.cancelSumRub,
    add_to_wishlist: data.addToWishlist,
    add_to_cart_pct: data.addToCartConversion,
    cart_to_order_pct: data.cartToOrderConversion,
    buyout_pct: data.buyoutPercent,
    avg_price: null,
    currency: data.currency,
    extra: null,
  }
}
