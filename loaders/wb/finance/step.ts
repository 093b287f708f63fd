import { HOST } from '#contract/marketplaces/wb.ts'
import type { RunContext, Slice } from '../../core/declare/slices.ts'
import { gapless } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import { field } from '../../core/parse/fields.ts'
import type { JsonChunks } from '../../core/parse/json-chunks.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays, dayNumber, dayOfNumber } from '../../core/parse/time.ts'
import { prefetch } from '../../core/run/prefetch.ts'
import { yieldingEvery } from '../../core/run/yielding.ts'
import { isLean, leanWithBase } from '../fields.ts'
import type { Line, RawLine } from './fields.ts'
import { lineOf, rawLine, rrdIdOf } from './fields.ts'
import { finance } from './table.ts'

const DETAILED = '/api/finance/v1/sales-reports/detailed'
/** The first Monday with reports (wildberries.md 5). */
export const FIRST_DAY: Day = '2024-01-29'
/** Days of a window: a quarter in whole weeks. Each window costs two requests of a minute, and its lines fit a few pages. */
const WINDOW = 91
/** Days for which corrections of a closed week are read. */
const AGAIN = 30
const LIMIT = 25_000
/** Chunks after which to yield to the event loop, since the minute until the next request starts when the response is seen. */
const TURN = 16

const mondayOf = (day: Day): Day => dayOfNumber(dayNumber(day) - ((dayNumber(day) + 3) % 7))

/**
 * Closed weeks in windows from the first Monday on; before them one slice with the current week and the one whose report may not be ready. A Base token makes
 * two requests a day: its running slice is the current week only, which takes one.
 */
export const weeks = gapless(
  leanWithBase(async (context: RunContext): Promise<readonly Slice[]> => {
    const { today } = context
    const last = dayNumber(mondayOf(today)) - (context.may('base') ? 0 : 7)
    const first = dayNumber(FIRST_DAY)
    const slices: Slice[] = [{ window: 'running', from: dayOfNumber(last), to: today, ids: [], open: true }]
    const newest = first + Math.floor((last - 1 - first) / WINDOW) * WINDOW
    for (let start = newest; start >= first; start -= WINDOW) {
      const end = start + WINDOW - 1
      slices.push({
        window: { start: dayOfNumber(start), days: WINDOW },
        from: dayOfNumber(start),
        to: dayOfNumber(Math.min(end, last - 1)),
        ids: [],
        open: end >= last - AGAIN,
      })
    }
    return slices
  }),
)

type Period = 'weekly' | 'daily'
/** Unparsed lines of a page: the next page is requested by the last id and is in flight while they are mapped. */
interface Page {
  readonly period: Period
  readonly lines: JsonChunks<RawLine>
}
/** Lines that are parsed, mapped and stored in one go; a page may have 57 MB. */
interface Part {
  readonly period: Period
  readonly lines: readonly RawLine[]
}

/** 204 has no body and ends the list (wildberries.md 5). */
const Lines = inChunks(null, jsonChunks(field('a finance line', rawLine)))

/** Lines of all reports of a period, by `rrdId` until an empty response; a short page is not the end. */
async function* pagesOf(
  context: StreamContext,
  slice: Slice,
  period: Period,
  dateFrom: Day,
  dateTo: Day,
): AsyncIterable<Page> {
  const seen = new Set<string>()
  for (let rrdId: unknown = 0; ; ) {
    if (seen.has(String(rrdId))) throw new LoadError('shape', `${DETAILED}: rrdId does not move`)
    seen.add(String(rrdId))
    const body = { dateFrom, dateTo, period, limit: LIMIT, rrdId }
    const lines = await context.json({ host: HOST.finance, method: 'POST', path: DETAILED, body }, Lines)
    const { last } = lines
    if (!last) return
    const isLast = isLean(slice) && lines.count() < LIMIT
    yield { period, lines }
    if (isLast) return
    rrdId = rrdIdOf(last)
  }
}

/** Weekly reports for closed weeks. A weekly report and the daily ones of its days contain the same operations: never load both. */
async function* reportsOf(context: StreamContext, slice: Slice): AsyncIterable<Page> {
  if (slice.window !== 'running') {
    yield* pagesOf(context, slice, 'weekly', slice.from, slice.to)
    return
  }
  if (isLean(slice)) {
    yield* pagesOf(context, slice, 'daily', slice.from, slice.to)
    return
  }
  const sunday = addDays(slice.from, 6)
  let closed = false
  for await (const page of pagesOf(context, slice, 'weekly', slice.from, sunday)) {
    closed = true
    yield page
  }
  yield* pagesOf(context, slice, 'daily', closed ? addDays(sunday, 1) : slice.from, slice.to)
}

/** Prefetches the next page before the last one is mapped and stored: at one request a minute no time is lost. */
const source: Source<Part> = {
  host: HOST.finance,
  paths: [DETAILED],
  async *read(context, slice) {
    for await (const { period, lines } of prefetch(reportsOf(context, slice)))
      for await (const piece of yieldingEvery(lines, TURN)) yield { period, lines: piece }
  },
}

/** The day of a line, clamped to the period of its report: the slice of another window would delete it. */
function dayWithin(line: Line, slice: Slice): Day {
  const day = line.rr_date ?? line.date_to ?? slice.to
  const from = line.date_from && line.date_from > slice.from ? line.date_from : slice.from
  const to = line.date_to && line.date_to < slice.to ? line.date_to : slice.to
  const [, middle] = [from, day, to].sort()
  return middle ?? day
}

const reports = stream({
  id: 'wb.finance.reports',
  into: [finance],
  slices: weeks,
  source,
  rows: (page, slice) => ({
    fact_wb_finance: page.lines.map(raw => {
      const line = lineOf(raw)
      // No copy of a hundred fields.
      return Object.assign(line, { dt: dayWithin(line, slice), period: page.period })
    }),
  }),
  write: { mode: 'replace' },
})

export const financeTables = [finance] as const
export const financeStep = step('wb.finance', { lane: 'finance', refresh: 'daily' }, [reports])
