import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { gapless } from '../core/declare/slices.ts'
import type { Source, StreamContext } from '../core/declare/source.ts'
import { offset, post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import {
  day,
  id as idColumn,
  int,
  money,
  real as number,
  optional,
  table,
  text,
} from '../core/declare/table.ts'
import { count, id, list, maybeSum, real, text as word } from '../core/parse/fields.ts'
import type { Day } from '../core/parse/time.ts'
import { calendarDay } from './fields.ts'
import type { Period } from './finance/weeks.ts'
import { dayOfReport, eachDayOnce, weeksOf } from './finance/weeks.ts'

const LIST = '/api/finance/v1/sales-reports/list'
/** The list goes back to this day (wildberries.md 11.1), and this is the Monday of its week. */
const LISTED_SINCE: Day = '2025-01-01'
const FIRST_MONDAY: Day = '2024-12-30'
/** Days of a window: the reports of a year fit one page. */
const WINDOW = 364
const LIMIT = 1000

const reports = table('fact_wb_reports', {
  store: 'facts',
  key: ['report_id'],
  day: 'dt',
  grain:
    'One realisation report with the sums that Wildberries states for it: what the lines of `fact_wb_finance` with the same `report_id` add up to. `dt` is the last day of its period. `bank_payment` is what it says is to be paid, not what a bank received.',
  columns: {
    report_id: idColumn(),
    dt: day(),
    /** `weekly`, or `daily` while there is no weekly report; never both for one day. */
    period: text(),
    date_from: optional(day()),
    date_to: optional(day()),
    create_date: optional(day()),
    /** 1 main, 2 by buyouts, 3 by buyouts for Georgia. */
    report_type: optional(int()),
    currency: optional(text()),
    /** «Продажа», net of returns. */
    retail_amount: optional(money()),
    /** «К перечислению за товар», net of returns. */
    payout_amount: optional(money()),
    /** «Согласованная скидка, %». */
    avg_sale_percent: optional(number()),
    delivery_service: optional(money()),
    storage_fee: optional(money()),
    acceptance_fee: optional(money()),
    deduction: optional(money()),
    penalty_total: optional(money()),
    /** «Корректировка вознаграждения ВВ»: lessens what is paid. */
    bonus_amount: optional(money()),
    cashback_amount: optional(money()),
    cashback_discount: optional(money()),
    cashback_commission_change: optional(money()),
    payment_schedule: optional(money()),
    /** «Итого к оплате». */
    bank_payment: optional(money()),
  },
})

/** `sellerFinanceName` is the name of a person and is not read. 204 has no body and means none. */
const Reports = list(
  z.object({
    reportId: id,
    dateFrom: calendarDay,
    dateTo: calendarDay,
    createDate: calendarDay,
    currency: word,
    reportType: count,
    retailAmountSum: maybeSum,
    forPaySum: maybeSum,
    avgSalePercent: real,
    deliveryServiceSum: maybeSum,
    paidStorageSum: maybeSum,
    paidAcceptanceSum: maybeSum,
    deductionSum: maybeSum,
    penaltySum: maybeSum,
    additionalPaymentSum: maybeSum,
    cashbackAmountSum: maybeSum,
    cashbackDiscountSum: maybeSum,
    cashbackCommissionChangeSum: maybeSum,
    paymentSchedule: maybeSum,
    bankPaymentSum: maybeSum,
  }),
)
type Reports = z.output<typeof Reports>

const pagesOf = (period: Period, from: Day, to: Day): Source<Reports> =>
  post(HOST.finance)(LIST, {
    shape: Reports,
    body: () => ({
      dateFrom: from < LISTED_SINCE ? LISTED_SINCE : from,
      dateTo: to,
      period,
      limit: LIMIT,
      offset: 0,
    }),
    next: offset(page => page),
  })

interface Page {
  readonly period: Period
  readonly reports: Reports
}

const source: Source<Page> = {
  host: HOST.finance,
  paths: [LIST],
  read: (context, slice) => {
    async function* filled(period: Period, from: Day, to: Day): AsyncIterable<Page> {
      for await (const found of pagesOf(period, from, to).read(context as StreamContext, slice))
        if (found.length > 0) yield { period, reports: found }
    }
    return eachDayOnce(slice, filled)
  },
}

const headers = stream({
  id: 'wb.reports.headers',
  into: [reports],
  slices: gapless(async context => weeksOf(context, FIRST_MONDAY, WINDOW, 7)),
  source,
  rows: (page, slice) => ({
    fact_wb_reports: page.reports.map(report => ({
      report_id: report.reportId,
      dt: dayOfReport(report.dateTo, { date_from: report.dateFrom, date_to: report.dateTo }, slice),
      period: page.period,
      date_from: report.dateFrom,
      date_to: report.dateTo,
      create_date: report.createDate,
      report_type: report.reportType,
      currency: report.currency,
      retail_amount: report.retailAmountSum,
      payout_amount: report.forPaySum,
      avg_sale_percent: report.avgSalePercent,
      delivery_service: report.deliveryServiceSum,
      storage_fee: report.paidStorageSum,
      acceptance_fee: report.paidAcceptanceSum,
      deduction: report.deductionSum,
      penalty_total: report.penaltySum,
      bonus_amount: report.additionalPaymentSum,
      cashback_amount: report.cashbackAmountSum,
      cashback_discount: report.cashbackDiscountSum,
      cashback_commission_change: report.cashbackCommissionChangeSum,
      payment_schedule: report.paymentSchedule,
      bank_payment: report.bankPaymentSum,
    })),
  }),
  write: { mode: 'replace' },
})

export const reportsTables = [reports] as const
/** A Base token may not ask for the list (wildberries.md 1.6). */
export const reportsStep = step(
  'wb.reports',
  { lane: 'reports', refresh: 'daily', when: ({ may }) => (may('base') ? 'token_type' : null) },
  [headers],
)
