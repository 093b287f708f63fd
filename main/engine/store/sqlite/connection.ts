import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import Database from 'better-sqlite3'
import { KindError, kindOf } from '#contract/errors.ts'
import type { Column, Columns, Table } from '../../../../loaders/core/declare/table.ts'
import { type Source, type SqlResult, type SqlScript, within } from '../commit/sql-script.ts'
import { columnType, name, names } from '../schema/ddl.ts'
import type { StagedNdjson } from '../staging/ndjson-stage.ts'

export type Dims = Database.Database

/** Bytes of a file that is looked through whole when it is opened, in a third of a second at most; of a larger one a fault is named when it is met, or by `doctor`. */
const CHECKED_BYTES = 16 << 20

/**
 * Opens the dims file and locks it: one process, and one handle within it. Throws KindError `data_in_use`, `dims_unreadable` or the fault of the system.
 * SQLite's lock also guards the DuckDB file, because DuckDB's own lock does not hold within one process and a second handle would release it.
 */
export function openSqlite(file: string): Dims {
  let dims: Dims | null = null
  try {
    dims = new Database(file, { timeout: 0 })
    dims.pragma('locking_mode = EXCLUSIVE')
    dims.pragma('journal_mode = WAL')
    // The driver's defaults: foreign keys are on, and `synchronous` is NORMAL. Deleted data is overwritten, since a captured response may hold data of a
    // buyer.
    dims.pragma('secure_delete = ON')
    dims.exec('BEGIN IMMEDIATE; COMMIT')
    if (sizeOf(dims) <= CHECKED_BYTES) {
      const fault = dims.pragma('quick_check(1)', { simple: true })
      if (fault !== 'ok') throw new KindError('dims_unreadable', String(fault))
    }
    dims.function('folded', { deterministic: true }, value =>
      typeof value === 'string' ? foldCase(value) : null,
    )
    return dims
  } catch (error) {
    // Diagnosed before closing: closing frees what may have been exhausted.
    const fault = faultOf(error, file)
    dims?.close()
    throw fault
  }
}

/** Size in bytes according to SQLite; a database in memory has no file. */
const sizeOf = (dims: Dims): number =>
  Number(dims.pragma('page_count', { simple: true })) * Number(dims.pragma('page_size', { simple: true }))

/** An error of opening under the name of its cause. */
function faultOf(error: unknown, file: string): unknown {
  const { code = '', message } = error as Error & { code?: string }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new KindError('data_in_use', message, { cause: error })
  if (code !== 'SQLITE_CANTOPEN') {
    const kind = kindOf(error)
    return kind === 'internal' || error instanceof KindError
      ? error
      : new KindError(kind, message, { cause: error })
  }
  // SQLite does not report the system's error code.
  try {
    closeSync(openSync(file, 'a'))
    return new KindError('disk_fault', message, { cause: error })
  } catch (reason) {
    return new KindError(kindOf(reason), message, { cause: reason })
  }
}

/** Normalises a text for search: `\u0451` is often written as `\u0435`, and SQLite lowers only ASCII. */
export const foldCase = (text: string): string => text.toLowerCase().replaceAll('\u0451', '\u0435')

/** Runs `work` synchronously in a transaction. Throws KindError `read_only`. */
export function transaction<T>(dims: Dims, work: () => T): T {
  if (dims.pragma('query_only', { simple: true }) === 1) throw new KindError('read_only')
  return dims.transaction(work).immediate()
}

/** Runs an SQL script over SQLite, in the caller's transaction. */
export function runScript<R>(dims: Dims, script: SqlScript<R>): R {
  let step = script.next()
  while (!step.done) {
    const { sql, returns } = step.value
    const statement = dims.prepare(sql)
    step = script.next(
      returns === 'value' ? ((statement.pluck().get() ?? null) as SqlResult) : statement.run().changes,
    )
  }
  return step.value
}

/** Loads staged rows into a temporary table, so that the SQL shared with DuckDB can write them. */
export function loadStaged(dims: Dims, staged: StagedNdjson): Source {
  const { table } = staged
  const columns = Object.entries(table.columns)
  const of = `staged_${table.name}`
  const all = names(columns.map(([column]) => column))
  const types = columns.map(([column, kind]) => `${name(column)} ${columnType(kind, 'dims')}`)
  // Rows come in order, so of a repeated key the last one stays.
  types.push(`PRIMARY KEY (${names(table.key)})`)
  dims.exec(`CREATE TEMP TABLE ${name(of)} (${types.join(', ')})`)
  const insert = dims.prepare(
    `INSERT OR REPLACE INTO temp.${name(of)} (${all}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  if (staged.rows > 0)
    for (const line of lines(staged.file)) {
      const row = JSON.parse(line) as Record<string, unknown>
      insert.run(columns.map(([column, kind]) => bound(kind, row[column])))
    }
  const rows = Number(
    dims
      .prepare(`SELECT count(*) FROM temp.${name(of)}`)
      .pluck()
      .get(),
  )
  return within(table, rows, `temp.${name(of)}`)
}

/** A value of a staged row as SQLite takes it. */
function bound(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null
  switch (column.kind) {
    case 'bool':
      return value ? 1 : 0
    case 'json':
      return JSON.stringify(value)
    case 'id':
    case 'int':
    case 'money':
      // A JavaScript number is bound as REAL otherwise.
      return BigInt(value as number | string)
    default:
      return value
  }
}

/** Rows of a table for one shop (or of all, where it is not kept per shop) in the form in which loaders write them, with `shop_id`. */
export const rowsOf = (
  dims: Dims,
  table: Pick<Table, 'name' | 'columns'>,
  shopId: number | null,
): Generator<Record<string, unknown>> =>
  readRows(dims, table.columns, `${name(table.name)}${shopId === null ? '' : ` WHERE shop_id = ${shopId}`}`)

/** Columns of any source after FROM, in the form in which loaders write them. */
export function* readRows(dims: Dims, of: Columns, from: string): Generator<Record<string, unknown>> {
  const columns = Object.entries(of)
  const select = columns.map(([column, { kind }]) =>
    kind === 'id' || kind === 'int' ? `CAST(${name(column)} AS TEXT) AS ${name(column)}` : name(column),
  )
  const rows = dims.prepare(`SELECT ${select.join(', ')} FROM ${from}`).iterate()
  for (const row of rows as Iterable<Record<string, unknown>>) {
    for (const [column, { kind }] of columns) {
      const value = row[column]
      if (value === null) continue
      if (kind === 'bool') row[column] = value === 1
      if (kind === 'json') row[column] = JSON.parse(value as string)
    }
    yield row
  }
}

/** Bytes that are read at once. */
const CHUNK = 1 << 20

function* lines(file: string): Generator<string> {
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK)
    const decoder = new StringDecoder('utf8')
    let rest = ''
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
      const parts = (rest + decoder.write(buffer.subarray(0, read))).split('\n')
      rest = parts.pop() as string
      yield* parts
    }
  } finally {
    closeSync(handle)
  }
}
