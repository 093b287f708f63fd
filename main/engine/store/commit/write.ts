import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import { momentOf } from '../../../../loaders/core/declare/slices.ts'
import type { Stream, Write } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import { literal, name, names } from '../schema/ddl.ts'
import { countExisting, idsIn, inList, type Replaced, replacedBy } from './replaced.ts'
import { restOf, writeZeros } from './snapshot.ts'
import { run, runCounted, type Source, type SqlScript, selectValue, within } from './sql-script.ts'

type Log = Extract<Write, { mode: 'log' }>

/** Result of a write: rows received, rows with a new key, rows that changed an existing one, and existing ones that were deleted or have zeros from today on. */
export interface Written {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  /** The response was empty though rows exist; they were kept. */
  readonly empty: boolean
  /** The response was much shorter than the existing rows; they were kept until the same response comes again. */
  readonly short?: boolean
}
const NOTHING = { rows: 0, added: 0, changed: 0, removed: 0 }

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
    const { rows, added, changed, removed } =
      write.mode === 'log'
        ? yield* writeLog(shopId, source, write, slice)
        : yield* writeChanged(shopId, source, write, [slice], sources[0])
    sum.rows += rows
    sum.added += added
    sum.changed += changed
    sum.removed += removed
    if (write.mode === 'snapshot')
      sum.removed += yield* writeZeros(shopId, source.table, write, slice.to, [
        ...idsIn(source.table, write.ids, slice),
        source.rows > 0 ? notStaged(source, restOf(source.table)) : 'TRUE',
      ])
  }
  return { ...sum, empty: false }
}

/**
 * Merges the staged rows of one slice, or of several slices of a batchable stream, into a table and keeps keys unique. Most rows that are read again are
 * unchanged: one statement counts what differs, and only the statements that it calls for follow. Rewriting unchanged rows would only grow the file.
 */
export function* writeChanged(
  shopId: number,
  source: Source,
  write: Exclude<Write, Log>,
  slices: readonly Slice[],
  parents: Source = source,
): SqlScript<Omit<Written, 'empty'>> {
  const replaced = replacedBy(shopId, source, write, slices, parents)
  if (source.rows === 0) {
    if (!replaced) return NOTHING
    const removed = yield runCounted(`DELETE FROM ${name(source.table.name)} WHERE ${replaced.rows}`)
    return { ...NOTHING, removed: Number(removed) }
  }
  const { added, changed, others } = yield* compare(shopId, source, replaced)
  if (replaced && others > 0)
    yield run(
      `DELETE FROM ${name(source.table.name)} WHERE ${replaced.rows} AND ${notStaged(source, source.table.key)}`,
    )
  if (changed > 0) yield run(deleteChanged(shopId, source))
  // If every matching row has been deleted, no key can conflict.
  const isFresh = added + changed === source.rows
  if (added + changed > 0) yield run(isFresh ? insert(shopId, source) : insertAbsent(shopId, source))
  return { rows: source.rows, added, changed, removed: others }
}

/** Counts staged rows with a new key, staged rows that differ from the existing one, and other existing rows that they replace. */
function* compare(
  shopId: number,
  source: Source,
  replaced: Replaced | null,
): SqlScript<{ readonly added: number; readonly changed: number; readonly others: number }> {
  const counts = [
    'count(*) FILTER (WHERE there.rowid IS NULL)',
    `count(*) FILTER (WHERE there.rowid IS NOT NULL AND ${differs(source.table)})`,
  ]
  if (replaced)
    counts.push(
      `(SELECT count(*) FROM ${name(source.table.name)} WHERE ${replaced.rows}) - count(*) FILTER (WHERE there.rowid IS NOT NULL AND ${replaced.matched})`,
    )
  const found = yield selectValue(
    `SELECT ${counts.map(count => `CAST(${count} AS VARCHAR)`).join(" || ' ' || ")}
    FROM ${stagedRows(source)} AS staged LEFT JOIN ${name(source.table.name)} AS there ON there.shop_id = ${shopId} AND ${sameKey(source.table)}`,
  )
  const [added = 0, changed = 0, others = 0] = String(found).split(' ').map(Number)
  return { added, changed, others }
}

