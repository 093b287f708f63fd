import type { StreamContext } from '../../core/declare/source.ts'
import { LoadError } from '../../core/errors.ts'
import { dayText } from '../../core/parse/csv-zip.ts'
import { parseId, parseReal, parseSum } from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { serialDay, xlsxSheets } from '../../core/parse/xlsx.ts'
import type { PlacementRow } from './placement.ts'

/** Columns by what their headers say: the document names none, clients quote these in several forms (ozon.md 13.2). */
const COLUMNS = {
  dt: /^(дата|день)/i,
  sku: /^(ozon )?sku( |$)/i,
  warehouse_name: /^(название |имя )?склад/i,
  amount: /стоимость размещения/i,
  offer_id: /^артикул/i,
  product_name: /(название|наименование|описание) товара|^товар$/i,
  paid_units: /(кол-во|количество) платных/i,
  paid_volume_ml: /платный объ[её]м в мл|платный объ[её]м в миллилитрах/i,
} as const
type Name = keyof typeof COLUMNS
const NEEDED: readonly Name[] = ['dt', 'sku', 'warehouse_name', 'amount']
/** Rows above the header: a title, the period, the seller. */
const TITLES = 30

type Columns = Readonly<Partial<Record<Name, number>>>
const shapeError = (text: string) => new LoadError('shape', `placement by products: ${text}`)

/** The columns of a header; null if the row is none. */
function headerOf(row: readonly string[]): Columns | null {
  const found: Partial<Record<Name, number>> = {}
  row.forEach((cell, column) => {
    const name = (Object.keys(COLUMNS) as Name[]).find(one => COLUMNS[one].test(cell.trim()))
    if (name !== undefined) found[name] ??= column
  })
  return NEEDED.every(name => found[name] !== undefined) ? found : null
}

/**
 * Rows of a report on placement by products: day by SKU and warehouse. Headers that no rule knows are counted. Throws LoadError `shape` on a file without the
 * columns that are needed, on values of another type, and on days that were not asked for.
 */
export function* placementRows(
  file: Uint8Array,
  { from, to }: { readonly from: Day; readonly to: Day },
  context: Pick<StreamContext, 'unmapped'>,
): Generator<PlacementRow> {
  const lines = new Map<string, number>()
  let isFound = false
  let above = ''
  for (const { rows } of xlsxSheets(file)) {
    let columns: Columns | null = null
    let at = 0
    for (const cells of rows) {
      at += 1
      if (!columns) {
        columns = at > TITLES ? null : headerOf(cells)
        if (columns) {
          isFound = true
          tellUnknown(cells, columns, context)
        } else if (above.length < 500) above += `${cells.filter(Boolean).join(' | ')}; `
        continue
      }
      const row = rowOf(cells, columns)
      if (!row) continue
      if (row.dt < from || row.dt > to) throw shapeError(`${row.dt} is not of ${from}/${to}`)
      const key = `${row.dt} ${row.sku} ${row.warehouse_name}`
      const line = (lines.get(key) ?? 0) + 1
      lines.set(key, line)
      yield { ...row, line }
    }
  }
  if (!isFound) throw shapeError(`unknown header: ${above}`)
}

function tellUnknown(header: readonly string[], columns: Columns, context: Pick<StreamContext, 'unmapped'>) {
  const known = new Set(Object.values(columns))
  header.forEach((cell, column) => {
    if (cell.trim() !== '' && !known.has(column)) context.unmapped('placement column', cell.trim())
  })
}

/** Null for an empty row and for the one that adds up the others, which has neither day nor SKU. */
function rowOf(cells: readonly string[], columns: Columns): Omit<PlacementRow, 'line'> | null {
  const cell = (name: Name): string => cells[columns[name] ?? -1]?.trim() ?? ''
  const [date, sku] = [cell('dt'), cell('sku')]
  if (sku === '' && (date === '' || /^(итого|всего)/i.test(date))) return null
  const dt = dayText(date) ?? serialDay(date)
  if (dt === null) throw shapeError(`not a day: ${date}`)
  return {
    dt,
    sku: read('a SKU', sku, parseId),
    warehouse_name: cell('warehouse_name'),
    offer_id: cell('offer_id') || null,
    product_name: cell('product_name') || null,
    paid_units: maybe('a count', cell('paid_units'), text => {
      const value = parseReal(text)
      return value === undefined ? undefined : Math.round(value)
    }),
    paid_volume_ml: maybe('a volume', cell('paid_volume_ml'), parseReal),
    amount: read('a sum', cell('amount'), parseSum),
  }
}

function read<T>(what: string, text: string, parse: (text: string) => T | undefined): T {
  const value = text === '' ? undefined : parse(text)
  if (value === undefined) throw shapeError(`not ${what}: ${text}`)
  return value
}
const maybe = <T>(what: string, text: string, parse: (text: string) => T | undefined): T | null =>
  text === '' ? null : read(what, text, parse)
