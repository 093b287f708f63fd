import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { days } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import { count, extra, field, id, maybeId, maybeSum, real, sum, text } from '../../core/parse/fields.ts'
import { inChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays, moscowDay } from '../../core/parse/time.ts'
import { yieldingEvery } from '../../core/run/yielding.ts'
import { calendarDay, dayOf } from '../fields.ts'
import { taskReport } from '../task-report.ts'
import { lineNumbers } from './line-numbers.ts'
import { storage } from './table.ts'

const PATH = '/api/v1/paid_storage'
/** Days of one report, both ends included (wildberries.md 11.2). */
const WINDOW = 8
/** Days of history; a Base token orders a report an hour. */
const YEAR = 365
const MONTH = 32
/** Days that may still change; what is corrected later comes under a later day. */
const AGAIN = 14
/** Chunks after which to yield to the event loop. */
const TURN = 4

const told = field('a day', value => dayOf(value) ?? undefined)
/** A price and, if it is finer than a kopeck, how it came. */
const Row = z.object({
  date: told,
  originalDate: calendarDay,
  nmId: id,
  chrtId: maybeId,
  giId: maybeId,
  calcType: text,
  palletPlaceCode: maybeId,
  warehousePrice: field('a sum', value => {
    const read = sum.safeParse(value)
    const isFine = typeof value === 'number' && Number(value.toFixed(2)) !== value
    return read.success ? { kopecks: read.data, fine: isFine ? value : null } : undefined
  }),
  barcodesCount: count,
  warehouse: text,
  officeId: maybeId,
  warehouseCoef: real,
  logWarehouseCoef: real,
  volume: real,
  palletCount: real,
  loyaltyDiscount: maybeSum,
  tariffFixDate: calendarDay,
  tariffLowerDate: calendarDay,
  vendorCode: text,
  barcode: text,
  size: text,
  subject: text,
  brand: text,
})
export type StorageRow = z.output<typeof Row>
/** 204 has no body and means none. */
const Rows = inChunks(null, jsonChunks(Row))

/**
 * How far back the method goes is undocumented: a refusal of days that are more than a month old is where the history ends, with a notice; of later ones it is
 * an error. Null if they are too old.
 */
async function orTooOld<T>(context: StreamContext, to: Day, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    const isOld = to < addDays(moscowDay(context.now()), -MONTH)
    if (!isOld || !(error instanceof LoadError) || error.kind !== 'bad_request') throw error
    context.notice({ word: 'storage_ends', details: {} })
    return null
  }
}

/** Rows of a report and the number of each among those that share its key. */
interface Page {
  readonly rows: readonly StorageRow[]
  readonly lines: readonly number[]
}

/**
 * Goods of one supply in two warehouses that are told by one name come as equal rows: a report A, B, A, B of two cards may be honest, and is kept. One of at
 * least four different rows that repeats itself whole, in the same order, is a doubled answer: as many equal charges in that order are no coincidence, and
 * taking them twice would double the cost of storage.
 */
const source: Source<Page> = {
  host: HOST.analytics,
  paths: [PATH],
  async *read(context, { from, to }) {
    const key = `${from}/${to}`
    const query = { dateFrom: from, dateTo: to }
    const rows = await orTooOld(context, to, () => taskReport(context, key, PATH, query, Rows))
    if (rows === null) return
    const lineOf = lineNumbers()
    for await (const piece of yieldingEvery(rows.withoutRepeat(), TURN)) {
      const strange = piece.find(({ date }) => date < from || date > to)
      if (strange) throw new LoadError('shape', `${PATH}: ${strange.date} is not of ${key}`)
      yield { rows: piece, lines: piece.map(lineOf) }
    }
    await context.state.set(key, null)
  },
}

const byCard = stream({
  id: 'wb.storage.days',
  into: [storage],
  slices: days(WINDOW, { first: ({ may }) => (may('base') ? MONTH : YEAR), again: AGAIN }),
  source,
  rows: ({ rows, lines }) => ({
    fact_wb_paid_storage: rows.map((row, index) => ({
      dt: row.date,
      original_date: row.originalDate ?? row.date,
      nm_id: row.nmId,
      chrt_id: row.chrtId ?? 0,
      gi_id: row.giId ?? 0,
      calc_type: row.calcType ?? '',
      pallet_place_code: row.palletPlaceCode ?? 0,
      line: lines[index] as number,
      warehouse_price: row.warehousePrice.kopecks,
      barcodes_count: row.barcodesCount,
      warehouse_name: row.warehouse,
      office_id: row.officeId,
      warehouse_coef: row.warehouseCoef,
      log_warehouse_coef: row.logWarehouseCoef,
      volume: row.volume,
      pallet_count: row.palletCount,
      loyalty_discount: row.loyaltyDiscount,
      tariff_fix_date: row.tariffFixDate,
      tariff_lower_date: row.tariffLowerDate,
      vendor_code: row.vendorCode,
      barcode: row.barcode,
      tech_size: row.size,
      subject_name: row.subject,
      brand_name: row.brand,
      extra: extra({ warehousePrice: row.warehousePrice.fine }),
    })),
  }),
  write: { mode: 'replace' },
  // The next report is ordered while one is made: both take a minute of their own limit.
  parallel: 3,
})

export const storageTables = [storage] as const
/** In a lane of its own: an hour of reports, one a minute, that nothing waits for. */
export const storageStep = step('wb.storage', { lane: 'storage', refresh: 'daily' }, [byCard])
