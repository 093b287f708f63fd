import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export interface DuckSide {
  /** Reading the pages and unnesting the accruals into a table, one row each, parts nested as they came. */
  readonly tableSeconds: number
  /** The same rows counted and dropped. */
  readonly nothingSeconds: number
  readonly accruals: number
}

/** DuckDB alone, with the memory and threads that it takes by itself, reading the pages of a folder with `read_json`. */
export async function duckSide(pages: string): Promise<DuckSide> {
  const file = join(pages, 'side.duckdb')
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const rows = `SELECT unnest(accruals) AS accrual FROM read_json('${join(pages, '*.json')}', maximum_object_size = 67108864)`
  const timed = async (sql: string) => {
    const began = performance.now()
    const result = await connection.run(sql)
    const [[first] = []] = await result.getRows()
    return { seconds: (performance.now() - began) / 1000, first }
  }
  try {
    const table = await timed(`CREATE TABLE accruals AS ${rows}`)
    const nothing = await timed(`SELECT count(accrual), bit_xor(hash(accrual)) FROM (${rows})`)
    return {
      tableSeconds: table.seconds,
      nothingSeconds: nothing.seconds,
      accruals: Number(nothing.first),
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
