import { z } from 'zod'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import { dayText } from '../../core/parse/csv-zip.ts'
import {
  count,
  field,
  id,
  isNothing,
  maybeSum,
  parseReal,
  parseSum,
  real,
  text,
} from '../../core/parse/fields.ts'
import type { Day } from '../../core/parse/time.ts'
import { DOWNLOADS, readCsv } from '../nm-report.ts'

/** In place of the pieces of a size that did not exist. */
export const NONE = -(2 ** 31)
const MOST = 2 ** 31 - 1

/** One size in one place, with its pieces on each of the days, or NONE. A large shop has millions of cells, hence the array of numbers and the shared days. */
export interface DailyLine {
  readonly nm: Id
  readonly chrt: Id
  readonly office: string
  readonly size: string | null
  readonly days: readonly Day[]
  readonly pieces: Int32Array
}

const Names = z.object({ NmID: id, ChrtID: id, OfficeName: text, SizeName: text })
/** A name with a comma and no quotes would move all cells behind it. */
function byName(header: readonly string[], line: readonly string[]): Readonly<Record<string, unknown>> {
  if (line.length !== header.length)
    throw new LoadError('shape', `${DOWNLOADS}: ${line.length} cells for ${header.length} columns`)
  return Object.fromEntries(header.map((name, at) => [name, line[at]]))
}
function parsed<T>(shape: z.ZodType<T>, cells: unknown): T {
  const found = shape.safeParse(cells)
  if (!found.success) throw new LoadError('shape', `${DOWNLOADS}: ${found.error.message}`)
  return found.data
}

function piecesIn(cell: unknown): number {
  const pieces = parsed(count, cell) ?? NONE
  if (pieces < NONE || pieces > MOST) throw new LoadError('shape', `${DOWNLOADS}: ${pieces} pieces`)
  return pieces
}

/** Lines of the history: behind the names, a column for each day. Throws `shape` without any. */
export async function readDaily(body: Uint8Array): Promise<readonly DailyLine[]> {
  const read: DailyLine[] = []
  await readCsv(body, ['NmID', 'ChrtID', 'OfficeName', 'SizeName'], (header, lines) => {
    const columns = header.flatMap((name, at) => {
      const day = /^\d{2}\.\d{2}\.\d{4}$/.test(name) ? dayText(name) : null
      return day === null ? [] : [{ day, at }]
    })
    if (columns.length === 0) throw new LoadError('shape', `${DOWNLOADS}: no days in ${header}`)
    const days = columns.map(({ day }) => day)
    for (const line of lines) {
      const { NmID, ChrtID, OfficeName, SizeName } = parsed(Names, byName(header, line))
      const pieces = Int32Array.from(columns, ({ at }) => piecesIn(line[at]))
      read.push({ nm: NmID, chrt: ChrtID, office: OfficeName ?? '', size: SizeName, days, pieces })
    }
  })
  return read
}

/** −2 is zero; any other number below zero says that it was not reckoned (wildberries.md 11.3). */
const reckoned = <T>(parse: (value: unknown) => T | undefined, zero: T) =>
  field<T | null>('a number', value => {
    if (isNothing(value)) return null
    const number = parseReal(value)
    if (number === undefined) return undefined
    if (number < 0) return number === -2 ? zero : null
    return parse(value)
  })
const hours = reckoned(value => Math.round(parseReal(value) ?? 0), 0)
const lost = reckoned(parseReal, 0)
const lostSum = reckoned(parseSum, parseSum(0) ?? null)

const Statistics = z.object({
  NmID: id,
  ChrtID: id,
  SizeName: text,
  RegionName: text,
  OfficeName: text,
  Availability: text,
  OrdersCount: count,
  OrdersSum: maybeSum,
  BuyoutCount: count,
  BuyoutSum: maybeSum,
  BuyoutPercent: real,
  AvgOrders: real,
  StockCount: count,
  StockSum: maybeSum,
  SaleRate: hours,
  AvgStockTurnover: hours,
  ToClientCount: count,
  FromClientCount: count,
  Price: maybeSum,
  OfficeMissingTime: hours,
  LostOrdersCount: lost,
  LostOrdersSum: lostSum,
  LostBuyoutsCount: lost,
  LostBuyoutsSum: lostSum,
  Currency: text,
})
export type StatisticsLine = z.output<typeof Statistics>

/** Lines of the statistics of a period; the averages by month behind them are those of the period itself. */
export async function readStatistics(body: Uint8Array): Promise<readonly StatisticsLine[]> {
  const read: StatisticsLine[] = []
  await readCsv(body, Object.keys(Statistics.shape), (header, lines) => {
    for (const line of lines) read.push(parsed(Statistics, byName(header, line)))
  })
  return read
}
