import { z } from 'zod'
import { dayNumber, dayString, moscowDay } from '../clock.ts'
import type { Reply } from '../http.ts'
import { Parts } from '../http.ts'
import { plain, roubles } from '../money.ts'
import { bigNumber } from './big.ts'
import type { Call, Handler, Routes } from './call.ts'
import { instant, noContent, ok, read } from './call.ts'
import { lineWriter, rowOf } from './finance-row.ts'
import { rate } from './limits.ts'
import type { FinanceLine } from './world/finance.ts'
import { bankPayment, signedForPay } from './world/finance.ts'
import type { Report, ReportLine } from './world/reports.ts'
import { isBehind, linesOfReport } from './world/reports.ts'

const fields = z.array(z.string()).optional()
const limit = z.number().int().min(1).max(100_000).default(100_000)
const rrdId = z.number().int().min(0).default(0)
const span = {
  dateFrom: instant,
  dateTo: instant,
  period: z.enum(['weekly', 'daily']).default('weekly'),
}
const detailedRequest = z.object({ ...span, limit, rrdId, fields })
const oneRequest = z.object({ limit, rrdId, fields })
const listRequest = z.object({
  ...span,
  limit: z.number().int().min(1).max(1000).default(1000),
  offset: z.number().int().min(0).default(0),
})

/** The lines of a report; the last few reports are kept, because pages follow each other. */
function linesOf(call: Call, report: Report): readonly ReportLine[] {
  const kept = call.shop.cached('reports', () => new Map<string, readonly ReportLine[]>())
  const lines = kept.get(report.id) ?? linesOfReport(report, call.shop.world().finance)
  kept.delete(report.id)
  kept.set(report.id, lines)
  for (const [oldest] of kept) if (kept.size > 4) kept.delete(oldest)
  return lines
}

/** Reports that overlap the requested days are returned in full (our reading of wildberries.md 5). */
const reportsIn = (
  call: Call,
  { dateFrom, dateTo, period }: z.output<typeof detailedRequest> | z.output<typeof listRequest>,
) =>
  call.shop
    .world()
    .reports(period)
    .filter(r => r.to >= moscowDay(dateFrom) && r.from <= moscowDay(dateTo))

/** The lines after an rrdId, report by report. */
function* linesAfter(call: Call, reports: readonly Report[], rrdId: number): Generator<ReportLine, void> {
  for (const report of reports) {
    if (isBehind(report, rrdId)) continue
    const lines = linesOf(call, report)
    const told = lines.length - call.shop.world().lostOf(report)
    for (const [at, line] of lines.entries()) if (at < told && line.rrdId > rrdId) yield line
  }
}

/** Lines per part: some milliseconds of work, during which no other request is served. */
const PART = 500

function pageOf(call: Call, reports: readonly Report[], asked: z.output<typeof oneRequest>): Reply {
  const { seed } = call.shop.world()
  const { currency } = call.shop.profile
  const wanted = asked.fields && new Set(asked.fields)
  const textOf = wanted
    ? (line: ReportLine) =>
        JSON.stringify(
          Object.fromEntries(
            Object.entries(rowOf(line, seed, currency)).filter(([name]) => wanted.has(name)),
          ),
        )
    : lineWriter(seed, currency)
  const lines = linesAfter(call, reports, asked.rrdId)
  const first = lines.next()
  if (first.done) return noContent
  function* parts() {
    let texts = ['[']
    let count = 0
    for (
      let line: IteratorResult<ReportLine, void> = first;
      !line.done && count < asked.limit;
      line = lines.next()
    ) {
      texts.push(count === 0 ? '' : ',', textOf(line.value))
      count += 1
      if (count % PART > 0) continue
      yield Buffer.from(texts.join(''))
      texts = []
    }
    yield Buffer.from(`${texts.join('')}]`)
  }
  return ok(new Parts(parts()))
}

/** POST /api/finance/v1/sales-reports/detailed: lines after an rrdId, 204 after the last. */
const detailed: Handler = call => {
  const asked = read(detailedRequest, call.body, call.host)
  return pageOf(call, reportsIn(call, asked), asked)
}

/** POST /api/finance/v1/sales-reports/detailed/{reportId}. */
const detailedOne: Handler = call => {
  const asked = read(oneRequest, call.body, call.host)
  const { reports } = call.shop.world()
  const found = [...reports('weekly'), ...reports('daily')].filter(r => r.id === call.part)
  return pageOf(call, found, asked)
}

/** The list of reports goes back to here; their lines go further (wildberries.md 5). */
const LISTED_SINCE = dayNumber('2025-01-01')

const total = (lines: readonly ReportLine[], of: (line: FinanceLine) => number): string =>
  plain(lines.reduce((sum, { line }) => sum + of(line), 0))

/** POST /api/finance/v1/sales-reports/list: the totals of reports. */
const list: Handler = call => {
  const asked = read(listRequest, call.body, call.host)
  const { signs } = call.shop.world()
  const found = reportsIn(call, asked)
    .filter(({ to }) => to >= LISTED_SINCE)
    .map(report => ({ report, lines: linesOf(call, report) }))
    .filter(({ lines }) => lines.length > 0)
    .slice(asked.offset, asked.offset + asked.limit)
  if (found.length === 0) return noContent
  return ok(
    found.map(({ report, lines }) => ({
      reportId: bigNumber(report.id),
      sellerFinanceName: call.shop.profile.title,
      dateFrom: dayString(report.from),
      dateTo: dayString(report.to),
      createDate: dayString(report.createdDay),
      currency: call.shop.profile.currency,
      reportType: report.type,
      retailAmountSum: total(lines, l => (l.doc === 'Возврат' ? -l.retailAmount : l.retailAmount)),
      forPaySum: total(lines, signedForPay),
      avgSalePercent: 30,
      deliveryServiceSum: total(lines, l => l.logistics),
      paidStorageSum: total(lines, l => l.storage),
      paidAcceptanceSum: total(lines, l => l.acceptance),
      deductionSum: total(lines, l => l.deduction),
      penaltySum: total(lines, l => l.penalty),
      additionalPaymentSum: total(lines, l => l.additional + l.adjustment),
      cashbackAmountSum: total(lines, l => l.points),
      cashbackDiscountSum: total(lines, l => l.compensated),
      cashbackCommissionChangeSum: total(lines, l => l.cashback),
      paymentSchedule: total(lines, l => l.schedule),
      bankPaymentSum: total(lines, l => bankPayment(l, signs)),
    })),
  )
}

/** GET /api/v1/account/balance. */
const balance: Handler = ({ shop }) => {
  const { current, forWithdraw } = shop.world().balance()
  return ok({
    currency: shop.profile.currency,
    current: roubles(current),
    for_withdraw: roubles(forWithdraw),
  })
}

const minute = rate(1, 60)
/** Endpoints of finance-api. */
export const FINANCE: Routes = {
  'POST /api/finance/v1/sales-reports/detailed': {
    handler: detailed,
    rate: minute,
    base: rate(2, 24 * 3600),
  },
  'POST /api/finance/v1/sales-reports/detailed/*': { handler: detailedOne, rate: minute, base: null },
  'POST /api/finance/v1/sales-reports/list': { handler: list, rate: minute, base: null },
  'GET /api/v1/account/balance': { handler: balance, rate: minute, base: rate(1, 24 * 3600) },
}
