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
  const { lines, free, parquetBytes } = await inParquet(file, join(folder, 'orders.parquet'))
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
    },
  ]
}

/** Writes the order lines as Parquet, by plain DuckDB with its own groups of rows. */
async function inParquet(file: string, parquet: string) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`ATTACH '${file}' AS facts (READ_ONLY)`)
    const copied = await connection.run(
      `COPY facts.fact_ozon_orders TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`,
    )
    const lines = Number((await copied.getRows())[0]?.[0])
    const sizes = await connection.run(
      "SELECT free_blocks * block_size FROM pragma_database_size() WHERE database_name = 'facts'",
    )
    return {
      lines,
      free: Number((await sizes.getRows())[0]?.[0]),
      parquetBytes: statSync(parquet).size,
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
