import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDuckDb } from '../../main/engine/store/duckdb/connection.ts'
import { literal } from '../../main/engine/store/schema/ddl.ts'
import { migrateDims, migrateFacts, migrationsIn } from '../../main/engine/store/schema/migrate.ts'
import { openSqlite } from '../../main/engine/store/sqlite/connection.ts'

const FOLDER = join(import.meta.dirname, '../../resources/migrations')
/** Each table gets rows of these two, unless a test says otherwise. */
const SHOPS = [1, 2]

export type Store = 'dims' | 'facts'
export type Row = Readonly<Record<string, unknown>>
/** Rows of each table except the migration history, ordered by their first columns. */
export type Contents = Readonly<Record<string, readonly Row[]>>

export interface Migrated {
  readonly before: Contents
  readonly after: Contents
  /** Inserts a row into a table as migrated. Rejects if it does not fit. */
  put(table: string, row: Row): Promise<void>
  /** These columns of a table's rows in physical order. */
  lying(table: string, columns: readonly string[]): Promise<readonly string[]>
}

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
}
type Tables = ReadonlyMap<string, readonly Column[]>
/** What a test needs of either database. */
interface Base {
  tables(): Promise<Tables>
  contents(tables: Tables): Promise<Contents>
  run(sql: string): Promise<void>
  texts(sql: string): Promise<readonly string[]>
  /** Applies the migrations with these indices. */
  migrate(from: number, to: number): Promise<void>
}

export const migrations = (store: Store) => migrationsIn(join(FOLDER, store))

/**
 * Migrates a data folder of the previous version. Each existing table gets a row of each of two shops with every column filled; `given` replaces the rows of
 * a table, and columns that it omits are filled too. Fact values are compared as DuckDB's text.
 */
export async function migrated(
  store: Store,
  name: string,
  given: Readonly<Record<string, readonly Row[]>> = {},
): Promise<Migrated> {
  const at = migrations(store).findIndex(migration => migration.name === name)
  if (at < 1) throw new TypeError(`${store} had no version before ${name}`)
  const base = await (store === 'dims' ? dims() : facts())
  await base.migrate(0, at)
  const filled = [...(await base.tables())].flatMap(([table, columns]) => {
    const rows = given[table] ?? SHOPS.map(shop_id => ({ shop_id }))
    return rows.length > 0
      ? insert(
          table,
          rows.map(row => whole(columns, row)),
        )
      : []
  })
  await base.run(filled.join(';'))
  const contents = async () => base.contents(await base.tables())
  const before = await contents()
  await base.migrate(at, at + 1)
  const after = await contents()
  const columns = await base.tables()
  return {
    before,
    after,
    put: (table, row) => base.run(insert(table, [whole(columns.get(table) ?? [], row)])),
    lying: (table, of) => base.texts(`SELECT ${of.join(" || ' ' || ")} FROM "${table}" ORDER BY rowid`),
  }
}

/** A row with a value in each column, different for each shop and column. */
function whole(columns: readonly Column[], row: Row): Row {
  const shop = Number(row.shop_id ?? 1)
  return Object.fromEntries(
    columns.map(({ name, type }, at) => [
      name,
      name in row ? row[name] : filler(name, type, shop * 100 + at),
    ]),
  )
}

function filler(name: string, type: string, number: number): unknown {
  if (/^(VARCHAR|TEXT)$/.test(type)) return `${name} ${number}`
  if (type === 'JSON') return `{"${name}":${number}}`
  if (type === 'BOOLEAN') return number % 2 === 0
  if (/^(DATE|TIMESTAMP)$/.test(type)) return new Date(number * 86_400_000).toISOString().slice(0, 10)
  return /^(BIGINT|INTEGER)$/.test(type) ? number : number + 0.25
}

/** An INSERT of rows with the same columns. */
function insert(table: string, rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {}).map(name => `"${name}"`)
  return `INSERT INTO "${table}" (${names}) VALUES ${rows.map(row => `(${Object.values(row).map(sqlOf)})`)}`
}
const sqlOf = (value: unknown): string => (typeof value === 'string' ? literal(value) : String(value))

function dims(): Base {
  const file = openSqlite(':memory:')
  onTestFinished(() => void file.close())
  const columns = file.prepare(
    `SELECT made.name AS "table", field.name, field.type FROM sqlite_master AS made JOIN pragma_table_info(made.name) AS field
     WHERE made.type = 'table' AND made.name NOT LIKE 'sqlite_%' AND made.name <> 'migrations' ORDER BY 1, field.cid`,
  )
  const rows = (table: string) => file.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).all() as Row[]
  return {
    tables: async () => Map.groupBy(columns.all() as Column[], ({ table }) => table),
    contents: async tables => Object.fromEntries([...tables.keys()].map(table => [table, rows(table)])),
    run: async sql => void file.exec(sql),
    texts: async sql => file.prepare(sql).pluck().all() as string[],
    migrate: async (from, to) => migrateDims(file, migrations('dims').slice(from, to)),
  }
}

async function facts(): Promise<Base> {
  const file = await openDuckDb(':memory:', { readOnly: false, staging: '' })
  onTestFinished(() => file.close())
  return {
    async tables() {
      const columns = await file.read(
        `SELECT table_name AS "table", column_name AS name, data_type AS type FROM duckdb_columns()
         WHERE NOT internal AND table_name <> 'migrations' ORDER BY table_name, column_index`,
      )
      return Map.groupBy(columns as unknown as Column[], ({ table }) => table)
    },
    /** All tables in one query: a round trip to DuckDB's threads takes longer than the query. */
    async contents(tables) {
      const each = [...tables].map(([table, columns]) => {
        const values = columns.map(({ name }) => `CAST("${name}" AS VARCHAR)`)
        return `SELECT '${table}' AS "table", [${values}] AS row FROM "${table}"`
      })
      const found = Map.groupBy(await file.read(`${each.join(' UNION ALL ')} ORDER BY ALL`), row =>
        String(row.table),
      )
      return Object.fromEntries(
        [...tables].map(([table, columns]) => [
          table,
          (found.get(table) ?? []).map(({ row }) =>
            Object.fromEntries(columns.map(({ name }, at) => [name, (row as readonly unknown[])[at]])),
          ),
        ]),
      )
    },
    run: sql => file.write(async connection => void (await connection.run(sql))),
    texts: async sql => (await file.read(sql)).flatMap(row => Object.values(row).map(String)),
    migrate: (from, to) => migrateFacts(file, migrations('facts').slice(from, to)),
  }
}
