import { HOST } from '#contract/marketplaces/ozon.ts'
import { calendar } from '../../core/declare/calendar.ts'
import type { Slicer } from '../../core/declare/slices.ts'
import { gapless, sliceKey } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { RowOf } from '../../core/declare/table.ts'
import { day, int, json, table, text } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import type { Day } from '../../core/parse/time.ts'
import { xlsxSheets } from '../../core/parse/xlsx.ts'
import { yieldingChunks } from '../../core/run/yielding.ts'
import { DEPTH, REREAD } from './depth.ts'
import { NotMade, REPORT_INFO, xlsxReport } from './xlsx-report.ts'

const documents = table('fact_ozon_finance_documents', {
  store: 'facts',
  key: ['report', 'dt', 'line'],
  day: 'dt',
  grain:
    'One row of a document of a month as it stands there, headers and totals too: its columns are not documented, so nothing in it is taken for a sum. `dt` is the first day of the month.',
  columns: {
    /** `compensation`, `decompensation` or `mutual_settlement`. */
    report: text(),
    dt: day(),
    /** From 1 over all sheets; empty rows are left out. */
    line: int(),
    /** The path of the sheet in the file. */
    sheet: text(),
    /** The texts of its cells from the first column on. */
    cells: json(),
  },
})
type DocumentRow = RowOf<typeof documents>

const PATHS = {
  compensation: '/v1/finance/compensation',
  decompensation: '/v1/finance/decompensation',
  mutual_settlement: '/v1/finance/mutual-settlement',
} as const
type Report = keyof typeof PATHS
/** Each document of a month is a slice: one that cannot be made holds up no other. */
const byDocument = (months: Slicer): Slicer =>
  gapless(async context =>
    (await months(context)).flatMap(month =>
      Object.keys(PATHS).map(report => ({ ...month, batch: report, ids: [report] })),
    ),
  )
/** Rows that are handed on together. */
const CHUNK = 1_000

/** The document of a month; null if there is none, or if Ozon cannot make it, which is told. */
async function fileOf(
  context: StreamContext,
  key: string,
  path: string,
  dt: Day,
): Promise<Uint8Array | null> {
  try {
    return await xlsxReport(context, key, path, { date: dt.slice(0, 7), language: 'RU' })
  } catch (error) {
    if (error instanceof LoadError && error.kind === 'not_found') return null
    if (!(error instanceof NotMade)) throw error
    context.notice({ word: 'document_not_made', details: {} })
    return null
  }
}

function* rowsOf(report: string, dt: Day, file: Uint8Array): Generator<DocumentRow> {
  let line = 0
  for (const { name: sheet, rows } of xlsxSheets(file))
    for (const row of rows) {
      const cells = row.map(cell => cell.trim())
      if (!cells.some(cell => cell !== '')) continue
      line += 1
      yield { report, dt, line, sheet, cells }
    }
}

const source: Source<readonly DocumentRow[]> = {
  host: HOST.seller,
  paths: [...Object.values(PATHS), REPORT_INFO],
  async *read(context, slice) {
    const key = sliceKey(slice)
    for (const report of slice.ids as readonly Report[]) {
      const file = await fileOf(context, key, PATHS[report], slice.from)
      if (file) yield* yieldingChunks(rowsOf(report, slice.from, file), CHUNK)
      await context.state.set(key, null)
    }
  },
}

const months = stream({
  id: 'ozon.finance_documents.months',
  into: [documents],
  slices: byDocument(calendar('months', { first: DEPTH, again: REREAD + 1, over: true })),
  source,
  rows: page => ({ fact_ozon_finance_documents: page }),
  write: { mode: 'replace', ids: 'report' },
  // A report is waited for ten seconds at least.
  parallel: 3,
  uncommitted: 12,
})

export const documentsTables = [documents] as const
/** Behind the other reports that take minutes. */
export const documentsStep = step('ozon.finance_documents', { lane: 'reports', refresh: 'daily' }, [months])
