import type { Column, ColumnKind, Columns, Table } from '../../../../loaders/core/declare/table.ts'
import { int } from '../../../../loaders/core/declare/table.ts'

/** A stored table: a loader's with `shop_id` in front, or one of the app's own. */
export interface Relation {
  readonly name: string
  readonly store: 'facts' | 'dims'
  readonly key: readonly string[]
  readonly indexed: boolean
  readonly columns: Columns
  readonly day: string | null
  readonly retention: number | null
  readonly grain: string
  /** Its only key is a number that the store gives and never gives again. */
  readonly counted?: true
}

/** A declared table with `shop_id` as its first column and first part of its key. */
export const relationOf = (table: Table): Relation => ({
  ...table,
  key: ['shop_id', ...table.key],
  columns: { shop_id: int(), ...table.columns },
})

const DUCKDB: Readonly<Record<ColumnKind, string>> = {
  id: 'BIGINT',
  int: 'BIGINT',
  real: 'DOUBLE',
  text: 'VARCHAR',
  bool: 'BOOLEAN',
  money: 'DECIMAL(18,2)',
  day: 'DATE',
  instant: 'TIMESTAMP',
  json: 'JSON',
}
const SQLITE: Readonly<Record<ColumnKind, string>> = {
  id: 'INTEGER',
  int: 'INTEGER',
  real: 'REAL',
  text: 'TEXT',
  bool: 'INTEGER',
  money: 'INTEGER',
  day: 'TEXT',
  instant: 'TEXT',
  json: 'TEXT',
}

/** An identifier in quotes, for both dialects. */
export const name = (text: string): string => `"${text.replaceAll('"', '""')}"`
export const names = (all: readonly string[]): string => all.map(name).join(', ')

/** A value as SQL text, for both dialects. */
export function literal(value: string | number | bigint | boolean | null): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value).toUpperCase()
}

/** The type of a column in the dialect of a store. */
export const columnType = (column: Column, store: 'facts' | 'dims'): string =>
  (store === 'facts' ? DUCKDB : SQLITE)[column.kind]

const columnSql = (of: string, column: Column, store: 'facts' | 'dims'): string =>
  `${name(of)} ${columnType(column, store)}${column.optional ? '' : ' NOT NULL'}`

/** CREATE TABLE of a relation in the dialect of `store`, by default its own. */
export function createSql(relation: Relation, store = relation.store): string {
  const counted = relation.counted && store === 'dims'
  const lines = Object.entries(relation.columns).map(([column, of]) =>
    counted && column === relation.key[0]
      ? `${name(column)} INTEGER PRIMARY KEY AUTOINCREMENT`
      : columnSql(column, of, store),
  )
  if (!counted && relation.indexed) lines.push(`PRIMARY KEY (${names(relation.key)})`)
  return `CREATE TABLE ${name(relation.name)} (\n  ${lines.join(',\n  ')}\n);`
}

/** ALTER TABLE that adds a column; a column that may not be empty gets no default, so that a person writes the backfill. */
export const addColumnSql = (relation: Relation, column: string): string =>
  `ALTER TABLE ${name(relation.name)} ADD COLUMN ${columnSql(column, relation.columns[column] as Column, relation.store)};`
