import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DuckDBConnection } from '@duckdb/node-api'
import { KindError } from '#contract/errors.ts'
import type { Facts } from '../duckdb/connection.ts'
import { attachSql, CATALOG } from '../duckdb/file.ts'
import { name, names, type Relation } from '../schema/ddl.ts'
import { requireDiskSpace } from './disk-space.ts'
import { settle, syncFolder } from './sync.ts'

/** Free bytes below which a file is left as it is. */
const LEAST = 16 << 20
/** What a copy may take beyond the blocks in use, bytes: rows that are sorted spill. */
const SPARE = 32 << 20
/** Catalog name of the copy. */
const COPY = 'compacted'

/** A file that may be copied. */
export interface Compaction {
  readonly facts: Facts
  readonly file: string
  readonly staging: string
  readonly relations: readonly Relation[]
  /** Runs work that is given up when the app ends; undefined when it is ending already. */
  interruptibly<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T | undefined>
  /** Resolves a moment later; false when the app ends. */
  pause(): Promise<boolean>
}

/**
 * Copies the facts into a file without gaps, where more than half of theirs is free: DuckDB gives no room back from the middle of a file. Others read and write
 * meanwhile; the copy takes the file's place in a moment when nobody uses it, and only if nothing was written since it was begun. Returns false where it has to be
 * made again in another idle moment. Throws `disk_full` or what DuckDB throws; the file is as it was then.
 */
export async function compact(of: Compaction): Promise<boolean> {
  const { facts, file, staging } = of
  const used = await blocksInUse(facts)
  if (used === null) return true
  requireDiskSpace(dirname(file), used + SPARE, 'a copy of the facts')
  const copy = join(staging, `${COPY}.duckdb`)
  const forget = () => {
    for (const left of [copy, `${copy}.wal`]) rmSync(left, { force: true })
  }
  const written = facts.writes()
  const isCurrent = () => facts.writes() === written
  try {
    const made = await facts.beside(async connection => {
      await connection.run(`DETACH DATABASE IF EXISTS ${COPY}`)
      forget()
      try {
        return await of.interruptibly(connection, () => fill(connection, copy, of.relations, isCurrent))
      } finally {
        await connection.run(`DETACH DATABASE IF EXISTS ${COPY}`)
      }
    })
    if (!made) return false
    if (existsSync(`${copy}.wal`)) throw new KindError('disk_fault', 'the log did not go into its file')
    settle(copy)
    // Nothing can come between the comparison and the renaming: both are one turn.
    while (isCurrent()) {
      if (facts.whileClosed(() => takeThePlace(copy, file))) return true
      if (!(await of.pause())) return false
    }
    return false
  } finally {
    forget()
  }
}

/** Bytes of the blocks in use; null where the file need not be copied. */
async function blocksInUse(facts: Facts): Promise<number | null> {
  const [size] = await facts.read(
    `SELECT block_size, used_blocks, free_blocks FROM pragma_database_size() WHERE database_name = '${CATALOG}'`,
  )
  const [block, used, free] = [size?.block_size, size?.used_blocks, size?.free_blocks].map(Number) as [
    number,
    number,
    number,
  ]
  return free > used && free * block >= LEAST ? used * block : null
}

/** Makes the copy, and compares it, read from the disk, with the file. Returns false where the file is written meanwhile. */
async function fill(
  connection: DuckDBConnection,
  copy: string,
  relations: readonly Relation[],
  isCurrent: () => boolean,
): Promise<boolean> {
  const byName = new Map(relations.map(relation => [relation.name, relation]))
  await connection.run(attachSql(copy, COPY))
  await connection.run(`COPY FROM DATABASE ${CATALOG} TO ${COPY} (SCHEMA)`)
  const tables = await tablesOf(connection)
  for (const table of tables) {
    if (!isCurrent()) return false
    await connection.run(
      `INSERT INTO ${COPY}.${name(table)} SELECT * FROM ${CATALOG}.${name(table)}${order(byName.get(table))}`,
    )
  }
  await connection.run(`CHECKPOINT ${COPY}; DETACH ${COPY}`)
  await connection.run(attachSql(copy, COPY))
  for (const look of [catalog, ...tables.map(rows)]) {
    const [is, was] = [await all(connection, look(COPY)), await all(connection, look(CATALOG))]
    if (!isCurrent()) return false
    if (!isDeepStrictEqual(is, was)) throw new KindError('disk_fault', 'the copy differs from its file')
  }
  return true
}

/** As the writer lays rows down: those of a shop by their days, those of a day as they came, which compresses better than by key. */
const order = (relation: Relation | undefined): string =>
  relation?.store === 'facts' && relation.day !== null
    ? ` ORDER BY ${names(['shop_id', relation.day])}, rowid`
    : ''

const tablesOf = async (connection: DuckDBConnection): Promise<readonly string[]> =>
  (
    await all(
      connection,
      `SELECT table_name FROM duckdb_tables() WHERE database_name = '${CATALOG}' ORDER BY ALL`,
    )
  ).map(([table]) => String(table))

/** What a catalog holds, in SQL, but the text of expressions: DuckDB spells a view otherwise once it was copied, and views are made anew at each start. */
const catalog = (of: string): string =>
  [
    'table_name, column_name, data_type, is_nullable FROM duckdb_columns()',
    'table_name, constraint_type, constraint_column_names::VARCHAR, true FROM duckdb_constraints()',
    "table_name, index_name, 'INDEX', is_unique FROM duckdb_indexes()",
    "view_name, '', 'VIEW', true FROM duckdb_views()",
    "function_name, '', 'MACRO', true FROM duckdb_functions()",
    "sequence_name, '', 'SEQUENCE', true FROM duckdb_sequences()",
  ]
    .map(from => `SELECT ${from} WHERE database_name = '${of}'`)
    .join(' UNION ALL ')
    .concat(' ORDER BY ALL')

/** How many rows a table has, and a sum over the hashes of them all, whatever their order. */
const rows =
  (table: string) =>
  (of: string): string =>
    `SELECT count(*), sum(hash(held)) FROM ${of}.${name(table)} AS held`

const all = async (connection: DuckDBConnection, sql: string) => (await connection.run(sql)).getRows()

function takeThePlace(copy: string, file: string): void {
  if (existsSync(`${file}.wal`)) throw new KindError('disk_fault', 'the log did not go into its file')
  renameSync(copy, file)
  syncFolder(dirname(file))
}
