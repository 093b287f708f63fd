import type { ColumnKind, Table } from '../../../../loaders/core/declare/table.ts'
import { type Source, within } from '../commit/sql-script.ts'
import { literal, name, names } from '../schema/ddl.ts'
import type { StagedNdjson } from '../staging/ndjson-stage.ts'

/** DuckDB type of each column kind in a staged line: kopecks are integers, instants text. */
const STAGED: Readonly<Record<ColumnKind, string>> = {
  id: 'BIGINT',
  int: 'BIGINT',
  real: 'DOUBLE',
  text: 'VARCHAR',
  bool: 'BOOLEAN',
  money: 'BIGINT',
  day: 'DATE',
  instant: 'VARCHAR',
  json: 'JSON',
}

/** DuckDB takes twice the longest line for every thread; its default of 16 MiB is most of what a small slice costs. */
const BUFFER = 1 << 18

function value(column: string, kind: ColumnKind): string {
  const of = name(column)
  // Decimal arithmetic: 0.01 is a DECIMAL(3,2) here, so no float is on the way.
  if (kind === 'money') return `CAST(${of} * 0.01 AS DECIMAL(18,2)) AS ${of}`
  return kind === 'instant' ? `CAST(${of} AS TIMESTAMP) AS ${of}` : of
}

/** Staged rows as a DuckDB source; the last row of a repeated key wins. */
export function readNdjson({ table, file, rows, repeated, longest }: StagedNdjson): Source {
  return within(table, rows, `(${selectNdjson(table.columns, table.key, [file], repeated, longest)})`)
}

export function selectNdjson(
  columns: Table['columns'],
  key: readonly string[],
  files: readonly string[],
  repeated: boolean,
  longest: number,
): string {
  const types = Object.entries(columns).map(([column, { kind }]) => `${name(column)}: '${STAGED[kind]}'`)
  if (repeated) types.push(`_n: 'BIGINT'`)
  const values = Object.entries(columns).map(([column, { kind }]) => value(column, kind))
  const partition = key.length > 0 ? `PARTITION BY ${names(key)} ` : ''
  // DuckDB would silently keep the first of two rows with one key.
  const last = repeated ? ` QUALIFY row_number() OVER (${partition}ORDER BY _n DESC) = 1` : ''
  return `SELECT ${values.join(', ')} FROM read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', columns = {${types.join(', ')}}, maximum_object_size = ${Math.max(BUFFER, longest)})${last}`
}
