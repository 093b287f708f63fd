import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { keysOf } from './keys.ts'
import { load } from './load.ts'
import { sandboxProcess } from './sandbox-process.ts'

/** A world with about a million order lines a year. */
const SCALE = 220
const LONGEST_MS = 400_000

/** (file) Size of the facts file that a first load of a year's orders leaves, against the same rows in Parquet. */
export async function ordersFile(folder: string): Promise<readonly Figure[]> {
  const dataDir = join(folder, 'orders-file')
  const sandbox = await sandboxProcess('--scale', String(SCALE), '--no-limits')
  try {
    await load({
      dataDir,
      hosts: sandbox.hosts,
      pace: 1000,
      keys: keysOf(sandbox),
      steps: ['ozon.orders'],
      longestMs: LONGEST_MS,
    })
  } finally {
    await sandbox.close()
  }
  const file = join(dataDir, 'facts.duckdb')
  const { lines, free, parquetBytes, plainBytes } = await others(file, join(folder, 'orders'))
  const { size } = statSync(file)
  return [
    {
      name: 'facts file of a year of Ozon order lines, as loaded / Parquet zstd of the same rows',
      ratio: round(size / parquetBytes),
      bar: 1.6,
      better: 'lower',
      lines,
      megabytes: round(size / 1e6, 1),
      freeMegabytes: round(free / 1e6, 1),
      parquetMegabytes: round(parquetBytes / 1e6, 1),
      plainDuckdbMegabytes: round(plainBytes / 1e6, 1),
    },
  ]
}

/** The order lines as Parquet, and by day in a file of DuckDB's own format, groups of rows and blocks. */
async function others(file: string, into: string) {
  const [parquet, plain] = [`${into}.parquet`, `${into}.duckdb`]
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const number = async (sql: string) => Number((await (await connection.run(sql)).getRows())[0]?.[0])
  try {
    await connection.run(`ATTACH '${file}' AS facts (READ_ONLY); ATTACH '${plain}' AS plain`)
    const lines = await number(
      `COPY facts.fact_ozon_orders TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`,
    )
    await connection.run(
      'CREATE TABLE plain.orders AS FROM facts.fact_ozon_orders ORDER BY dt, rowid; CHECKPOINT plain',
    )
    const free = await number(
      "SELECT free_blocks * block_size FROM pragma_database_size() WHERE database_name = 'facts'",
    )
    return { lines, free, parquetBytes: statSync(parquet).size, plainBytes: statSync(plain).size }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
