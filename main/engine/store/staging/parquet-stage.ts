import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Row, Table } from '../../../../loaders/core/declare/table.ts'
import { Bytes } from '../parquet/bytes.ts'
import { ColumnValues } from '../parquet/column-values.ts'
import { ParquetFile } from '../parquet/writer.ts'
import type { StageFile } from './ndjson-stage.ts'
import { unknownColumn, wrongValue } from './ndjson-stage.ts'
import { removeFile } from './remove-file.ts'
import { bigintAsText, parseInt64, parseMicros } from './values.ts'

/**
 * Rows per group: DuckDB holds 2 KB per column and group while it reads, which was 65 MB for a hundred columns in groups of 1,024 rows; larger groups cost
 * memory while slices are read in parallel.
 */
const ROW_GROUP = 4_096

/** Bytes per write; the rows of one day usually take a single write. */
const WRITE_BYTES = 1 << 19

/** Up to this many rows keys are compared while staging; beyond it DuckDB counts them. */
const COMPARED_ROWS = 1_000

/** The rows of one table of facts that wait for a commit, in a Parquet file. */
export interface StagedParquet {
  readonly table: Table
  readonly file: string
  readonly rows: number
  /** Length and CRC-32 of the bytes written so far. */
  readonly bytes: number
  readonly crc: number
  /** No key is staged twice; false if not checked. */
  readonly distinct?: boolean
}
export const stagedFile = (of: string, table: string): string => `${of}-${table}.parquet`

/** Buffers of one row group: the values of each column, and encoded bytes not written to the file yet. */
interface RowGroupBuffers {
  /** In the order of the table. */
  readonly columns: readonly ColumnValues[]
  /** The same in the order in which rows name them. */
  readonly inRows: ColumnValues[]
  readonly bytes: Bytes
}

/** Pool of row group buffers, reused between slices: freeing and reallocating them for each slice fragments the heap. */
export class BufferPool {
  private readonly free = new Map<Table, RowGroupBuffers[]>()
  private taken = 0

  acquire(table: Table): RowGroupBuffers {
    this.taken += 1
    const buffers = this.free.get(table)?.pop()
    if (buffers) return buffers
    const columns = Object.entries(table.columns).map(
      ([name, column]) => new ColumnValues(name, column, ROW_GROUP),
    )
    return { columns, inRows: [...columns], bytes: new Bytes() }
  }
  release(table: Table, buffers: RowGroupBuffers): void {
    for (const column of buffers.columns) column.clear()
    buffers.bytes.clear()
    this.free.set(table, [...(this.free.get(table) ?? []), buffers])
    this.taken -= 1
    // No slice is being read: the memory goes back to the system.
    if (this.taken === 0) this.free.clear()
  }
}

/** Opens the Parquet stage of a facts table. The file is created by the first flush, or on close. */
export function openParquetStage(
  folder: string,
  of: string,
  table: Table,
  pool: BufferPool,
): StageFile<StagedParquet> {
  const file = join(folder, stagedFile(of, table.name))
  let fd: number | null = null
  let writing: { readonly buffers: RowGroupBuffers; readonly parquet: ParquetFile } | null = null
  let rows = 0
  let held = 0
  let length = 0
  let crc = 0
  const keys = new Set<string>()

  const begin = () => {
    const buffers = pool.acquire(table)
    const parquet = new ParquetFile(
      buffers.columns.map(({ form }) => form),
      buffers.bytes,
    )
    writing = { buffers, parquet }
    return writing
  }
  const group = ({ buffers, parquet }: NonNullable<typeof writing>) => {
    parquet.group(
      held,
      buffers.columns.map(({ values }) => values),
    )
    for (const column of buffers.columns) column.clear()
    held = 0
  }
  const write = ({ bytes }: RowGroupBuffers) => {
    fd ??= openSync(file, 'w')
    writeFileSync(fd, bytes.all)
    length += bytes.length
    crc = crc32(bytes.all, crc)
    bytes.clear()
  }
  const end = () => {
    if (writing) pool.release(table, writing.buffers)
    writing = null
    const open = fd
    fd = null
    if (open !== null) closeSync(open)
  }
  return {
    get staged() {
      return { table, file, rows, bytes: length, crc, distinct: keys.size === rows }
    },
    add(batch) {
      if (batch.length === 0) return false
      const { buffers, parquet } = writing ?? begin()
      let full = false
      for (let from = 0; from < batch.length; ) {
        const to = Math.min(batch.length, from + ROW_GROUP - held)
        for (let at = from; at < to; at += 1)
          addRow(table, buffers.inRows, batch[at] as Row, held + at - from)
        if (rows + to - from <= COMPARED_ROWS)
          for (let at = from; at < to; at += 1) keys.add(keyText(table, batch[at] as Row))
        held += to - from
        rows += to - from
        from = to
        if (held < ROW_GROUP) continue
        group({ buffers, parquet })
        full = buffers.bytes.length >= WRITE_BYTES
      }
      return full
    },
    flush() {
      if (writing) write(writing.buffers)
    },
    close() {
      if (!writing) return
      if (held > 0) group(writing)
      writing.parquet.end()
      write(writing.buffers)
      end()
    },
    remove() {
      end()
      removeFile(file)
    },
  }
}

/**
 * Adds a row to the columns of its group. Throws LoadError `shape` unless its columns are exactly the table's and its values fit them.
 * `columns` are brought into the order of the row: rows of a loader are made alike, so the next one finds each column without a search.
 */
function addRow(table: Table, columns: ColumnValues[], row: Row, number: number): void {
  let at = 0
  // Walking the row's own order is several times faster than reading it by each column's name.
  for (const name in row) {
    if (columns[at]?.name !== name) moveHere(table, columns, name, at)
    const value = row[name]
    if (!(columns[at] as ColumnValues).add(value, number)) throw wrongValue(table, name, value)
    at += 1
  }
  if (at < columns.length) throw wrongValue(table, (columns[at] as ColumnValues).name, undefined)
}

/** Moves the column of this name to its place in the order of a row. Throws LoadError `shape` if the table has no such column. */
function moveHere(table: Table, columns: ColumnValues[], name: string, at: number): void {
  const from = columns.findIndex(column => column.name === name)
  const [column] = from < 0 ? [] : columns.splice(from, 1)
  if (!column) throw unknownColumn(table, name)
  columns.splice(at, 0, column)
}

/** The key of a row as text, equal for two rows exactly if DuckDB stores equal keys. */
const keyText = ({ key, columns }: Table, row: Row): string =>
  JSON.stringify(
    key.map(column => {
      const value = row[column]
      const kind = columns[column]?.kind
      if (kind === 'instant') return String(parseMicros(value))
      return kind === 'id' ? String(parseInt64(value) ?? value) : value
    }),
    bigintAsText,
  )
