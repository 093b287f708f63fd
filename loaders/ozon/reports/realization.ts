import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { calendar } from '../../core/declare/calendar.ts'
import type { Slice } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import { post } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { day, optional, table, text } from '../../core/declare/table.ts'
import type { LoadError } from '../../core/errors.ts'
import * as shape from '../../core/parse/fields.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import { addDays, moscowDay } from '../../core/parse/time.ts'
import { isOfKazakhstan } from './country.ts'
import { DEPTH, REREAD } from './depth.ts'
import { fields, reportColumns, sidesOf } from './realization-rows.ts'

const reports = table('fact_ozon_realization_reports', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain: 'The report on what was realised in a month, as a document. `dt` is the first day of the month.',
  columns: {
    dt: day(),
    number: optional(text()),
    /** As Ozon writes them. */
    doc_date: optional(text()),
    start_date: optional(text()),
    stop_date: optional(text()),
    currency_code: optional(text()),
  },
})

const realization = table('fact_ozon_realization', {
  store: 'facts',
  key: ['dt', 'row_number', 'side'],
  day: 'dt',
  grain:
    'One side of a row in the report on what was realised in a month: a product delivered, or returned, at one price. Both are positive.',
  columns: reportColumns,
})

const realizationPostings = table('fact_ozon_realization_postings', {
  store: 'facts',
  key: ['dt', 'row_number', 'side'],
  day: 'dt',
  grain: 'The same by posting: one product of a posting that was delivered, or returned, in a month.',
  columns: {
    ...reportColumns,
    posting_number: optional(text()),
    order_day: optional(day()),
    /** Only of a sale to a company. */
    invoice_number: optional(text()),
    invoice_day: optional(day()),
  },
})

/** The header without the parties of the contract: their names and tax numbers are not stored. */
const Header = shape.block({
  number: shape.text,
  doc_date: shape.text,
  start_date: shape.text,
  stop_date: shape.text,
  currency_sys_name: shape.text,
})
const RealizationPage = z.object({
  result: shape.block({
    header: Header,
    rows: shape.list(z.object({ ...fields, rowNumber: shape.id })),
  }),
})
const PostingsPage = inChunks(
  'rows',
  z.object({
    rows: jsonChunks(
      z.object({
        ...fields,
        row_number: shape.id,
        order: shape.block({ posting_number: shape.text, created_date: shape.moscowTime }),
        legal_entity_document: shape.block({ number: shape.text, sale_date: shape.moscowTime }),
      }),
    ),
  }),
)

/** Reports of months that are over: they come until the 5th of the next one. */
const months = calendar('months', { first: DEPTH, again: REREAD + 1, over: true })
const monthOf = ({ from }: Slice) => ({ month: Number(from.slice(5, 7)), year: Number(from.slice(0, 4)) })
/** Days after the end of a month in which its report may still come. */
const COMES_WITHIN = 7
/**
 * A month without a report is asked for again as long as it is read again anyway. One that is long over had no sales. Contracts of Kazakhstan have no such
 * report (ozon.md 13.1); in which words it is refused is not documented, so any refusal counts but that of a role.
 */
const isMissing = async (
  { kind }: LoadError,
  _: boolean,
  context: StreamContext,
  { to }: Slice,
): Promise<boolean> => {
  const isRefused = kind === 'not_found' || kind === 'bad_request'
  if (isRefused && (await isOfKazakhstan(context))) {
    context.notice({ word: 'no_report_in_country', details: {} })
    return true
  }
  if (kind !== 'not_found') return false
  if (addDays(to, COMES_WITHIN) >= moscowDay(context.now()))
    context.notice({ word: 'report_not_ready', details: {} })
  return true
}

const byMonth = stream({
  id: 'ozon.realization.months',
  into: [realization, reports],
  slices: months,
  source: post(HOST.seller)('/v2/finance/realization', {
    shape: RealizationPage,
    body: monthOf,
    empty: isMissing,
  }),
  rows: ({ result }, { from: dt }) => {
    const { header = null, rows = [] } = result ?? {}
    if (rows.length === 0) return {}
    return {
      fact_ozon_realization: rows.flatMap(row => sidesOf(dt, row.rowNumber, row)),
      fact_ozon_realization_reports: [
        {
          dt,
          number: header?.number ?? null,
          doc_date: header?.doc_date ?? null,
          start_date: header?.start_date ?? null,
          stop_date: header?.stop_date ?? null,
          currency_code: header?.currency_sys_name ?? null,
        },
      ],
    }
  },
  write: { mode: 'replace' },
  parallel: 4,
  uncommitted: 32,
})

const byPosting = stream({
  id: 'ozon.realization_postings.months',
  into: [realizationPostings],
  slices: months,
  source: post(HOST.seller)('/v1/finance/realization/posting', {
    shape: PostingsPage,
    body: monthOf,
    empty: isMissing,
  }),
  *rows({ rows }, { from: dt }) {
    for (const chunk of rows)
      yield {
        fact_ozon_realization_postings: chunk.flatMap(row =>
          sidesOf(dt, row.row_number, row).map(side => ({
            ...side,
            posting_number: row.order?.posting_number ?? null,
            order_day: row.order?.created_date ? moscowDay(row.order.created_date) : null,
            invoice_number: row.legal_entity_document?.number ?? null,
            invoice_day: row.legal_entity_document?.sale_date
              ? moscowDay(row.legal_entity_document.sale_date)
              : null,
          })),
        ),
      }
  },
  write: { mode: 'replace' },
  parallel: 4,
  uncommitted: 32,
})

export const realizationTables = [realization, reports, realizationPostings] as const
/** Keys may lack the role of one of the two methods, so each is a step of its own. */
export const realizationStep = step('ozon.realization', { lane: 'finance', refresh: 'daily' }, [byMonth])
export const realizationPostingsStep = step(
  'ozon.realization_postings',
  { lane: 'finance', refresh: 'daily' },
  [byPosting],
)
