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
/** The first Monday that reports are kept from (wildberries.md 5). */
export const FIRST_DAY: Day = '2024-01-29'
/** Days of a window: a quarter of whole weeks, since each costs two requests of a minute and all lines of one fit a few pages. */
const WINDOW = 91
/** Corrections of a closed week are read for so long. */
const AGAIN = 30
const LIMIT = 25_000
/** Pieces after which others have their turn: the minute of the next request begins when its answer is heard. */
const TURN = 16

const mondayOf = (day: Day): Day => dayOfNumber(dayNumber(day) - ((dayNumber(day) + 3) % 7))

/**
 * Whole weeks that are closed, in windows from the first Monday on; before them, in one slice, the week that runs and the one whose report may be on its way.
 * A Base token asks twice a day: its running slice is the running week alone, which takes one request.
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
/** Lines as they came: a page is asked for by the last id of the one before, and mapped while the next is on its way. */
interface Page {
  readonly period: Period
  readonly lines: JsonChunks<RawLine>
}
/** Lines that are parsed, mapped and stored in one go, out of the 57 MB that a page may have. */
interface Part {
  readonly period: Period
  readonly lines: readonly RawLine[]
}

/** 204 has no body and is the end (wildberries.md 5). */
const Lines = inChunks(null, jsonChunks(field('a finance line', rawLine)))

/** Lines of all reports of a period, by `rrdId` until an answer without any; a short page is no end. */
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
    const lines = await context.json({ host: 'wb-finance', method: 'POST', path: DETAILED, body }, Lines)
    const { last } = lines
    if (!last) return
    const isLast = isLean(slice) && lines.count() < LIMIT
    yield { period, lines }
    if (isLast) return
    rrdId = rrdIdOf(last)
  }
}

/** Weekly reports for weeks that are over. A weekly report and the daily ones of its days are two cuts of the same operations: never both. */
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

/** The next page is asked for before the last is mapped and stored: of a request in a minute no moment is lost. */
const source: Source<Part> = {
  host: 'wb-finance',
  paths: [DETAILED],
  async *read(context, slice) {
    for await (const { period, lines } of prefetch(reportsOf(context, slice)))
      for await (const piece of yieldingEvery(lines, TURN)) yield { period, lines: piece }
  },
}

/** The day of a line, held within the period of its report: another window would clear it away. */
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
      return { ...line, dt: dayWithin(line, slice), period: page.period }
    }),
  }),
  write: { mode: 'replace' },
})

export const financeTables = [finance] as const
export const financeStep = step('wb.finance', { lane: 'finance', refresh: 'daily' }, [reports])
