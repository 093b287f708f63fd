import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { momentOf } from '../../../../loaders/core/declare/slices.ts'
import type { Stream, Write } from '../../../../loaders/core/declare/stream.ts'
import type { Column, Id, Table } from '../../../../loaders/core/declare/table.ts'
import type { Day } from '../../../../loaders/core/parse/time.ts'
import { addDays } from '../../../../loaders/core/parse/time.ts'
import { literal, name, names } from '../schema/ddl.ts'
import { restOf, vanished, writeZeros } from './snapshot.ts'
import { run, runCounted, type SqlResult, type SqlScript, selectValue } from './sql-script.ts'

/** Staged rows of a table as something that can stand after FROM, with the table's columns. */
export interface Source {
  readonly table: Table
  readonly rows: number
  readonly sql: string
}

type Replace = Extract<Write, { mode: 'replace' }>
type Log = Extract<Write, { mode: 'log' }>

/** Result of a write: rows received, rows with a new key, and rows that changed an existing one. */
export interface Written {
  readonly rows: number
  readonly added: number
  readonly changed: number
  /** The response was empty though rows exist; they were kept. */
  readonly empty: boolean
  /** The response was much shorter than the existing rows; they were kept until the same response comes again. */
  readonly short?: boolean
}
const NOTHING = { rows: 0, added: 0, changed: 0 }

/** Writes the staged rows of a slice to their tables; an empty response leaves existing rows unchanged. */
export function* writeSlice(
  shopId: number,
  stream: Stream,
  slice: Slice,
  sources: readonly Source[],
): SqlScript<Written> {
  const { write } = stream
  if (sources.every(source => source.rows === 0)) {
    for (const { table } of sources)
      if (Number(yield* countExisting(shopId, table, write, slice)) > 0) return { ...NOTHING, empty: true }
    return { ...NOTHING, empty: false }
  }
  const sum = { ...NOTHING }
  for (const source of sources) {
    if (write.mode === 'replace') yield run(deleteReplaced(shopId, source, write, slice))
    if (write.mode === 'upsert' && write.parent && source.rows > 0)
      yield run(deleteSiblings(shopId, source, write.parent))
    if (source.rows > 0) {
      const { rows, added, changed } = yield* writeChanged(shopId, source, write, slice)
      sum.rows += rows
      sum.added += added
      sum.changed += changed
    }
    if (write.mode === 'snapshot')
      yield* writeZeros(shopId, source.table, write, slice.to, [
        ...idsIn(source.table, write.ids, slice),
        source.rows > 0 ? notStaged(source, restOf(source.table)) : 'TRUE',
      ])
  }
  return { ...sum, empty: false }
}

/**
 * Writes only staged rows that are new or changed, and keeps keys unique. Most rows that are read again are unchanged, and rewriting them would only grow the file.
 */
function* writeChanged(
  shopId: number,
  source: Source,
  write: Write,
  slice: Slice,
): SqlScript<Omit<Written, 'empty'>> {
  const news =
    write.mode === 'log' ? { ...source, sql: withoutRepeats(shopId, source, write, slice) } : source
  const changed = Number(yield runCounted(deleteChanged(shopId, news)))
  const written = Number(
    yield runCounted(`${insert(shopId, news)} WHERE NOT ${keyExists(shopId, source.table)}`),
  )
  // Replacing a log row of the same moment may make it equal to the row before it: nothing is added then.
  const added = Math.max(0, written - changed)
  return { rows: write.mode === 'log' ? written : source.rows, added, changed }
}

/**
 * Whether rows of a stream only ever join or take the place of others, so that those of several slices may come in one go where none are there. Rows of a parent
 * may lie under the slice of another time.
 */
export const isBatchable = ({ write }: Stream): boolean =>
  (write.mode === 'upsert' && !write.parent) || write.mode === 'replace'