/** Appends the rows of a log that differ from the previous row of their key. */
function* writeLog(
  shopId: number,
  source: Source,
  write: Log,
  slice: Slice,
): SqlScript<Omit<Written, 'empty'>> {
  if (source.rows === 0) return NOTHING
  const news = within(source.table, source.rows, withoutRepeats(shopId, source, write, slice))
  if (Number(yield selectValue(`SELECT count(*) FROM ${news.sql} AS news`)) === 0) return NOTHING
  const changed = Number(yield runCounted(deleteChanged(shopId, news)))
  const written = Number(yield runCounted(insertAbsent(shopId, news)))
  // Replacing a log row of the same moment may make it equal to the row before it: nothing is added then.
  return { rows: written, added: Math.max(0, written - changed), changed, removed: 0 }
}

/** Whether several slices of a stream may be written with one set of statements. Rows of a parent may have been committed with the slice of another time. */
export const isBatchable = ({ write }: Stream): boolean =>
  (write.mode === 'upsert' && !write.parent) || write.mode === 'replace'

/** FROM clauses that find a row if a staged key exists already or is staged twice. */
export const keyConflicts = (shopId: number, source: Source): string[] => [
  `FROM ${source.only(source.table.key)} AS staged WHERE ${keyExists(shopId, source.table)}`,
  repeatedKeys(source),
]

/** FROM clause that finds a row if a key is staged twice. */
export const repeatedKeys = ({ table: { key }, only }: Source): string =>
  `FROM ${only(key)} AS staged${key.length > 0 ? ` GROUP BY ${names(key)} HAVING count(*) > 1` : ' OFFSET 1'}`

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

/** INSERT of the staged rows whose key does not exist. */
const insertAbsent = (shopId: number, source: Source): string =>
  `${insert(shopId, source)} WHERE NOT ${keyExists(shopId, source.table)}`

/** SQL condition: the key of the `staged` row exists in the table. */
const keyExists = (shopId: number, table: Table): string =>
  `EXISTS (SELECT 1 FROM ${name(table.name)} AS there WHERE there.shop_id = ${shopId} AND ${sameKey(table)})`

/** Deletes rows whose staged version differs; it is inserted afterwards. */
function deleteChanged(shopId: number, source: Source): string {
  const { table } = source
  return `DELETE FROM ${name(table.name)} WHERE rowid IN (SELECT there.rowid
    FROM ${stagedRows(source)} AS staged JOIN ${name(table.name)} AS there ON ${sameKey(table)} WHERE there.shop_id = ${shopId} AND ${differs(table)})`
}

/** Staged rows as their keys and what they say: a join that carries every column of both sides costs half as much again. */
const stagedRows = ({ table, sql }: Source): string =>
  `(SELECT ${[...table.key.map(name), `${says(table)} AS row_says`].join(', ')} FROM ${sql} AS rows)`

const differs = (table: Table): string => `staged.row_says <> ${says(table, 'there.')}`

/** The values of a row in one: DuckDB's hash of 64 bits, or SQLite's text. */
function says({ key, columns, store }: Table, of = ''): string {
  const values = Object.keys(columns).filter(column => !key.includes(column))
  if (values.length === 0) return '0'
  return `${store === 'facts' ? 'hash' : 'json_array'}(${values.map(column => `${of}${name(column)}`).join(', ')})`
}

const sameKey = ({ key }: Table): string =>
  key.map(part => `staged.${name(part)} = there.${name(part)}`).join(' AND ') || 'TRUE'

/** Staged rows without those that repeat the last row of their key within the same clock hour. */
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

const notStaged = ({ table, only }: Source, key: readonly string[]): string =>
  `NOT EXISTS (SELECT 1 FROM ${only(key)} AS staged WHERE ${
    key.map(part => `staged.${name(part)} = ${name(table.name)}.${name(part)}`).join(' AND ') || 'TRUE'
  })`
