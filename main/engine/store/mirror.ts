import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Table } from '../../../loaders/core/table.ts'
import type { Relation } from './ddl.ts'
import { createSql, literal, name, names } from './ddl.ts'
import type { Facts } from './duck.ts'
import type { Dims } from './lite.ts'
import { rowsOf } from './lite.ts'
import { readJson, select } from './read-json.ts'
import type { Staged } from './staged.ts'
import { dimStamp, dimVersions } from './tables.ts'

/** Copies of the SQLite tables in DuckDB, under the same names: one database answers every question. SQLite is the truth. */
export interface Mirror {
  /** Copies the upserted rows of a commit of one shop. */
  apply(shopId: number, staged: readonly Staged[]): Promise<void>
  /** Copies what the tables hold for one shop. */
  refresh(shopId: number, tables: readonly Table[]): Promise<void>
  /** Copies the app's own tables when anything in SQLite changed since. */
  refreshOwn(): Promise<void>
  /** Makes every copy that is missing, of another shape or of another count of writes. */
  rebuild(): Promise<void>
}

/** Says in the running SQLite transaction that a table is about to differ from its mirror. */
export function bump(dims: Dims, tables: readonly Pick<Table, 'name'>[]): void {
  const add = dims.prepare(
    'INSERT INTO dim_versions (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1',
  )
  for (const table of tables) add.run(table.name)
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

  const copy = async (connection: DuckDBConnection, relation: Relation, shopId: number | null) => {
    const file = join(staging, `mirror-${++copies}-${relation.name}.ndjson`)
    try {
      const { rows, longest } = await writeRows(file, rowsOf(dims, relation, shopId))
      const where = shopId === null ? '' : ` WHERE shop_id = ${shopId}`
      const all = names(Object.keys(relation.columns))
      if (rows > 0)
        await connection.run(
          `CREATE OR REPLACE TEMP TABLE copied AS ${select(relation.columns, relation.key, [file], false, longest)}`,
        )
      const key = relation.key.map(part => `copied.${name(part)} = ${name(relation.name)}.${name(part)}`)
      const gone = rows > 0 ? `NOT EXISTS (SELECT 1 FROM copied WHERE ${key.join(' AND ')})` : 'TRUE'
      await connection.run(`DELETE FROM ${name(relation.name)}${where}${where ? ' AND' : ' WHERE'} ${gone}`)
      if (rows > 0) {
        await connection.run(
          `INSERT OR REPLACE INTO ${name(relation.name)} (${all}) SELECT ${all} FROM copied`,
        )
        await connection.run('DROP TABLE copied')
      }
    } finally {
      await rm(file, { force: true })
    }
  }
  const stamp = (connection: DuckDBConnection, relation: Relation) =>
    connection.run(
      `INSERT OR REPLACE INTO mirrors VALUES (${literal(relation.name)}, ${Number(versionOf.get(relation.name) ?? 0)}, ${literal(createSql(relation, 'facts'))})`,
    )
  const relation = (table: Pick<Table, 'name'>) => byName.get(table.name) as Relation

  return {
    apply: (shopId, staged) =>
      facts.write(async connection => {
        for (const one of staged) {
          const of = relation(one.table)
          const columns = names(Object.keys(one.table.columns))
          if (one.rows > 0)
            await connection.run(
              `INSERT OR REPLACE INTO ${name(of.name)} (shop_id, ${columns}) SELECT ${shopId}, ${columns} FROM ${readJson(one).sql}`,
            )
          await stamp(connection, of)
        }
      }),
    refresh: (shopId, tables) =>
      facts.write(async connection => {
        for (const table of tables) {
          await copy(connection, relation(table), shopId)
          await stamp(connection, relation(table))
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
        for (const of of mirrored) {
          const is = there.get(of.name)
          const shape = createSql(of, 'facts')
          if (is?.shape !== shape) {
            await connection.run(`DROP TABLE IF EXISTS ${name(of.name)}`)
            await connection.run(shape)
          } else if (is.version === Number(versionOf.get(of.name) ?? 0)) continue
          await copy(connection, of, null)
          await stamp(connection, of)
        }
        for (const gone of there.keys()) {
          if (byName.has(gone)) continue
          await connection.run(`DROP TABLE IF EXISTS ${name(gone)}`)
          await connection.run(`DELETE FROM mirrors WHERE name = ${literal(gone)}`)
        }
      }),
  }
}

async function writeRows(
  file: string,
  rows: Iterable<Record<string, unknown>>,
): Promise<{ readonly rows: number; readonly longest: number }> {
  const stream = createWriteStream(file)
  let count = 0
  let longest = 0
  for (const row of rows) {
    count += 1
    const line = `${JSON.stringify(row)}\n`
    longest = Math.max(longest, line.length * 3)
    // Not awaited in the middle: an open SQLite cursor would bar every write of the others meanwhile.
    stream.write(line)
  }
  stream.end()
  await once(stream, 'finish')
  return { rows: count, longest }
}
