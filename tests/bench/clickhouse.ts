import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** ClickHouse 26.7 in process, 550 MB: installed by the bench alone. */
const PACKAGE = 'chdb@3.4.0'
const FOLDER = join(import.meta.dirname, '../../.cache/chdb')

export interface ClickHouse {
  /** The answer as lines of values with tabs between them. */
  query(sql: string): string
  close(): void
}

/** Opens an empty ClickHouse in this process. Throws where it cannot be installed or loaded: it is there for Linux and macOS alone. */
export async function openClickHouse(folder: string): Promise<ClickHouse> {
  if (!existsSync(join(FOLDER, 'node_modules', 'chdb'))) {
    mkdirSync(FOLDER, { recursive: true })
    await promisify(execFile)('npm', ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', PACKAGE])
  }
  const { Session } = createRequire(join(FOLDER, 'package.json'))('chdb') as {
    Session: new (folder: string) => { query(sql: string, format: string): string; close(): void }
  }
  const session = new Session(folder)
  return { query: sql => session.query(sql, 'TabSeparated'), close: () => session.close() }
}
