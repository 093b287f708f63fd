import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slice, Slicer } from '../../core/declare/slices.ts'
import { days, gapless } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { get, offset } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import {
  field,
  flag,
  id,
  list,
  maybeId,
  maybeSum,
  real,
  sum,
  text,
  time,
  whole,
} from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays, endOfDay, instant, moscowDay } from '../../core/parse/time.ts'
import { calendarDay, dayOf } from '../fields.ts'
import { lined, numbering } from '../lines.ts'
import { labelling, measurements, selfBuyouts, substitutions } from './tables.ts'

const analytics = get(HOST.analytics)
const LIMIT = 1000
/** No report has older rows. */
const BEGAN: Day = '2019-01-01'
/** One slice with everything: a fine may be taken back months later, and all of them fit a page or two. */
const everything: Slicer = gapless(async ({ today }) => [
  { window: 'running', from: BEGAN, to: today, ids: [], open: true },
])
const momentOf = field('an instant', value =>
  typeof value === 'string' ? (instant(value) ?? undefined) : undefined,
)
const dayTold = field('a day', value => dayOf(value) ?? undefined)

const Measured = z.object({
  data: z.object({
    reports: list(
      z.object({
        nmId: id,
        dimId: id,
        dtBonus: momentOf,
        subjectName: text,
        penaltyAmount: maybeSum,
        reversalAmount: maybeSum,
        isValid: flag,
        isValidDt: time,
        prcOver: real,
        volume: real,
        width: real,
        length: real,
        height: real,
        volumeSup: real,
        widthSup: real,
        lengthSup: real,
        heightSup: real,
        photoUrls: whole,
      }),
    ),
  }),
})

const ofSizes = stream({
  id: 'wb.fines.measurements',
  into: [measurements],
  slices: everything,
  source: analytics('/api/analytics/v1/measurement-penalties', {
    shape: Measured,
    body: ({ to }) => ({ dateTo: endOfDay(to), limit: LIMIT, offset: 0 }),
    next: offset(page => page.data.reports),
  }),
  rows: page => ({
    fact_wb_measurement_penalties: page.data.reports.map(row => ({
      dt: moscowDay(row.dtBonus),
      nm_id: row.nmId,
      dim_id: row.dimId,
      subject_name: row.subjectName,
      penalty_amount: row.penaltyAmount,
      reversal_amount: row.reversalAmount,
      is_valid: row.isValid,
      decided_at: row.isValidDt,
      over_pct: row.prcOver,
      volume: row.volume,
      width: row.width,
      length: row.length,
      height: row.height,
      card_volume: row.volumeSup,
      card_width: row.widthSup,
      card_length: row.lengthSup,
      card_height: row.heightSup,
      photos: row.photoUrls,
    })),
  }),
  write: { mode: 'replace' },
})

const Substituted = z.object({
  data: z.object({
    reports: list(
      z.object({
        dtBonus: momentOf,
        nmId: id,
        oldShkId: maybeId,
        newShkId: maybeId,
        bonusType: text,
        bonusSumm: maybeSum,
        oldSku: text,
        oldVendorCode: text,
        oldColor: text,
        oldSize: text,
        newSku: text,
        newVendorCode: text,
        newColor: text,
        newSize: text,
        photoUrls: whole,
      }),
    ),
  }),
})

type Substitution = z.output<typeof Substituted>['data']['reports'][number]

const deductions = analytics('/api/analytics/v1/deductions', {
  shape: Substituted,
  body: ({ to }) => ({ dateTo: endOfDay(to), sort: 'dtBonus', order: 'asc', limit: LIMIT, offset: 0 }),
  next: offset(page => page.data.reports),
})
/** Deductions that differ in nothing that names them are numbered over all pages. */
const numbered: Source<readonly (Substitution & { readonly line: number })[]> = {
  host: deductions.host,
  paths: deductions.paths,
  async *read(context, slice) {
    const number = numbering<Substitution>(row => [
      row.dtBonus,
      row.nmId,
      row.oldShkId ?? 0,
      row.newShkId ?? 0,
      row.bonusType ?? '',
    ])
    for await (const { data } of deductions.read(context, slice)) yield data.reports.map(number)
  },
}

