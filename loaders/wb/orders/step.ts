import type { ZodType } from 'zod'
import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Slice } from '../../core/declare/slices.ts'
import { since } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { CURSOR_KEY, step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import {
  flag,
  id,
  maybeId,
  maybeSum,
  moscowTime,
  name,
  real,
  required,
  text,
} from '../../core/parse/fields.ts'
import { inChunks, type JsonChunks, jsonChunks } from '../../core/parse/json-chunks.ts'
import { addDays, moscowInstant } from '../../core/parse/time.ts'
import { dayAt, isLean, leanWithBase } from '../fields.ts'
import { orders, sales } from './tables.ts'

/** Days for which Wildberries keeps an order (wildberries.md 3). */
export const ORDER_DAYS = 90
/** Minutes between refreshes of orders at Wildberries (wildberries.md 3). */
export const ORDER_LAG = 30
/**
 * How late after its `lastChangeDate` a row may be published, ms: the list is refreshed every half hour, sometimes late. Each run starts this long before its
 * cursor.
 */
const OVERLAP = 2 * 3_600_000
/** A page is cut at about 80,000 rows. */
const FULL_PAGE = 70_000

const common = {
  srid: name,
  date: moscowTime,
  /** Sent back unchanged, so it is kept as text. */
  lastChangeDate: required('an instant', value =>
    typeof value === 'string' && moscowInstant(value) ? value : undefined,
  ),
  warehouseName: text,
  warehouseType: text,
  countryName: text,
  oblastOkrugName: text,
  regionName: text,
  supplierArticle: text,
  nmId: id,
  barcode: text,
  category: text,
  subject: text,
  brand: text,
  techSize: text,
  incomeID: maybeId,
  isSupply: flag,
  isRealization: flag,
  totalPrice: maybeSum,
  discountPercent: real,
  spp: real,
  finishedPrice: maybeSum,
  priceWithDisc: maybeSum,
  sticker: text,
  gNumber: text,
}
const Order = z.object({ ...common, isCancel: flag, cancelDate: moscowTime })
const Sale = z.object({ ...common, saleID: name, forPay: maybeSum, paymentSaleAmount: maybeSum })
type Common = Pick<z.output<typeof Order>, keyof typeof common>

/** `next` is the cursor from which another run continues; null while the page is not a resume point. */
interface Page<T> {
  readonly rows: Iterable<readonly T[]>
  readonly next: string | null
}

/**
 * What changed since the cursor, the first time for 90 days. The comparison is "at or after", so the last rows of a page come again; a page with only those
 * ends the list (wildberries.md 3).
 */
function changes<T extends Common>(path: string, of: ZodType<T>): Source<Page<T>> {
  const Rows = inChunks(null, jsonChunks(of))
  const ask = (context: StreamContext, dateFrom: string, flag: 0 | 1) =>
    context.json({ host: HOST.statistics, method: 'GET', path, query: { dateFrom, flag } }, Rows)
  return {
    host: HOST.statistics,
    paths: [path],
    async *read(context, slice) {
      const start = `${slice.from}T00:00:00`
      const cursor = await context.state.get(CURSOR_KEY)
      let from = cursor === null ? start : moved(cursor, -OVERLAP)
      let known: ReadonlySet<string> = new Set()
      for (;;) {
        const rows = await ask(context, from, 0)
        const brought = rows.some(row => !known.has(nameOf(row)))
        // The newest row is last. A page older than requested, or a repeated one, is not the end but an ignored cursor.
        const sign = brought ? rows.last : firstOf(rows)
        if (sign && from !== start && isBefore(sign.lastChangeDate, from))
          throw new LoadError('shape', `${path}: dateFrom does not move`)
        const last = rows.last?.lastChangeDate ?? from
        const stands = last === from && rows.count() >= FULL_PAGE
        if (!brought) {
          if (stands) yield* everyDay(context, slice, from)
          return
        }
        // Rows before the cursor were loaded except late ones, so the cursor does not move back for them.
        const next = cursor !== null && isBefore(last, cursor) ? cursor : last
        const isLast = isLean(slice) || next === from || next === cursor
        const isFull = isLast && rows.count() >= FULL_PAGE
        const told = new Set<string>()
        yield { rows: noted(rows, row => told.add(nameOf(row))), next }
        if (isLast && !isFull) return
        if (stands) {
          yield* everyDay(context, slice, from)
          return
        }
        known = told
        from = next
      }
    },
  }

  /** If all rows of a page changed at the same instant, the cursor cannot advance: each day of orders is requested on its own. */
  async function* everyDay(context: StreamContext, slice: Slice, from: string): AsyncIterable<Page<T>> {
    let last = from
    for (let ago = 0; ago < ORDER_DAYS; ago += 1) {
      const rows = await ask(context, addDays(slice.to, -ago), 1)
      rows.some(row => {
        if (row.lastChangeDate > last) last = row.lastChangeDate
        return false
      })
      yield { rows, next: ago === ORDER_DAYS - 1 ? moved(last, 1000) : null }
    }
  }
}

const nameOf = (row: Common): string => `${row.srid} ${row.lastChangeDate}`

function firstOf<T>(rows: JsonChunks<T>): T | undefined {
  let first: T | undefined
  rows.some(row => {
    first = row
    return true
  })
  return first
}

/** Passes rows through and calls `note` for each. */
function* noted<T>(rows: Iterable<readonly T[]>, note: (row: T) => void): Generator<readonly T[]> {
  for (const part of rows) {
    for (const row of part) note(row)
    yield part
  }
}

/** An instant shifted by so many ms, in the format of the text. */
const moved = (text: string, ms: number): string =>
  new Date(Date.parse(`${text.slice(0, 19)}Z`) + ms).toISOString().slice(0, 19) + text.slice(19)
const isBefore = (one: string, other: string): boolean => one.slice(0, 19) < other.slice(0, 19)

const commonRow = (row: Common, slice: Slice) => ({
  srid: row.srid,
  dt: dayAt(row.date) ?? slice.to,
  date: row.date,
  last_change_date: moscowTime.parse(row.lastChangeDate),
  nm_id: row.nmId,
  supplier_article: row.supplierArticle,
  barcode: row.barcode,
  category: row.category,
  subject: row.subject,
  brand: row.brand,
  tech_size: row.techSize,
  warehouse_name: row.warehouseName,
  warehouse_type: row.warehouseType,
  country_name: row.countryName,
  oblast_okrug_name: row.oblastOkrugName,
  region_name: row.regionName,
  total_price: row.totalPrice,
  discount_percent: row.discountPercent,
  spp: row.spp,
  finished_price: row.finishedPrice,
  price_with_disc: row.priceWithDisc,
  sticker: row.sticker,
  income_id: row.incomeID,
  is_supply: row.isSupply,
  is_realization: row.isRealization,
  g_number: row.gNumber,
})

/** The last row of each key: a part may hold a key twice. Between parts the store keeps the last. */
const latest = <T>(rows: readonly T[], key: (row: T) => string): readonly T[] => [
  ...new Map(rows.map(row => [key(row), row])).values(),
]

/**
 * Any change of an order, however old, moves its `lastChangeDate` and returns it again, so no window is read again for open orders. Rows of the two hours
 * before the cursor are requested once more, so that none published late is missed.
 */
const ordered = stream({
  id: 'wb.orders.orders',
  into: [orders],
  slices: leanWithBase(since(ORDER_DAYS)),
  source: changes('/api/v1/supplier/orders', Order),
  cursor: page => page.next,
  *rows(page, slice) {
    for (const part of page.rows)
      yield {
        fact_wb_orders: latest(part, row => row.srid).map(row => ({
          ...commonRow(row, slice),
          is_cancel: row.isCancel,
          cancel_date: row.cancelDate,
        })),
      }
  },
})

const sold = stream({
  id: 'wb.orders.sales',
  into: [sales],
  slices: leanWithBase(since(ORDER_DAYS)),
  source: changes('/api/v1/supplier/sales', Sale),
  cursor: page => page.next,
  *rows(page, slice) {
    for (const part of page.rows)
      yield {
        fact_wb_sales: latest(part, row => row.saleID).map(row => ({
          sale_id: row.saleID,
          is_return: row.saleID.startsWith('R'),
          ...commonRow(row, slice),
          for_pay: row.forPay,
          payment_sale_amount: row.paymentSaleAmount,
        })),
      }
  },
})

export const ordersTables = [orders, sales] as const
export const ordersStep = step('wb.orders', { lane: 'orders', refresh: 'frequent' }, [ordered, sold])
