import { z } from 'zod'
import { DAY, dayString, moscowDay, startOfDay } from '../clock.ts'
import { roubles } from '../money.ts'
import type { Call, Handler } from './call.ts'
import { day, instant, noContent, ok, queryObject, read } from './call.ts'
import { badRequest, remainsRefusal } from './errors.ts'
import { askedOf, orderTask } from './tasks.ts'
import type { UnitFine } from './world/fines.ts'

/** Days of one report, both ends included. */
const MOST = 31
const PHOTOS = 'https://static-basket-09.wbbasket.ru/vol184'

const daysOf = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
/** A day as these reports write it: its midnight, in UTC. */
const midnight = (at: number): string => `${dayString(at)}T00:00:00Z`

const paged = z.object({
  dateFrom: instant.optional(),
  dateTo: instant,
  limit: z.coerce.number().int().min(1).max(1000),
  offset: z.coerce.number().int().min(0).default(0),
  sort: z.enum(['nmId', 'dtBonus', 'bonusSumm']).default('dtBonus'),
  order: z.enum(['desc', 'asc']).default('desc'),
})

/** Rows of the days that are asked for, oldest first, and the page of them. */
function pageOf<T>(call: Call, of: (day: number) => readonly T[]): { reports: T[]; total: number } {
  const asked = read(paged, queryObject(call.query), call.host)
  const { startDay, today } = call.shop.world()
  const from = asked.dateFrom === undefined ? startDay : Math.max(startDay, moscowDay(asked.dateFrom))
  const rows = daysOf(from, Math.min(today, moscowDay(asked.dateTo))).flatMap(of)
  if (asked.order === 'desc') rows.reverse()
  return { reports: rows.slice(asked.offset, asked.offset + asked.limit), total: rows.length }
}

/** GET /api/analytics/v1/measurement-penalties. */
export const measurementPenalties: Handler = call => {
  const world = call.shop.world()
  return ok({
    data: pageOf(call, at =>
      world.sizeFines(at).map(({ card, id, penalty, reversal }) => ({
        nmId: card.nmId,
        subjectName: card.subject,
        dimId: id,
        prcOver: 130.71,
        volume: 6.47,
        width: 7,
        length: 28,
        height: 33,
        volumeSup: card.litres,
        widthSup: 8,
        lengthSup: 19,
        heightSup: 33,
        photoUrls: [1, 2].map(n => `${PHOTOS}/obmer-tovarov/measurement_on_table/${id}_n${n}.webp`),
        dtBonus: midnight(at),
        isValid: reversal === 0,
        isValidDt: new Date(startOfDay(at) - 2 * DAY).toISOString().replace('.000', ''),
        reversalAmount: roubles(reversal),
        penaltyAmount: roubles(penalty),
      })),
    ),
  })
}

/** GET /api/analytics/v1/deductions. */
export const deductions: Handler = call => {
  const world = call.shop.world()
  return ok({
    data: pageOf(call, at =>
      world.substitutions(at).map(({ card, size, unit, sum }) => ({
        dtBonus: midnight(at),
        nmId: card.nmId,
        oldShkId: unit,
        oldColor: 'белый',
        oldSize: size.techSize,
        oldSku: size.barcodes[0] ?? '',
        oldVendorCode: card.vendorCode,
        newShkId: unit + 500,
        newColor: 'графит',
        newSize: '0',
        newSku: '2000000000019',
        newVendorCode: 'wh-service-podmena',
        bonusSumm: roubles(sum),
        bonusType: 'Подмена FBW',
        photoUrls: [`${PHOTOS}/change_characteristics/${unit}-1.webp`],
      })),
    ),
  })
}

/** GET /api/v1/analytics/antifraud-details: the week of a day, or all weeks; made on Wednesdays. */
export const antifraud: Handler = call => {
  const { date } = read(z.object({ date: day.optional() }), queryObject(call.query), call.host)
  const world = call.shop.world()
  return ok({
    details: daysOf(world.startDay, world.today)
      .flatMap(wednesday => world.selfBuyouts(wednesday))
      .filter(({ from, to }) => date === undefined || (from <= date && date <= to))
      .map(({ card, sum, from, to }) => ({
        nmID: card.nmId,
        sum: sum / 100,
        currency: call.shop.profile.currency,
        dateFrom: dayString(from),
        dateTo: dayString(to),
      })),
  })
}

const period = z.object({ dateFrom: day, dateTo: day })
function periodOf(call: Call): { from: number; to: number; isLong: boolean } {
  const { dateFrom: from, dateTo: to } = read(period, queryObject(call.query), call.host)
  return { from, to, isLong: to < from || to - from >= MOST }
}

const unmarkedRow = ({ day: at, card, size, unit, sum }: UnitFine) => ({
  amount: roubles(sum),
  date: `${dayString(at)}T01:00:00Z`,
  incomeId: 27_000_000 + (card.index % 40) * 31,
  nmID: card.nmId,
  photoUrls: [1, 2].map(n => `${PHOTOS}/photo-fixation-violation-shk-excise/${unit}-${n}.jpg`),
  shkID: unit,
  sku: size.barcodes[0] ?? '',
})

/** GET /api/v1/analytics/goods-labeling. */
export const goodsLabelling: Handler = call => {
  const { from, to, isLong } = periodOf(call)
  if (isLong) throw badRequest(call.host, `the period must be 1 to ${MOST} days`)
  const world = call.shop.world()
  return ok({ report: daysOf(from, to).flatMap(at => world.unmarked(at).map(unmarkedRow)) })
}

/** GET /api/v1/acceptance_report: orders a report. */
export const orderAcceptance: Handler = call => {
  const { from, to, isLong } = periodOf(call)
  if (isLong) throw remainsRefusal(400, `the period must be 1 to ${MOST} days`)
  return orderTask(call, { from, to })
}

/** GET …/tasks/{id}/download: 204 if there is nothing. */
export const acceptanceFile: Handler = call => {
  const { from, to } = askedOf(call) as { from: number; to: number }
  const world = call.shop.world()
  const rows = daysOf(from, to).flatMap(at =>
    world.accepted(at).map(({ card, supply, createdDay, pieces, sum }) => ({
      count: pieces,
      giCreateDate: dayString(createdDay),
      incomeId: supply,
      nmID: card.nmId,
      shkCreateDate: dayString(at),
      subjectName: card.subject,
      total: roubles(sum),
    })),
  )
  return rows.length === 0 ? noContent : ok(rows)
}
