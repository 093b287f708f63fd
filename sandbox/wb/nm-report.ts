import { strToU8, Zip, ZipDeflate } from 'fflate'
import { z } from 'zod'
import { dayString, moscowText } from '../clock.ts'
import { Parts } from '../http.ts'
import type { Call, Handler } from './call.ts'
import { day, ok, percent, read } from './call.ts'
import { analyticsRefusal, badRequest } from './errors.ts'
import type { Job } from './shop.ts'
import { dailyCsv, dailyParams, statisticsCsv, statisticsParams } from './stock-files.ts'
import { isTrashed } from './world/cards.ts'

/** Seconds until a file is there, and hours that it is kept. */
const READY_AFTER = 40
const KEPT_HOURS = 48

const params = z.object({
  nmIDs: z.array(z.number()).default([]),
  startDate: day,
  endDate: day,
  timezone: z.string().default('Europe/Moscow'),
  aggregationLevel: z.enum(['day', 'week', 'month']).default('day'),
  skipDeletedNm: z.boolean().default(false),
})
const named = { id: z.uuid(), userReportName: z.string().optional() }
const request = z.discriminatedUnion('reportType', [
  z.object({ ...named, reportType: z.literal('DETAIL_HISTORY_REPORT'), params }),
  z.object({ ...named, reportType: z.literal('STOCK_HISTORY_DAILY_CSV'), params: dailyParams }),
  z.object({ ...named, reportType: z.literal('STOCK_HISTORY_REPORT_CSV'), params: statisticsParams }),
])
type Asked = z.output<typeof request>
type Funnel = Extract<Asked, { reportType: 'DETAIL_HISTORY_REPORT' }>

/** Without the subscription there are no reports of the funnel (wildberries.md 4.3; the exact body is not published). */
function needJam({ shop }: Call): void {
  if (!shop.jam)
    throw analyticsRefusal(403, 'Authorization error', 'Jam subscription is required for this report')
}

const HEADER =
  'nmID, dt, openCardCount, addToCartCount, ordersCount, ordersSumRub, buyoutsCount, buyoutsSumRub, cancelCount, cancelSumRub, addToCartConversion, cartToOrderConversion, buyoutPercent, addToWishlist, currency'

/** The lines of the file, day by day. */
function* funnelCsv(call: Call, { params: p }: Funnel): Generator<string> {
  const world = call.shop.world()
  yield `${HEADER}\n`
  for (let at = p.startDate; at <= p.endDate; at++) {
    const lines: string[] = []
    for (const t of world.traffic(at)) {
      if (p.nmIDs.length > 0 && !p.nmIDs.includes(t.card.nmId)) continue
      if (p.skipDeletedNm && isTrashed(t.card, world.now)) continue
      const rates = [
        percent(t.carts, t.opens),
        percent(t.orders, t.carts),
        percent(t.buyouts, t.buyouts + t.cancels),
      ]
      lines.push(
        `${t.card.nmId},${dayString(at)},${t.opens},${t.carts},${t.orders},${t.orderSum},${t.buyouts},${t.buyoutSum},${t.cancels},${t.cancelSum},${rates.join()},${t.wishes},RUB\n`,
      )
    }
    yield lines.join('')
  }
}

/** The days of a report. */
function periodOf(asked: Asked): { from: number; to: number } {
  if (asked.reportType === 'DETAIL_HISTORY_REPORT')
    return { from: asked.params.startDate, to: asked.params.endDate }
  return { from: asked.params.currentPeriod.start, to: asked.params.currentPeriod.end }
}

function csvOf(call: Call, asked: Asked): Generator<string> {
  if (asked.reportType === 'DETAIL_HISTORY_REPORT') return funnelCsv(call, asked)
  const { from, to } = periodOf(asked)
  const csv = asked.reportType === 'STOCK_HISTORY_DAILY_CSV' ? dailyCsv : statisticsCsv
  return csv(call.shop.world(), from, to)
}

/** A ZIP with one file, made while it is sent, as large reports are. */
function* zipOf(name: string, texts: Iterable<string>): Generator<Buffer> {
  const made: Buffer[] = []
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    made.push(Buffer.from(bytes))
  })
  const file = new ZipDeflate(name, { level: 1 })
  zip.add(file)
  for (const text of texts) {
    file.push(strToU8(text))
    yield* made.splice(0)
  }
  file.push(new Uint8Array(), true)
  zip.end()
  yield* made.splice(0)
}

/** POST /api/v2/nm-report/downloads: orders a file under an id of the client's. */
export const orderReport: Handler = call => {
  const asked = read(request, call.body, call.host)
  if (asked.reportType === 'DETAIL_HISTORY_REPORT') needJam(call)
  const { today } = call.shop.world()
  const { from, to } = periodOf(asked)
  const deep = asked.reportType === 'DETAIL_HISTORY_REPORT' ? 365 : 92
  if (to < from || to > today || from < today - deep)
    throw badRequest(call.host, `params: the period must lie within the last ${deep} days`)
  if (call.shop.reports.has(asked.id)) throw badRequest(call.host, `report ${asked.id} already exists`)
  const createdAt = Date.now()
  call.shop.reports.set(asked.id, {
    id: asked.id,
    createdAt,
    readyAt: createdAt + (READY_AFTER * 1000) / call.speedup,
    asked,
  })
  return ok({ data: 'Началось формирование файла/отчета' })
}

const statusOf = (job: Job): string => {
  const now = Date.now()
  if (now >= job.readyAt) return 'SUCCESS'
  return now < (job.createdAt + job.readyAt) / 2 ? 'WAITING' : 'PROCESSING'
}

/** Files that are still kept. */
const jobs = (call: Call): readonly Job[] =>
  [...call.shop.reports.values()].filter(
    job => Date.now() < job.readyAt + (KEPT_HOURS * 3_600_000) / Math.min(call.speedup, 100),
  )

/** GET /api/v2/nm-report/downloads: states of all files, or of the requested ones. */
export const reportStates: Handler = call => {
  const ids = call.query.getAll('filter[downloadIds]').flatMap(text => text.split(','))
  return ok({
    data: jobs(call)
      .filter(job => ids.length === 0 || ids.includes(job.id))
      .map(job => {
        const asked = job.asked as Asked
        const { from, to } = periodOf(asked)
        return {
          id: job.id,
          createdAt: moscowText(job.createdAt),
          status: statusOf(job),
          name: asked.userReportName ?? 'Card report',
          size: statusOf(job) === 'SUCCESS' ? 123 : 0,
          startDate: dayString(from),
          endDate: dayString(to),
        }
      }),
  })
}

/** POST /api/v2/nm-report/downloads/retry. */
export const retryReport: Handler = call => {
  const { downloadId } = read(z.object({ downloadId: z.uuid() }), call.body, call.host)
  if (!jobs(call).some(job => job.id === downloadId)) throw badRequest(call.host, 'unknown downloadId')
  return ok({ data: 'Retry' })
}

/** GET /api/v2/nm-report/downloads/file/{id}: a ZIP with one CSV. */
export const reportFile: Handler = call => {
  const job = jobs(call).find(found => found.id === call.part)
  if (!job || statusOf(job) !== 'SUCCESS') throw badRequest(call.host, 'file is not ready')
  const csv = csvOf(call, job.asked as Asked)
  return { status: 200, type: 'application/zip', body: new Parts(zipOf(`${job.id}.csv`, csv)) }
}
