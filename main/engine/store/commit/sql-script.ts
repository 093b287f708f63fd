import type { Table } from '../../../../loaders/core/declare/table.ts'
import { names } from '../schema/ddl.ts'

/** One SQL statement and the result that its caller needs: the first value of the first row, the count of changed rows, or nothing. */
export interface Statement {
  readonly sql: string
  readonly returns: 'value' | 'changes' | 'nothing'
}
export type SqlResult = string | number | null
/** Statements in the SQL that SQLite and DuckDB share, yielded one at a time; each store runs them over its own connection. */
export type SqlScript<R> = Generator<Statement, R, SqlResult>

export const selectValue = (sql: string): Statement => ({ sql, returns: 'value' })
export const runCounted = (sql: string): Statement => ({ sql, returns: 'changes' })
export const run = (sql: string): Statement => ({ sql, returns: 'nothing' })

/** Staged rows of a table as an SQL source for FROM, with the table's columns. */
export interface Source {
  readonly table: Table
  readonly rows: number
  readonly sql: string
  /** The same with these columns alone, repeated keys included: a statement costs by the columns it names. */
  only(columns: readonly string[]): string
}

/** The rows of a relation as a source. */
export const within = (table: Table, rows: number, sql: string): Source => ({
  table,
  rows,
  sql,
  only: columns => `(SELECT ${names(columns) || '1'} FROM ${sql} AS rows)`,
})
