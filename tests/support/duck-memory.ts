import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll } from 'vitest'

/** A DuckDB in memory for the tests of one file, and a folder for what it reads. */
export function duckInMemory() {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-duck-'))
  let duck: DuckDBInstance
  let connection: DuckDBConnection
  beforeAll(async () => {
    duck = await DuckDBInstance.create(':memory:', { temp_directory: folder })
    connection = await duck.connect()
  })
  afterAll(() => {
    connection.closeSync()
    duck.closeSync()
    rmSync(folder, { recursive: true })
  })
  return { folder, connection: () => connection }
}