const ofUnits = stream({
  id: 'wb.fines.substitutions',
  into: [substitutions],
  slices: everything,
  source: numbered,
  rows: page => ({
    fact_wb_substitutions: page.map(row => ({
      dt: moscowDay(row.dtBonus),
      charged_at: row.dtBonus,
      nm_id: row.nmId,
      old_shk_id: row.oldShkId ?? 0,
      new_shk_id: row.newShkId ?? 0,
      bonus_type: row.bonusType ?? '',
      line: row.line,
      amount: row.bonusSumm,
      old_barcode: row.oldSku,
      old_vendor_code: row.oldVendorCode,
      old_color: row.oldColor,
      old_size: row.oldSize,
      new_barcode: row.newSku,
      new_vendor_code: row.newVendorCode,
      new_color: row.newColor,
      new_size: row.newSize,
      photos: row.photoUrls,
    })),
  }),
  write: { mode: 'replace' },
})

/** No row is an empty list, or no body. */
const Suspected = z
  .object({
    details: list(z.object({ nmID: id, sum, currency: text, dateFrom: calendarDay, dateTo: dayTold })),
  })
  .nullable()

const ofOrders = stream({
  id: 'wb.fines.self_buyouts',
  into: [selfBuyouts],
  slices: everything,
  // Without a date it answers with all weeks since August 2023; with one it would be asked every ten minutes.
  source: analytics('/api/v1/analytics/antifraud-details', { shape: Suspected, body: () => ({}) }),
  rows: page => ({
    fact_wb_self_buyouts: lined(page?.details ?? [], row => [row.dateTo, row.nmID]).map(row => ({
      dt: row.dateTo,
      nm_id: row.nmID,
      line: row.line,
      date_from: row.dateFrom,
      order_sum: row.sum,
      currency: row.currency,
    })),
  }),
  write: { mode: 'replace' },
})

/** Days of one request (wildberries.md 11.8), and those that are asked again. */
const WINDOW = 31
const AGAIN = 30
const YEAR = 365
const MONTH = 31

const Unmarked = z
  .object({
    report: list(
      z.object({
        nmID: id,
        shkID: maybeId,
        date: momentOf,
        amount: sum,
        incomeId: maybeId,
        sku: text,
        photoUrls: whole,
      }),
    ),
  })
  .nullable()

const LABELLING = '/api/v1/analytics/goods-labeling'

/**
 * The document does not say in which zone its days are cut: a fine of the day before or after stays in the days that it was asked with, any other was not
 * asked for and throws `shape`.
 */
function askedDay(fined: Day, { from, to }: Slice): Day {
  if (fined < addDays(from, -1) || fined > addDays(to, 1))
    throw new LoadError('shape', `${LABELLING}: ${fined} is not of ${from}/${to}`)
  if (fined < from) return from
  return fined > to ? to : fined
}

const ofMarking = stream({
  id: 'wb.fines.labelling',
  into: [labelling],
  slices: days(WINDOW, { first: ({ may }) => (may('base') ? MONTH : YEAR), again: AGAIN }),
  source: analytics(LABELLING, {
    shape: Unmarked,
    body: ({ from, to }) => ({ dateFrom: from, dateTo: to }),
  }),
  rows: (page, slice) => ({
    fact_wb_labelling_fines: lined(
      (page?.report ?? []).map(row => ({ ...row, dt: askedDay(moscowDay(row.date), slice) })),
      row => [row.dt, row.nmID, row.shkID ?? 0],
    ).map(row => ({
      dt: row.dt,
      nm_id: row.nmID,
      shk_id: row.shkID ?? 0,
      line: row.line,
      fined_at: row.date,
      amount: row.amount,
      income_id: row.incomeId,
      barcode: row.sku,
      photos: row.photoUrls,
    })),
  }),
  write: { mode: 'replace' },
})

export const finesTables = [measurements, substitutions, selfBuyouts, labelling] as const
/** In a lane of its own: a year of labelling is a request a minute. */
export const finesStep = step('wb.fines', { lane: 'fines', refresh: 'daily' }, [
  ofSizes,
  ofUnits,
  ofOrders,
  ofMarking,
])
