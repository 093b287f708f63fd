import type { Day, Instant, Kopecks } from '#contract/money.ts'

/** A marketplace id: a number below 2^53, else a string of digits. */
export type Id = number | bigint | string

export type ColumnKind = 'id' | 'int' | 'real' | 'text' | 'bool' | 'money' | 'day' | 'instant' | 'json'
export interface Column<T = unknown> {
  readonly kind: ColumnKind
  readonly optional: boolean
  /** Only for the row type; never set. */
  readonly value?: T
}
const column =
  <T>(kind: ColumnKind) =>
  (): Column<T> => ({ kind, optional: false })

/** Whole number up to 2^63: BIGINT / INTEGER. */
export const id = column<Id>('id')
export const int = column<number>('int')
/** A ratio, rating or weight. Never money. */
export const real = column<number>('real')
export const text = column<string>('text')
export const bool = column<boolean>('bool')
/** Kopecks in code; DECIMAL(18,2) roubles in DuckDB, INTEGER kopecks in SQLite. */
export const money = column<Kopecks>('money')
/** A Moscow day: DATE / TEXT. */
export const day = column<Day>('day')
/** UTC: TIMESTAMP / TEXT. */
export const instant = column<Instant>('instant')
/** Data without columns of its own, unparsed: JSON / TEXT. */
export const json = column<unknown>('json')
export const optional = <T>(of: Column<T>): Column<T | null> =>
  ({ ...of, optional: true }) as Column<T | null>

export type Columns = Readonly<Record<string, Column>>
export type Row<C extends Columns = Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never
}

export interface Table<N extends string = string, C extends Columns = Columns> {
  readonly name: N
  /** `facts` is DuckDB, `dims` is SQLite (mirrored into DuckDB for joins). */
  readonly store: 'facts' | 'dims'
  /** Without `shop_id`, which the store prepends: a loader can neither forget nor forge it. */
  readonly key: readonly string[]
  /** Whether the database enforces the key. Facts have no index, which would take two thirds of their file: the writer keeps their keys unique. */
  readonly indexed: boolean
  readonly columns: C
  /** The column with the Moscow day of a row; ranges and coverage are measured on it. */
  readonly day: string | null
  /** Days after which rows may be deleted; null keeps them for ever. */
  readonly retention: number | null
  /** One sentence on what one row is, for docs/tables.md. */
  readonly grain: string
}

interface Declaration<C extends Columns> {
  readonly store: 'facts' | 'dims'
  readonly key: readonly (keyof C & string)[]
  readonly columns: C
  /** For a table of facts that is queried row by row. */
  readonly indexed?: true
  readonly day?: keyof C & string
  readonly retention?: number
  readonly grain: string
}

/** Declares a table once: row type, DDL, upsert, delete cascade, retention and docs/tables.md derive from it. */
export function table<N extends string, C extends Columns>(name: N, of: Declaration<C>): Table<N, C> {
  for (const part of of.key)
    if (of.columns[part]?.optional) throw new TypeError(`${name}: key column ${part} must not be optional`)
  return {
    name,
    store: of.store,
    key: of.key,
    indexed: of.store === 'dims' || of.indexed === true,
    columns: of.columns,
    day: of.day ?? null,
    retention: of.retention ?? null,
    grain: of.grain,
  }
}

/** A row as a loader writes it: without `shop_id`. */
export type RowOf<T extends Table> = T extends Table<string, infer C> ? Row<C> : never