/** FROM and WHERE of the rows that the slices replace, one per table. */
export function rowsToReplace(shopId: number, { into, write }: Stream, slices: readonly Slice[]): string[] {
  if (write.mode !== 'replace') return []
  return into.map(
    table => `FROM ${name(table.name)} WHERE ${replacedWhere(shopId, table, write, slices).join(' AND ')}`,
  )
}

/** FROM clauses that find a row if a staged key exists already or is staged twice. */
export function keyConflicts(shopId: number, { table, sql }: Source): string[] {
  const twice = table.key.length > 0 ? ` GROUP BY ${names(table.key)} HAVING count(*) > 1` : ' OFFSET 1'
  return [`FROM ${sql} AS staged WHERE ${keyExists(shopId, table)}`, `FROM ${sql} AS staged${twice}`]
}

/** Inserts the staged rows of several slices; the caller has checked that no key exists or repeats. */
export function* writeFresh(shopId: number, sources: readonly Source[]): SqlScript<void> {
  for (const source of sources) if (source.rows > 0) yield run(insert(shopId, source))
}

/** Writes zero rows for the snapshot keys that no slice requested. */
export function* finishSnapshot(shopId: number, stream: Stream, slices: readonly Slice[]): SqlScript<number> {
  const { write } = stream
  const today = slices[0]?.to
  if (write.mode !== 'snapshot' || !write.ids || today === undefined) return 0
  let rows = 0
  for (const table of stream.into) {
    const asked = slices.flatMap(slice => slice.ids)
    const outside = asked.length > 0 ? `NOT (${inList(table, write.ids, asked)})` : 'TRUE'
    rows += yield* writeZeros(shopId, table, write, today, [outside])
  }
  return rows
}

/** The staged rows have the alias `staged`, for a WHERE that follows. */
function insert(shopId: number, { table, sql }: Source): string {
  const columns = names(Object.keys(table.columns))
  return `INSERT INTO ${name(table.name)} (shop_id, ${columns}) SELECT ${shopId}, ${columns} FROM ${sql} AS staged`
}

/** SQL condition: the key of the `staged` row exists in the table. */
const keyExists = (shopId: number, table: Table): string =>
  `EXISTS (SELECT 1 FROM ${name(table.name)} AS there WHERE there.shop_id = ${shopId} AND ${pairs(table.key, '=')})`

/** Deletes rows whose staged version differs; it is inserted afterwards. */
function deleteChanged(shopId: number, { table, sql }: Source): string {
  const values = Object.keys(table.columns).filter(column => !table.key.includes(column))
  const same = pairs(values, 'IS NOT DISTINCT FROM')
  return `DELETE FROM ${name(table.name)} WHERE rowid IN (SELECT there.rowid
    FROM ${sql} AS staged JOIN ${name(table.name)} AS there ON ${pairs(table.key, '=')} WHERE there.shop_id = ${shopId} AND NOT (${same}))`
}

const pairs = (columns: readonly string[], how: string): string =>
  columns.map(column => `staged.${name(column)} ${how} there.${name(column)}`).join(' AND ') || 'TRUE'

/** Counts the rows that an empty response would contradict. An upsert deletes nothing; its checkpoint keeps the count. */
export function* countExisting(
  shopId: number,
  table: Table,
  write: Write,
  slice: Slice,
): SqlScript<SqlResult> {
  switch (write.mode) {
    case 'upsert':
      return 0
    case 'replace':
      return yield selectValue(
        `SELECT count(*) FROM ${name(table.name)} WHERE ${replacedWhere(shopId, table, write, [slice]).join(' AND ')}`,
      )
    case 'snapshot': {
      const left = yield* vanished(shopId, table, write, slice.to, idsIn(table, write.ids, slice))
      return left === null ? 0 : yield selectValue(`SELECT count(*) ${left}`)
    }
    case 'log': {
      // An empty log response is reported for a day only: a campaign may have lost its products for good.
      const lately = [`shop_id = ${shopId}`, ...idsIn(table, write.ids, slice)]
      if (table.day) lately.push(`${name(table.day)} >= ${literal(addDays(slice.to, -1))}`)
      return yield selectValue(`SELECT count(*) FROM ${name(table.name)} WHERE ${lately.join(' AND ')}`)
    }
  }
}

