import { HOST, OLDER } from '#contract/marketplaces/wb.ts'
import type { RunContext, Slice } from '../../core/declare/slices.ts'
import { gapless } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { olderLoad, step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import { field } from '../../core/parse/fields.ts'
import type { JsonChunks } from '../../core/parse/json-chunks.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays } from '../../core/parse/time.ts'
import { prefetch } from '../../core/run/prefetch.ts'
import { yieldingEvery } from '../../core/run/yielding.ts'
import { isLean, leanWithBase } from '../fields.ts'
import type { RawLine } from './fields.ts'
import { lineOf, rawLine, rrdIdOf } from './fields.ts'
import { finance } from './table.ts'
import type { Period } from './weeks.ts'
import { dayOfReport, eachDayOnce, weeksOf } from './weeks.ts'

const DETAILED = '/api/finance/v1/sales-reports/detailed'
export const FIRST_DAY: Day = OLDER.oldest
/** Each window costs two requests of a minute, and its lines fit a few pages. */
const WINDOW = OLDER.window
const LIMIT = 25_000
/** Chunks after which to yield to the event loop, since the minute until the next request starts when the response is seen. */
const TURN = 4

const isRecent = ({ window, to }: Slice, { today, may }: RunContext): boolean =>
  window === 'running' || may('base') || to >= addDays(today, -OLDER.recent)

const allWeeks = (context: RunContext): readonly Slice[] =>
  weeksOf(context, FIRST_DAY, WINDOW, context.may('base') ? 0 : 7)

/**
 * Closed weeks in windows cut from the first Monday on; before them one slice with the current week and the one whose report may not be ready. A Base token makes
 * two requests a day: its running slice is the current week only, which takes one, and it reads all windows here, since it has none to spare for older history.
 */
export const weeks = gapless(
  leanWithBase(async context => allWeeks(context).filter(slice => isRecent(slice, context))),
)
/** Between two refreshes there is time for some 500,000 lines, and a part that is broken off is read anew. */
const partsOf = ({ from, ...slice }: Slice): readonly Slice[] =>
  OLDER.parts
    .map((days, index) => {
      const start = addDays(from, index * 28)
      return { ...slice, window: { start, days }, from: start, to: addDays(start, days - 1) }
    })
    .reverse()

/** The windows before those, back to the first reports. */
const olderWeeks = gapless(async context =>
  allWeeks(context)
    .filter(slice => !isRecent(slice, context))
    .flatMap(partsOf),
)

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

/** A Base token cannot afford to ask whether the weekly report is out. */
const reportsOf = (context: StreamContext, slice: Slice): AsyncIterable<Page> => {
  const pages = (period: Period, from: Day, to: Day) => pagesOf(context, slice, period, from, to)
  return isLean(slice) && slice.window === 'running'
    ? pages('daily', slice.from, slice.to)
    : eachDayOnce(slice, pages)
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

const reports = stream({
  id: 'wb.finance.reports',
  into: [finance],
  slices: weeks,
  source,
  rows: (page, slice) => ({
    fact_wb_finance: page.lines.map(raw => {
      const line = lineOf(raw)
      // No copy of a hundred fields.
      return Object.assign(line, { dt: dayOfReport(line.rr_date, line, slice), period: page.period })
    }),
  }),
  write: { mode: 'replace' },
})

export const financeTables = [finance] as const
export const financeStep = step('wb.finance', { lane: 'finance', refresh: 'daily' }, [reports])
/** What Wildberries answers of the time before the first load. Orders it keeps for 90 days only; payments for advertising are read three years back at once. */
export const older = [
  olderLoad('wb.older_finance', { lane: 'finance', when: ({ may }) => (may('base') ? 'token_type' : null) }, [
    { ...reports, slices: olderWeeks },
  ]),
]
