import { closeSync, openSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import type { Relation } from '../schema/ddl.ts'
import { createSql, literal, name, names } from '../schema/ddl.ts'
import { dimStamp, dimVersions } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { rowsOf } from '../sqlite/connection.ts'
import type { StagedNdjson } from '../staging/ndjson-stage.ts'
import type { Facts } from './connection.ts'
import { readNdjson, selectNdjson } from './read-ndjson.ts'

/** Copies of the SQLite tables in DuckDB, under the same names: one database answers every question. SQLite is the truth. */
export interface Mirror {
  /** Copies the upserted rows of a commit. Must be called in the same event loop turn as the SQLite commit, so that writes keep their order. */
  apply(shopId: number, staged: readonly StagedNdjson[], writes: Writes): Promise<void>
  /** Copies all rows of one shop, or of a table that has no shops; same requirement. */
  refresh(shopId: number | null, tables: readonly Pick<Table, 'name'>[], writes: Writes): Promise<void>
  /** Copies the app's own tables if anything in SQLite changed. */
  refreshOwn(): Promise<void>
  /** Rebuilds every mirror that is missing, has another schema or another version. */
  rebuild(): Promise<void>
}

/** The version of each written table. */
export type Writes = ReadonlyMap<string, number>

/** Raises the versions of tables in the running SQLite transaction; returns the new versions. */
export function countWrite(dims: Dims, tables: readonly Pick<Table, 'name'>[]): Writes {
  const count = dims
    .prepare(
      'INSERT INTO dim_versions (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1 RETURNING version',
    )
    .pluck()
  return new Map(tables.map(({ name }) => [name, Number(count.get(name))]))
}

export function mirrorOf(
  facts: Facts,
  dims: Dims,
  relations: readonly Relation[],
  loaded: readonly Table[],
  staging: string,
): Mirror {
  const mirrored = relations.filter(
    relation =>
      relation.store === 'dims' && relation.name !== dimVersions.name && relation.name !== dimStamp.name,
  )
  const declared = new Set(loaded.map(table => table.name))
  const own = mirrored.filter(relation => !declared.has(relation.name))
  const byName = new Map(mirrored.map(relation => [relation.name, relation]))
  const versionOf = dims.prepare('SELECT version FROM dim_versions WHERE name = ?').pluck()
  const changes = dims.prepare('SELECT total_changes()').pluck()
  let copies = 0
  let seen: unknown = null

  const copy = async (
    connection: DuckDBConnection,
    relation: Relation,
    shopId: number | null,
    isEmpty = false,
  ) => {
    const file = join(staging, `mirror-${++copies}-${relation.name}.ndjson`)
    try {
      const longest = writeRows(file, rowsOf(dims, relation, shopId))
      const some = longest > 0
      const where = shopId === null ? '' : ` WHERE shop_id = ${shopId}`
      const all = names(Object.keys(relation.columns))
      if (some)
        await connection.run(
          `CREATE TEMP TABLE copied AS ${selectNdjson(relation.columns, relation.key, [file], false, longest)}`,
        )
      else if (isEmpty) return
      const key = relation.key.map(part => `copied.${name(part)} = ${name(relation.name)}.${name(part)}`)
      const gone = some ? `NOT EXISTS (SELECT 1 FROM copied WHERE ${key.join(' AND ')})` : 'TRUE'
      await connection.run(`DELETE FROM ${name(relation.name)}${where}${where ? ' AND' : ' WHERE'} ${gone}`)
      if (some) {
        await connection.run(
          `INSERT OR REPLACE INTO ${name(relation.name)} (${all}) SELECT ${all} FROM copied`,
        )
        await connection.run('DROP TABLE copied')
      }
    } finally {
      await rm(file, { force: true })
    }
  }
  const stamp = (connection: DuckDBConnection, versions: ReadonlyMap<Relation, number>) => {
    const rows = [...versions].map(
      ([of, version]) => `(${literal(of.name)}, ${version}, ${literal(createSql(of, 'facts'))})`,
    )
    return connection.run(`INSERT OR REPLACE INTO mirrors VALUES ${rows.join(', ')}`)
  }
  /** Applies one write. A full copy may contain it already; a missed write leaves the mirror outdated until the next full copy. */
  const applyWrite = async (
    connection: DuckDBConnection,
    of: Relation,
    writes: Writes,
    how: () => Promise<unknown>,
  ) => {
    const mine = writes.get(of.name) as number
    const known = await connection.run(`SELECT version FROM mirrors WHERE name = ${literal(of.name)}`)
    const before = Number((await known.getRows())[0]?.[0])
    if (before >= mine) return
    await how()
    if (before === mine - 1) await stamp(connection, new Map([[of, mine]]))
  }
  const relation = (table: Pick<Table, 'name'>) => byName.get(table.name) as Relation

  return {
    apply: (shopId, staged, writes) =>
      facts.write(async connection => {
        for (const one of staged) {
          const of = relation(one.table)
          const columns = names(Object.keys(one.table.columns))
          await applyWrite(connection, of, writes, async () => {
            if (one.rows > 0)
              await connection.run(
                `INSERT OR REPLACE INTO ${name(of.name)} (shop_id, ${columns}) SELECT ${shopId}, ${columns} FROM ${readNdjson(one).sql}`,
              )
          })
        }
      }),
    refresh: (shopId, tables, writes) =>
      facts.write(async connection => {
        for (const table of tables) {
          const of = relation(table)
          await applyWrite(connection, of, writes, () => copy(connection, of, shopId))
        }
      }),
    async refreshOwn() {
      const now = changes.get()
      if (now === seen) return
      await facts.write(async connection => {
        for (const of of own) await copy(connection, of, null)
      })
      seen = now
    },
    rebuild: () =>
      facts.write(async connection => {
        await connection.run(
          'CREATE TABLE IF NOT EXISTS mirrors (name VARCHAR PRIMARY KEY, version BIGINT NOT NULL, shape VARCHAR NOT NULL)',
        )
        const there = new Map(
          (await (await connection.run('SELECT name, version, shape FROM mirrors')).getRows()).map(
            ([of, version, shape]) => [String(of), { version: Number(version), shape: String(shape) }],
          ),
        )
        const shaped = new Set(mirrored.filter(of => there.get(of.name)?.shape !== createSql(of, 'facts')))
        // One statement for all: a new folder has some forty of them.
        const made = [...shaped].map(
          of => `DROP TABLE IF EXISTS ${name(of.name)};\n${createSql(of, 'facts')}`,
        )
        if (made.length > 0) await connection.run(made.join('\n'))
        const copied = new Map<Relation, number>()
        for (const of of mirrored) {
          // Read in the same event loop turn as the rows.
          const version = Number(versionOf.get(of.name) ?? 0)
          if (!shaped.has(of) && there.get(of.name)?.version === version) continue
          copied.set(of, version)
          await copy(connection, of, null, shaped.has(of))
        }
        if (copied.size > 0) await stamp(connection, copied)
        for (const gone of there.keys()) {
          if (byName.has(gone)) continue
          await connection.run(`DROP TABLE IF EXISTS ${name(gone)}`)
          await connection.run(`DELETE FROM mirrors WHERE name = ${literal(gone)}`)
        }
      }),
  }
}

/** Bytes that are written at once. */
const BUFFER = 1 << 20

/**
 * Writes rows as lines of JSON, without giving up its turn: an open SQLite cursor would bar every write of the others meanwhile. Returns how many bytes the
 * longest of them has at most; 0 where there is none.
 */
function writeRows(file: string, rows: Iterable<Record<string, unknown>>): number {
  const handle = openSync(file, 'w')
  let longest = 0
  let piece = ''
  const write = () => {
    // Writes everything, unlike `writeSync`, which may write only a part.
    writeFileSync(handle, Buffer.from(piece))
    piece = ''
  }
  try {
    for (const row of rows) {
      const line = `${JSON.stringify(row)}\n`
      longest = Math.max(longest, line.length * 3)
      piece += line
      if (piece.length >= BUFFER) write()
    }
    write()
  } finally {
    closeSync(handle)
  }
  return longest
}
