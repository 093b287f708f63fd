import type { Columns, Table } from '../../../../loaders/core/declare/table.ts'
import type { Source, SqlScript } from '../commit/sql-script.ts'
import { literal, name, names } from '../schema/ddl.ts'
import type { StagedParquet } from '../staging/parquet-stage.ts'

/** Rows of one table that several slices have staged, as DuckDB reads them. */
export function readParquets(table: Table, staged: readonly StagedParquet[]): Source {
  const there = staged.filter(one => one.rows > 0)
  const rows = there.reduce((sum, one) => sum + one.rows, 0)
  return { table, rows, sql: `(SELECT ${values(table.columns)} FROM ${parquet(there)})` }
}

/** Staged rows as DuckDB reads them; of a key that stands there twice the last row counts. */
export function* readParquet(staged: StagedParquet): SqlScript<Source> {
  const { table } = staged
  const rows = yield* keysOf(staged)
  if (rows === staged.rows) return readParquets(table, [staged])
  const key = table.key.length > 0 ? `PARTITION BY ${names(table.key)} ` : ''
  const last = `QUALIFY row_number() OVER (${key}ORDER BY file_row_number DESC) = 1`
  return {
    table,
    rows,
    sql: `(SELECT ${values(table.columns)} FROM ${parquet([staged], ', file_row_number = true')} ${last})`,
  }
}

/** How many keys stand there: only their columns are read. */
function* keysOf(staged: StagedParquet): SqlScript<number> {
  const { key } = staged.table
  if (staged.distinct) return staged.rows
  if (staged.rows <= 1 || key.length === 0) return Math.min(staged.rows, 1)
  const sql = `SELECT count(*) FROM (SELECT 1 FROM ${parquet([staged])} GROUP BY ${names(key)})`
  return Number(yield { returns: 'value', sql })
}

const values = (columns: Columns): string =>
  Object.entries(columns)
    .map(([column, { kind }]) =>
      kind === 'json' ? `CAST(${name(column)} AS JSON) AS ${name(column)}` : name(column),
    )
    .join(', ')

const parquet = (staged: readonly StagedParquet[], options = ''): string =>
  `read_parquet([${staged.map(({ file }) => literal(file)).join(', ')}]${options})`
