import type { Columns, Table } from '../../../../loaders/core/declare/table.ts'
import type { Source, SqlScript } from '../commit/sql-script.ts'
import { literal, name, names } from '../schema/ddl.ts'
import type { StagedParquet } from '../staging/parquet-stage.ts'

/** Staged rows of one table from several slices, as a DuckDB source. */
export function readParquets(table: Table, staged: readonly StagedParquet[]): Source {
  const there = staged.filter(one => one.rows > 0)
  const rows = there.reduce((sum, one) => sum + one.rows, 0)
  const of = (columns: string) => `(SELECT ${columns} FROM ${parquet(there)})`
  return { table, rows, sql: of(values(table.columns)), only: columns => of(names(columns) || '1') }
}

/** Staged rows as a DuckDB source; the last row of a repeated key wins. */
export function* readParquet(staged: StagedParquet): SqlScript<Source> {
  const { table } = staged
  const rows = yield* keysOf(staged)
  const all = readParquets(table, [staged])
  if (rows === staged.rows) return all
  const key = table.key.length > 0 ? `PARTITION BY ${names(table.key)} ` : ''
  const last = `QUALIFY row_number() OVER (${key}ORDER BY file_row_number DESC) = 1`
  return {
    ...all,
    rows,
    sql: `(SELECT ${values(table.columns)} FROM ${parquet([staged], ', file_row_number = true')} ${last})`,
  }
}

/** Counts distinct keys; reads only their columns. */
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
