import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { days, today } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { bool, day, instant, money, optional, real, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'
import { endOfDay, moscowDay, startOfDay } from '../core/parse/time.ts'

const index = table('fact_ozon_fbs_index', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain: 'The index of errors in FBS and rFBS orders on a day, and what their processing cost.',
  columns: {
    dt: day(),
    index_value: optional(real()),
    processing_costs: optional(money()),
    currency_code: optional(text()),
  },
})

const errors = table('fact_ozon_fbs_errors', {
  store: 'facts',
  key: ['posting_number', 'error_type', 'dt'],
  day: 'dt',
  grain: 'One error in a posting of FBS or rFBS that counts towards the index, with what it cost.',
  columns: {
    posting_number: text(),
    /** `SELLER_CANCELLATION` or `SELLER_DELAY`. */
    error_type: text(),
    dt: day(),
    error_at: instant(),
    delivery_schema: optional(text()),
    index_value: optional(real()),
    charge_percent: optional(real()),
    charge: optional(money()),
    currency_code: optional(text()),
    product_price: optional(money()),
    has_grace_status: optional(bool()),
  },
})

const IndexPage = z.object({
  currency_code: shape.text,
  defects: shape.list(
    z.object({
      date: shape.name,
      index_by_date: shape.real,
      processing_costs_sum_by_date: shape.maybeSum,
    }),
  ),
})

const period = stream({
  id: 'ozon.fbs_index.days',
  into: [index],
  // The answer chooses its own days: the period that counts now.
  slices: today(),
  source: post(HOST.seller)('/v1/rating/index/fbs/info', { shape: IndexPage, body: () => ({}) }),
  rows: ({ currency_code, defects }) => ({
    fact_ozon_fbs_index: defects.map(({ date, index_by_date, processing_costs_sum_by_date }) => ({
      dt: date.slice(0, 10),
      index_value: index_by_date,
      processing_costs: processing_costs_sum_by_date,
      currency_code,
    })),
  }),
})

const LIMIT = 1_000
const required = shape.required('an instant', value => shape.time.safeParse(value).data ?? undefined)
const ErrorsPage = z.object({
  cursor: shape.text,
  has_next: shape.flag,
  errors: shape.list(
    z.object({
      posting_number: shape.name,
      posting_error_type: shape.name,
      error_at: required,
      delivery_schema: shape.text,
      index: shape.real,
      charge_percent: shape.real,
      charge_price: shape.maybeSum,
      charge_price_currency_code: shape.text,
      product_price: shape.maybeSum,
      has_grace_status: shape.flag,
    }),
  ),
})
const ERRORS = new Set(['SELLER_CANCELLATION', 'SELLER_DELAY'])

const postings = stream({
  id: 'ozon.fbs_index.postings',
  into: [errors],
  slices: days(28, { first: 180, again: 14 }),
  source: post(HOST.seller)('/v1/rating/index/fbs/posting/list', {
    shape: ErrorsPage,
    body: ({ from, to }) => ({
      filter: { date_from: startOfDay(from), date_to: endOfDay(to) },
      limit: LIMIT,
      cursor: '',
    }),
    next: (page, body) => (page.has_next && page.cursor ? { ...body, cursor: page.cursor } : null),
  }),
  rows: (page, _, context) => ({
    fact_ozon_fbs_errors: page.errors.map(error => ({
      posting_number: error.posting_number,
      error_type: shape.known(context, 'FBS error', error.posting_error_type, ERRORS),
      dt: moscowDay(error.error_at),
      error_at: error.error_at,
      delivery_schema: error.delivery_schema,
      index_value: error.index,
      charge_percent: error.charge_percent,
      charge: error.charge_price,
      currency_code: error.charge_price_currency_code,
      product_price: error.product_price,
      has_grace_status: error.has_grace_status,
    })),
  }),
  // Ozon takes errors back.
  write: { mode: 'replace' },
  // How far back it answers is not documented.
  optional: true,
})

export const fbsIndexTables = [index, errors] as const
export const fbsIndexStep = step('ozon.fbs_index', { lane: 'cabinet', refresh: 'daily' }, [period, postings])
