import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** DuckDB's part of the comparison for a marketplace's pages. */
export interface Reading {
  /** A query for all items of the pages, one struct per item in the column `item`, from the table function that reads the pages. */
  items(pages: string): string
  /** Tables with the same keys as the app's. */
  readonly tables: string
  /** Fills them from the query. */
  fill(items: string): readonly string[]
  /** The table of the lines. */
  readonly lines: string
}

export interface DuckSide {
  /** Into tables with the app's keys: the same result as the ingest's. */
  readonly keyedSeconds: number
  /** Over all threads: on a busy computer more reliable than elapsed time. */
  readonly keyedCpuSeconds: number
  /** One row per item in a table without a key, nested parts as they came. */
  readonly nestedSeconds: number
  /** The same rows, counted and discarded. */
  readonly nothingSeconds: number
  readonly items: number
  readonly lines: number
}

/** DuckDB alone, with its default memory and threads, reading the pages of a folder with `read_json`. */
export async function duckSide(pages: string, reading: Reading): Promise<DuckSide> {
  const instance = await DuckDBInstance.create(join(pages, 'side.duckdb'))
  const connection = await instance.connect()
  const items = reading.items(`read_json('${join(pages, '*.json')}', maximum_object_size = 67108864)`)
  const timed = async (...statements: readonly string[]) => {
    const began = performance.now()
    const before = process.cpuUsage()
    let first: unknown
    for (const sql of statements) {
      const result = await connection.run(sql)
      first = (await result.getRows())[0]?.[0]
    }
    const { user, system } = process.cpuUsage(before)
    return {
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6,
      first: Number(first),
    }
  }
  try {
    const nothing = await timed(`SELECT count(item), bit_xor(hash(item)) FROM (${items})`)
    const nested = await timed(`CREATE TABLE nested AS ${items}`, 'CHECKPOINT')
    await connection.run(`DROP TABLE nested; ${reading.tables}`)
    const keyed = await timed(...reading.fill(items), 'CHECKPOINT', `SELECT count(*) FROM ${reading.lines}`)
    return {
      keyedSeconds: keyed.seconds,
      keyedCpuSeconds: keyed.cpuSeconds,
      nestedSeconds: nested.seconds,
      nothingSeconds: nothing.seconds,
      items: nothing.first,
      lines: keyed.first,
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
