import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { days } from '../core/declare/slices.ts'
import type { Source } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id as idColumn, int, money, optional, table, text } from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import { count, field, id, list, maybeId, sum, text as word } from '../core/parse/fields.ts'
import { calendarDay, dayOf } from './fields.ts'
import { lined } from './lines.ts'
import { taskReport } from './task-report.ts'

const PATH = '/api/v1/acceptance_report'
/** Days of one report, both ends included (wildberries.md 11.8). */
const WINDOW = 31
/** Days of history; a Base token orders a report in three hours. */
const YEAR = 365
const MONTH = 31
/** Days that may still change. */
const AGAIN = 14

const acceptance = table('fact_wb_paid_acceptance', {
  store: 'facts',
  key: ['dt', 'income_id', 'nm_id', 'line'],
  day: 'dt',
  grain:
    'What Wildberries charged for accepting one card of one supply on one day. It explains `acceptance_fee` of `fact_wb_finance` and is never added to it.',
  columns: {
    /** The day of the acceptance. */
    dt: day(),
    /** The supply; 0 if none is named. */
    income_id: idColumn(),
    nm_id: idColumn(),
    /** Counts rows that differ in nothing above. */
    line: int(),
    quantity: optional(int()),
    amount: money(),
    /** The day on which the supply was created. */
    created_date: optional(day()),
    subject_name: optional(text()),
  },
})

/** 204 has no body and means none. */
const Rows = list(
  z.object({
    shkCreateDate: field('a day', value => dayOf(value) ?? undefined),
    giCreateDate: calendarDay,
    incomeId: maybeId,
    nmID: id,
    count,
    total: sum,
    subjectName: word,
  }),
)
type Rows = z.output<typeof Rows>

const source: Source<Rows> = {
  host: HOST.analytics,
  paths: [PATH],
  async *read(context, { from, to }) {
    const key = `${from}/${to}`
    const rows = await taskReport(context, key, PATH, { dateFrom: from, dateTo: to }, Rows)
    const strange = rows.find(({ shkCreateDate }) => shkCreateDate < from || shkCreateDate > to)
    if (strange) throw new LoadError('shape', `${PATH}: ${strange.shkCreateDate} is not of ${key}`)
    yield rows
    await context.state.set(key, null)
  },
}

const byCard = stream({
  id: 'wb.acceptance.days',
  into: [acceptance],
  slices: days(WINDOW, { first: ({ may }) => (may('base') ? MONTH : YEAR), again: AGAIN }),
  source,
  rows: page => ({
    fact_wb_paid_acceptance: lined(page, row => [row.shkCreateDate, row.incomeId, row.nmID]).map(row => ({
      dt: row.shkCreateDate,
      income_id: row.incomeId ?? 0,
      nm_id: row.nmID,
      line: row.line,
      quantity: row.count,
      amount: row.total,
      created_date: row.giCreateDate,
      subject_name: row.subjectName,
    })),
  }),
  write: { mode: 'replace' },
})

export const acceptanceTables = [acceptance] as const
/** In a lane of its own: a report a minute, that nothing waits for. */
export const acceptanceStep = step('wb.acceptance', { lane: 'acceptance', refresh: 'daily' }, [byCard])
