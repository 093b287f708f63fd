import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slice } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import type { RowOf } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { csvLines, textFiles } from '../../core/parse/csv-zip.ts'
import { countOrZero, id, list, real, sumOrZero, text } from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { asyncReport } from '../../core/run/async-report.ts'
import { yieldingChunks } from '../../core/run/yielding.ts'
import type { funnel } from './table.ts'

export const DOWNLOADS = '/api/v2/nm-report/downloads'
const CUT_OFF = `${DOWNLOADS}: the file is cut off`
/** Three requests a minute (wildberries.md 4.3). */
const PAUSE = 20_000

export type FunnelRow = RowOf<typeof funnel>
export type Span = NonNullable<Slice['within']>

const Ordered = z.unknown()
const States = z.object({ data: list(z.object({ id: text, status: text })) })

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
export async function reportOf(
  context: StreamContext,
  span: Span,
): Promise<ReadonlyMap<Day, readonly FunnelRow[]>> {
  const ask = { host: HOST.analytics, method: 'GET' } as const
  return asyncReport(context, noteOf(span), {
    pause: PAUSE,
    // The id is chosen by the client and stored before the order, so that after a crash the report is looked up instead of ordered twice.
    create: async () => {
      const uuid = crypto.randomUUID()
      await context.state.set(noteOf(span), uuid)
      try {
        await context.json(
          { host: HOST.analytics, method: 'POST', path: DOWNLOADS, body: order(uuid, span) },
          Ordered,
        )
      } catch (error) {
        if (!(error instanceof LoadError)) throw error
        // The response to an order may be lost: a retry is then refused because the report exists.
        if (error.kind === 'bad_request' && (await isKnown(context, uuid))) return uuid
        if (!['server', 'network', 'cancelled'].includes(error.kind))
          await context.state.set(noteOf(span), null)
        throw error
      }
      return uuid
    },
    state: async (_, uuid) => {
      const status = (await stateOf(context, uuid)) ?? 'unknown'
      if (status === 'SUCCESS') return 'ready'
      return ['WAITING', 'PROCESSING', 'RETRY'].includes(status) ? 'waiting' : 'lost'
    },
    fetch: async (_, uuid) => {
      const file = async () =>
        readReport((await context.bytes({ ...ask, path: `${DOWNLOADS}/file/${uuid}` })).body)
      try {
        return await file()
      } catch (error) {
        if (!(error instanceof LoadError) || error.message !== CUT_OFF) throw error
        return file()
      }
    },
  })
}

async function stateOf(context: StreamContext, uuid: string): Promise<string | null> {
  const query = { 'filter[downloadIds]': uuid }
  const { data } = await context.json({ host: HOST.analytics, method: 'GET', path: DOWNLOADS, query }, States)
  return data.find(one => one.id === uuid)?.status ?? null
}
/** Whether the report exists; false if the marketplace does not let us ask. */
async function isKnown(context: StreamContext, uuid: string): Promise<boolean> {
  try {
    return (await stateOf(context, uuid)) !== null
  } catch (error) {
    if (error instanceof LoadError && error.kind !== 'cancelled') return false
    throw error
  }
}

/** A report is read once: the next run needs a newer one. */
export const forget = (context: StreamContext, span: Span): Promise<void> =>
  context.state.set(noteOf(span), null)
/** Whether a report of this span was ordered. */
export const isOrdered = async (context: StreamContext, span: Span): Promise<boolean> =>
  (await context.state.get(noteOf(span))) !== null
const noteOf = ({ from, to }: Span): string => `report ${from}/${to}`

const order = (uuid: string, { from, to }: Span) => ({
  id: uuid,
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
})

/** Lines after which to yield to the event loop. */
const TURN = 500

/** Rows of a ZIP of CSV by day, columns by name. Throws `server` on a truncated file, `shape` on one without its columns. */
export async function readReport(body: Uint8Array): Promise<ReadonlyMap<Day, readonly FunnelRow[]>> {
  const days = new Map<Day, FunnelRow[]>()
  try {
    for (const { parts } of textFiles(body)) await readFile(parts, days)
  } catch (error) {
    throw error instanceof LoadError ? error : new LoadError('server', CUT_OFF, { cause: error })
  }
  return days
}

async function readFile(parts: Iterable<string>, days: Map<Day, FunnelRow[]>): Promise<void> {
  const lines = csvLines(parts, ',')
  const header: readonly string[] = lines.next().value ?? []
  const dt = header.indexOf('dt')
  if (dt < 0 || !header.includes('nmID')) throw new LoadError('shape', `${DOWNLOADS}: columns ${header}`)
  for await (const part of yieldingChunks(lines, TURN)) {
    for (const line of part) {
      const day = line[dt]?.slice(0, 10) ?? ''
      const row = rowOf(day, Object.fromEntries(header.map((name, at) => [name, line[at]])))
      const known = days.get(day)
      if (known) known.push(row)
      else days.set(day, [row])
    }
  }
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