/** Staged rows without those equal to the latest row of their key within the same clock hour. */
function withoutRepeats(shopId: number, { table, sql }: Source, write: Log, slice: Slice): string {
  const at = name(write.at)
  const moment = momentOf(slice)
  const hour = `${moment.slice(0, 13)}:00:00.000Z`
  const key = table.key.filter(part => part !== write.at).map(name)
  const said = Object.keys(table.columns).filter(column => !table.key.includes(column))
  // Rows after this moment were written when the computer's clock was ahead.
  const heard = `shop_id = ${shopId} AND ${at} BETWEEN ${literal(hour)} AND ${literal(moment)}`
  const latest = `SELECT *, row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY ${at} DESC) AS latest FROM ${name(table.name)} WHERE ${heard}`
  const same = [
    'latest = 1',
    ...key.map(part => `heard.${part} = staged.${part}`),
    ...said.map(name).map(column => `heard.${column} IS NOT DISTINCT FROM staged.${column}`),
  ]
  return `(SELECT * FROM ${sql} AS staged WHERE NOT EXISTS (SELECT 1 FROM (${latest}) AS heard WHERE ${same.join(' AND ')}))`
}

function replacedWhere(shopId: number, table: Table, write: Replace, slices: readonly Slice[]): string[] {
  const shop = `shop_id = ${shopId}`
  const days = (from: Day, to: Day) =>
    table.day ? [`${name(table.day)} BETWEEN ${literal(from)} AND ${literal(to)}`] : []
  const each = slices.map(slice => [...days(slice.from, slice.to), ...idsIn(table, write.ids, slice)])
  // A slice without days and ids covers the whole shop.
  if (each.some(conditions => conditions.length === 0)) return [shop]
  const ends = slices.flatMap(({ from, to }) => [from, to]).sort()
  // The outer day range lets the database skip whole row groups.
  return [
    shop,
    ...days(ends.at(0) as Day, ends.at(-1) as Day),
    `(${each.map(conditions => conditions.join(' AND ')).join(' OR ')})`,
  ]
}

/** Deletes only rows that are not staged: unchanged rows stay in place. */
function deleteReplaced(shopId: number, source: Source, write: Replace, slice: Slice): string {
  const where = replacedWhere(shopId, source.table, write, [slice])
  if (source.rows > 0) where.push(notStaged(source, source.table.key))
  return `DELETE FROM ${name(source.table.name)} WHERE ${where.join(' AND ')}`
}

/** Deletes rows of a received parent that were not received again. */
function deleteSiblings(shopId: number, source: Source, parent: string): string {
  const { table, sql } = source
  const came = `${name(parent)} IN (SELECT ${name(parent)} FROM ${sql} AS parents)`
  return `DELETE FROM ${name(table.name)} WHERE shop_id = ${shopId} AND ${came} AND ${notStaged(source, table.key)}`
}

const idsIn = (table: Table, column: string | undefined, slice: Slice): string[] =>
  column && slice.ids.length > 0 ? [inList(table, column, slice.ids)] : []

/** `column IN (…)` with ids written in the column's own kind. */
export function inList(table: Table, column: string, ids: readonly Id[]): string {
  const kind = (table.columns[column] as Column | undefined)?.kind
  if (!kind) throw new TypeError(`${table.name} has no column ${column}`)
  const of = (id: Id) => (kind === 'text' ? literal(String(id)) : String(BigInt(id)))
  return `${name(column)} IN (${ids.map(of).join(', ')})`
}

const notStaged = ({ table, sql }: Source, key: readonly string[]): string =>
  `NOT EXISTS (SELECT 1 FROM ${sql} AS staged WHERE ${
    key.map(part => `staged.${name(part)} = ${name(table.name)}.${name(part)}`).join(' AND ') || 'TRUE'
  })`
