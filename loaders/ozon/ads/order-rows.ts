import { z } from 'zod'
import { csvLines, dayText } from '../../core/parse/csv-zip.ts'
import { field, list, maybeId, maybeSum, sum, text } from '../../core/parse/fields.ts'
import type { Asked } from './report-download.ts'
import { jsonOf, TOTALS, textFilesOf, unreadable } from './report-rows.ts'

const day = field('a day', value => (typeof value === 'string' ? (dayText(value) ?? undefined) : undefined))

/** One order of one product paid by percentage, on the day of the payment. Day and payment are required: without them money would be lost. */
const Order = z
  .object({
    day,
    sku: maybeId,
    promoted: maybeId,
    offer: text,
    title: text,
    sold: maybeSum,
    cost: maybeSum,
    percent: text,
    spent: sum,
  })
  .refine(({ sku, promoted }) => (promoted ?? sku) !== null, 'an order of no product')
export type AdOrder = z.output<typeof Order>

/** Columns by their names in JSON and CSV. Only the letters of a name count, and whether its unit is percent. */
const COLUMNS: Readonly<Record<string, keyof AdOrder>> = {
  date: 'day',
  дата: 'day',
  день: 'day',
  sku: 'sku',
  ozonid: 'sku',
  advsku: 'promoted',
  promotedsku: 'promoted',
  skuпродвигаемоготовара: 'promoted',
  offerid: 'offer',
  артикул: 'offer',
  title: 'title',
  name: 'title',
  productname: 'title',
  наименование: 'title',
  названиетовара: 'title',
  price: 'sold',
  стоимостьпродажи: 'sold',
  cost: 'cost',
  стоимость: 'cost',
  bid: 'percent',
  'ставка%': 'percent',
  moneyspent: 'spent',
  expense: 'spent',
  расход: 'spent',
}
function columnOf(header: string): keyof AdOrder | null {
  const [name = '', unit = ''] = header.toLowerCase().split(/[,(]/)
  const letters = name.replace(/[^\p{L}\p{N}]/gu, '')
  return COLUMNS[unit.includes('%') ? `${letters}%` : letters] ?? null
}

const JsonRows = z.union([
  list(z.record(z.string(), z.unknown())),
  z.object({ rows: list(z.record(z.string(), z.unknown())) }).transform(({ rows }) => rows),
])

const named = (fields: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields.flatMap(([header, value]) => {
      const column = columnOf(header)
      return column ? [[column, value]] : []
    }),
  )

function csvRows(csv: string): Readonly<Record<string, unknown>>[] {
  const lines = [...csvLines(csv)]
  const start = lines.findIndex(line => line.map(columnOf).includes('spent'))
  const header = lines[start]
  if (!header) throw new TypeError('neither JSON nor a CSV of orders')
  return lines
    .slice(start + 1)
    .filter(line => !TOTALS.has(line[0] ?? ''))
    .map(line => named(header.map((name, at) => [name, line[at]])))
}

/** Parses a report by orders, JSON or CSV. Throws LoadError `server` on a truncated body, `shape` on rows without a day, a product or a payment. */
export function readOrders(body: Uint8Array, asked: Asked): readonly AdOrder[] {
  return Array.from(textFilesOf(body, asked), file => {
    const json = jsonOf(file.text)
    try {
      const rows =
        json === undefined ? csvRows(file.text) : JsonRows.parse(json).map(row => named(Object.entries(row)))
      return rows.map(row => Order.parse(row))
    } catch (error) {
      throw unreadable('shape', error, asked, file.text)
    }
  }).flat()
}
