import type { Write } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { literal, name, names } from '../schema/ddl.ts'
import { runCounted, type SqlScript, selectValue } from './sql-script.ts'

type Snapshot = Extract<Write, { mode: 'snapshot' }>

/** Days to look back for vanished keys: earlier ones were zeroed by runs in between. */
const LOOK_BACK = 7

/** Snapshot rules of one table. */
const rulesOf = (write: Snapshot, table: Table): Pick<Snapshot, 'zero' | 'scope'> =>
  write.of?.[table.name] ?? write

/** Writes today's zero rows for keys that match `also` and are missing from today's response. */
export function* writeZeros(
  shopId: number,
  table: Table,
  write: Snapshot,
  today: Day,
  also: readonly string[],
): SqlScript<number> {
  const left = yield* vanished(shopId, table, write, today, also)
  if (left === null || Number(yield selectValue(`SELECT count(*) ${left}`)) === 0) return 0
  const rules = rulesOf(write, table)
  const columns = Object.keys(table.columns)
  const type = table.store === 'facts' ? 'DATE' : 'TEXT'
  const of = (column: string): string => {
    if (column === table.day) return `CAST(${literal(today)} AS ${type})`
    return rules.zero.includes(column) ? '0' : name(column)
  }
  const dt = name(dayOf(table))
  const zeros = rules.zero.map(column => `${name(column)} = 0`).join(', ')
  // Keys with a row of today are updated to zero first, so the INSERT below no longer selects them.
  const seen = yield runCounted(
    `UPDATE ${name(table.name)} SET ${zeros} WHERE rowid IN (SELECT place ${left} AND ${dt} = ${literal(today)})`,
  )
  const gone = yield runCounted(
    `INSERT INTO ${name(table.name)} (shop_id, ${names(columns)}) SELECT shop_id, ${columns.map(of).join(', ')} ${left}`,
  )
  return Number(seen) + Number(gone)
}

/** FROM and WHERE of the latest non-zero row of each key; null if there is none. */
export function* vanished(
  shopId: number,
  table: Table,
  write: Snapshot,
  today: Day,
  also: readonly string[],
): SqlScript<string | null> {
  const dt = name(dayOf(table))
  const rules = rulesOf(write, table)
  const where = [`shop_id = ${shopId}`, ...scope(rules), ...also].join(' AND ')
  const from = `FROM ${name(table.name)} WHERE ${where}`
  const last = yield selectValue(`SELECT CAST(max(${dt}) AS VARCHAR) ${from} AND ${dt} <= ${literal(today)}`)
  if (last === null) return null
  const within = `${dt} BETWEEN ${literal(addDays(String(last), -LOOK_BACK))} AND ${literal(today)}`
  const key = ['shop_id', ...restOf(table).map(name)].join(', ')
  const latest = `SELECT *, rowid AS place, row_number() OVER (PARTITION BY ${key} ORDER BY ${dt} DESC) AS latest ${from} AND ${within}`
  return `FROM (${latest}) AS known WHERE latest = 1 AND ${notZero(rules.zero)}`
}

const notZero = (columns: readonly string[]): string =>
  `(${columns.map(column => `coalesce(${name(column)}, 0) <> 0`).join(' OR ')})`

const scope = (write: Pick<Snapshot, 'scope'>): string[] =>
  Object.entries(write.scope ?? {}).map(([column, of]) => `${name(column)} = ${literal(of)}`)

/** The key without its day. */
export const restOf = (table: Table): string[] => table.key.filter(part => part !== table.day)

function dayOf(table: Table): string {
  if (!table.day || !table.key.includes(table.day))
    throw new TypeError(`${table.name}: a snapshot needs its day in its key`)
  return table.day
}
