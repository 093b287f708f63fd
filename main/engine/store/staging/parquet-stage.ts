import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Row, Table } from '../../../../loaders/core/declare/table.ts'
import { Bytes } from '../parquet/bytes.ts'
import { ColumnValues } from '../parquet/column-values.ts'
import { ParquetFile } from '../parquet/writer.ts'
import type { StageFile } from './ndjson-stage.ts'
import { rejectUnknownColumns, wrongValue } from './ndjson-stage.ts'

/** Rows of a group: DuckDB holds 2 KB for each column of each group while it reads, which of a hundred columns in groups of 1,024 rows were 65 MB; larger ones cost memory while slices are read side by side. */
const ROW_GROUP = 4_096

/** Bytes that are worth a write of their own: rows of a day are written in one. */
const WRITE_BYTES = 1 << 19

/** The rows of one table of facts that wait for a commit, in a Parquet file. */
export interface StagedParquet {
  readonly table: Table
  readonly file: string
  readonly rows: number
  /** Length and CRC-32 of what was written of the file. */
  readonly bytes: number
  readonly crc: number
}
export const stagedFile = (of: string, table: string): string => `${of}-${table}.parquet`

/** Room for a group of rows: their values by column, and the bytes of the file that are still to be written. */
interface RowGroupBuffers {
  readonly columns: readonly ColumnValues[]
  readonly bytes: Bytes
}

/** Rooms that slices use one after another: memory that is given back to the system and asked for again every moment comes back late and in pieces. */
export class BufferPool {
  private readonly free = new Map<Table, RowGroupBuffers[]>()
  private taken = 0

  acquire(table: Table): RowGroupBuffers {
    this.taken += 1
    const buffers = this.free.get(table)?.pop()
    if (buffers) return buffers
    const columns = Object.entries(table.columns)
    return {
      columns: columns.map(([name, column]) => new ColumnValues(name, column, ROW_GROUP)),
      bytes: new Bytes(),
    }
  }
  release(table: Table, buffers: RowGroupBuffers): void {
    for (const column of buffers.columns) column.clear()
    buffers.bytes.clear()
    this.free.set(table, [...(this.free.get(table) ?? []), buffers])
    this.taken -= 1
    // Nothing is being read any more.
    if (this.taken === 0) this.free.clear()
  }
}

/** Opens the file in which rows of a table of facts wait for their commit, column by column; it comes into being when it is closed or many rows are there. */
export function openParquetStage(
  folder: string,
  of: string,
  table: Table,
  pool: BufferPool,
): StageFile<StagedParquet> {
  const file = join(folder, stagedFile(of, table.name))
  let handle: FileHandle | null = null
  let writing: { readonly buffers: RowGroupBuffers; readonly parquet: ParquetFile } | null = null
  let rows = 0
  let held = 0
  let length = 0
  let crc = 0

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
  const write = async ({ bytes }: RowGroupBuffers) => {
    handle ??= await open(file, 'w')
    await handle.writeFile(bytes.all)
    length += bytes.length
    crc = crc32(bytes.all, crc)
    bytes.clear()
  }
  const end = async () => {
    if (writing) pool.release(table, writing.buffers)
    writing = null
    await handle?.close()
    handle = null
  }
  return {
    get staged() {
      return { table, file, rows, bytes: length, crc }
    },
    add(batch) {
      if (batch.length === 0) return false
      const { buffers, parquet } = writing ?? begin()
      let full = false
      for (let from = 0; from < batch.length; ) {
        const to = Math.min(batch.length, from + ROW_GROUP - held)
        for (const column of buffers.columns) {
          const misfit = column.take(batch, from, to, held)
          if (misfit) throw wrongValue(table, column.form.name, misfit.value)
        }
        for (let at = from; at < to; at += 1)
          rejectUnknownColumns(table, buffers.columns.length, batch[at] as Row)
        held += to - from
        rows += to - from
        from = to
        if (held < ROW_GROUP) continue
        group({ buffers, parquet })
        full = buffers.bytes.length >= WRITE_BYTES
      }
      return full
    },
    async flush() {
      if (writing) await write(writing.buffers)
    },
    async close() {
      if (!writing) return
      if (held > 0) group(writing)
      writing.parquet.end()
      await write(writing.buffers)
      await end()
    },
    async remove() {
      await end()
      await rm(file, { force: true })
    },
  }
}
