import type { Columns, Table } from '../../../../loaders/core/declare/table.ts'
import type { Asks, Source } from '../commit/write.ts'
import { literal, name, names } from '../schema/ddl.ts'
import type { StagedColumns } from '../staging/staged-columns.ts'

/** Rows of one table that several slices have staged, as DuckDB reads them. None of their keys may stand there twice, which an INSERT finds out. */
export function readTogether(table: Table, staged: readonly StagedColumns[]): Source {
  const there = staged.filter(one => one.rows > 0)
  const rows = there.reduce((sum, one) => sum + one.rows, 0)
  return { table, rows, sql: `(SELECT ${values(table.columns)} FROM ${parquet(there)})` }
}

/** Staged rows as DuckDB reads them; of a key that stands there twice the last row counts. */
export function* readLast(staged: StagedColumns): Asks<Source> {
  const { table, rows } = staged
  if (rows === 0 || !(yield* repeated(staged))) return readTogether(table, [staged])
  const key = table.key.length > 0 ? `PARTITION BY ${names(table.key)} ` : ''
  // DuckDB keeps the first of two rows with one key and says nothing.
  const last = `QUALIFY row_number() OVER (${key}ORDER BY file_row_number DESC) = 1`
  return {
    table,
    rows,
    sql: `(SELECT ${values(table.columns)} FROM ${parquet([staged], ', file_row_number = true')} ${last})`,
  }
}

/** Whether a key stands there more than once: only the columns of the key are read. */
function* repeated(staged: StagedColumns): Asks<boolean> {
  const { key } = staged.table
  if (key.length === 0) return staged.rows > 1
  const sql = `SELECT count(*) FROM (SELECT 1 FROM ${parquet([staged])} GROUP BY ${names(key)} HAVING count(*) > 1 LIMIT 1)`
  return Number(yield { want: 'value', sql }) > 0
}

const values = (columns: Columns): string =>
  Object.entries(columns)
    .map(([column, { kind }]) =>
      kind === 'json' ? `CAST(${name(column)} AS JSON) AS ${name(column)}` : name(column),
    )
    .join(', ')

const parquet = (staged: readonly StagedColumns[], options = ''): string =>
  `read_parquet([${staged.map(({ file }) => literal(file)).join(', ')}]${options})`
