import { strToU8, Zip, ZipDeflate } from 'fflate'
import { z } from 'zod'
import { dayString, moscowText } from '../clock.ts'
import { Parts } from '../http.ts'
import type { Call, Handler } from './call.ts'
import { day, ok, percent, read } from './call.ts'
import { analyticsRefusal, badRequest } from './errors.ts'
import type { Job } from './shop.ts'
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
const request = z.object({
  id: z.uuid(),
  reportType: z.string(),
  userReportName: z.string().optional(),
  params,
})
type Asked = z.output<typeof request>

/** Without the subscription there are no such reports (wildberries.md 4.3; the exact body is not published). */
function needJam({ shop }: Call): void {
  if (!shop.profile.jam)
    throw analyticsRefusal(403, 'Authorization error', 'Jam subscription is required for this report')
}

const HEADER =
  'nmID, dt, openCardCount, addToCartCount, ordersCount, ordersSumRub, buyoutsCount, buyoutsSumRub, cancelCount, cancelSumRub, addToCartConversion, cartToOrderConversion, buyoutPercent, addToWishlist, currency'

/** The lines of the file, day by day. */
function* csvOf(call: Call, { params: p }: Asked): Generator<string> {
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
  if (asked.reportType !== 'DETAIL_HISTORY_REPORT')
    throw badRequest(call.host, `unknown reportType ${asked.reportType}`)
  needJam(call)
  const { today } = call.shop.world()
  const { startDate, endDate } = asked.params
  if (endDate < startDate || endDate > today || startDate < today - 365)
    throw badRequest(call.host, 'params: the period must lie within the last 365 days')
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
  needJam(call)
  const ids = call.query.getAll('filter[downloadIds]').flatMap(text => text.split(','))
  return ok({
    data: jobs(call)
      .filter(job => ids.length === 0 || ids.includes(job.id))
      .map(job => {
        const asked = job.asked as Asked
        return {
          id: job.id,
          createdAt: moscowText(job.createdAt),
          status: statusOf(job),
          name: asked.userReportName ?? 'Card report',
          size: statusOf(job) === 'SUCCESS' ? 123 : 0,
          startDate: dayString(asked.params.startDate),
          endDate: dayString(asked.params.endDate),
        }
      }),
  })
}

/** POST /api/v2/nm-report/downloads/retry. */
export const retryReport: Handler = call => {
  needJam(call)
  const { downloadId } = read(z.object({ downloadId: z.uuid() }), call.body, call.host)
  if (!jobs(call).some(job => job.id === downloadId)) throw badRequest(call.host, 'unknown downloadId')
  return ok({ data: 'Retry' })
}

/** GET /api/v2/nm-report/downloads/file/{id}: a ZIP with one CSV. */
export const reportFile: Handler = call => {
  needJam(call)
  const job = jobs(call).find(found => found.id === call.part)
  if (!job || statusOf(job) !== 'SUCCESS') throw badRequest(call.host, 'file is not ready')
  const csv = csvOf(call, job.asked as Asked)
  return { status: 200, type: 'application/zip', body: new Parts(zipOf(`${job.id}.csv`, csv)) }
}
