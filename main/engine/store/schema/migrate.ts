import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { KindError } from '#contract/errors.ts'
import type { Facts } from '../duckdb/connection.ts'
import type { Dims } from '../sqlite/connection.ts'
import { createSql, literal, type Relation } from './ddl.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** It only moves rows, which takes long: files with rows go through it when nothing loads, part by part. */
  readonly idle: boolean
}
export interface Pending {
  readonly applied: number
  /** Migrations to run at the start. */
  readonly pending: readonly Migration[]
  /** Migrations left for an idle moment; no other follows them. */
  readonly later: readonly Migration[]
  /** The file was made by a later version of the app. */
  readonly newer: boolean
}

/** Begins a migration that waits for an idle moment. */
const IDLE = '-- idle: '
/** Stands before each of its parts, which may be done again. */
const PART = /^-- part\n/m

/** The migrations of a folder in order. Throws TypeError when their numbers are not 1, 2, 3… */
export function migrationsIn(folder: string): readonly Migration[] {
  const files = readdirSync(folder)
    .filter(file => file.endsWith('.sql'))
    .sort()
  return files.map((file, index) => {
    const [, number, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
    if (!name || Number(number) !== index + 1) throw new TypeError(`${file}: expected number ${index + 1}`)
    const sql = readFileSync(join(folder, file), 'utf8')
    return { number: index + 1, name, sql, idle: sql.startsWith(IDLE) }
  })
}

/** A migration that a file has recorded as applied. */
export interface Applied {
  readonly number: number
  readonly name: string
}

/** The migrations to run. Throws KindError `migration_failed` if the file has another history than this app. */
export function pendingOf(applied: readonly Applied[], all: readonly Migration[]): Pending {
  const foreign = applied.find(
    (one, index) => one.number !== index + 1 || (all[index] && all[index].name !== one.name),
  )
  if (foreign)
    throw new KindError('migration_failed', `migration ${foreign.number}_${foreign.name} is not ours`)
  const left = all.slice(applied.length)
  // A new file has no rows to move.
  const now = applied.length === 0 ? left.length : left.findLastIndex(({ idle }) => !idle) + 1
  return {
    applied: applied.length,
    pending: left.slice(0, now),
    later: left.slice(now),
    newer: applied.length > all.length,
  }
}

const HISTORY =
  'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at'
const done = ({ number, name }: Migration) =>
  `INSERT INTO migrations VALUES (${number}, ${literal(name)}, ${literal(new Date().toISOString())})`

/** Throws KindError `dims_unreadable` if the history is invalid. */
export function appliedToDims(dims: Dims): readonly Applied[] {
  const there = dims.prepare("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").get()
  if (!there) return []
  const rows = dims.prepare('SELECT number, name FROM migrations ORDER BY number').all() as Applied[]
  if (rows.some(({ number, name }, at) => number !== at + 1 || !/^[a-z0-9_]+$/.test(name)))
    throw new KindError('dims_unreadable', 'the history of its migrations is none')
  return rows
}

export async function appliedToFacts(facts: Facts): Promise<readonly Applied[]> {
  const there = await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migrations'")
  if (there.length === 0) return []
  const rows = await facts.read('SELECT number, name FROM migrations ORDER BY number')
  return rows.map(row => ({ number: Number(row.number), name: String(row.name) }))
}

/** Runs the SQL in the open transaction of the caller. */
export function migrateDims(dims: Dims, pending: readonly Migration[]): void {
  dims.exec(`${HISTORY} TEXT NOT NULL)`)
  for (const migration of pending) {
    dims.exec(migration.sql)
    dims.exec(done(migration))
  }
}

/** Makes the tables of a new file as they are declared, which is what its migrations lead to (`migrate.test.ts`), in one transaction in place of one for each. */
export async function createFacts(
  facts: Facts,
  relations: readonly Relation[],
  all: readonly Migration[],
): Promise<void> {
  const tables = relations.filter(({ store }) => store === 'facts').map(relation => createSql(relation))
  const sql = [`${HISTORY} TIMESTAMP NOT NULL);`, ...tables, ...all.map(one => `${done(one)};`)]
  await facts.write(connection => connection.run(sql.join('\n')))
}

/** Runs each migration in a transaction of its own: DuckDB cannot alter what the same transaction altered. */
export async function migrateFacts(facts: Facts, pending: readonly Migration[]): Promise<void> {
  await facts.write(connection => connection.run(`${HISTORY} TIMESTAMP NOT NULL)`))
  for (const migration of pending) await facts.write(connection => migrate(connection, migration))
}

/** Runs it in the open transaction of the caller. */
async function migrate(connection: DuckDBConnection, migration: Migration): Promise<void> {
  await connection.run(migration.sql)
  await connection.run(done(migration))
}

/** The statements of an idle migration, one transaction each; the last one records it as applied. */
export const partsOf = (migration: Migration): readonly string[] => [
  ...migration.sql.split(PART).filter(part => part.replace(/^--.*$/gm, '').trim() !== ''),
  `${done(migration)} ON CONFLICT DO NOTHING`,
]
