import fc from 'fast-check'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import type { Column, Row } from '../../../../loaders/core/declare/table.ts'
import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  text,
} from '../../../../loaders/core/declare/table.ts'
import { Bytes } from './bytes.ts'
import { ColumnValues } from './column-values.ts'
import { ParquetFile } from './writer.ts'

const LONG = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const micros = (value: string) => BigInt(Date.parse(value)) * 1000n

/** By kind: the column, its values, and what another reader must find. Kopecks are compared as digits, not as floats. */
const KINDS: Readonly<
  Record<
    string,
    {
      readonly column: Column
      readonly some: fc.Arbitrary<unknown>
      readonly edges: readonly unknown[]
      readonly found: (value: never) => unknown
    }
  >
> = {
  id: {
    column: id(),
    some: fc.oneof(fc.maxSafeInteger(), fc.bigInt(LONG), fc.bigInt(LONG).map(String)),
    edges: [0, LONG.min, LONG.max, String(LONG.max), 2n ** 53n + 1n, -1],
    found: BigInt,
  },
  int: { column: int(), some: fc.maxSafeInteger(), edges: [0, -1, Number.MIN_SAFE_INTEGER], found: BigInt },
  money: {
    column: money(),
    some: fc.maxSafeInteger(),
    edges: [0, 1, -1, -150, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    found: BigInt,
  },
  real: {
    column: real(),
    some: fc.double({ noNaN: true, noDefaultInfinity: true }),
    edges: [0, -0.1, 5e-324, -1.7976931348623157e308],
    found: value => value,
  },
  text: {
    column: text(),
    some: fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
    edges: ['', 'Плед «Ёлка», 2 шт.', '💼👩‍👩‍👧', 'a'.repeat(5_000), 'cut \ud83d', '\u0000'],
    found: (value: string) => value.toWellFormed(),
  },
  bool: { column: bool(), some: fc.boolean(), edges: [true, false], found: value => value },
  day: {
    column: day(),
    some: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(at => at.toISOString().slice(0, 10)),
    edges: ['1970-01-01', '1969-12-31', '2024-02-29'],
    found: (value: string) => Date.parse(value) / 86_400_000,
  },
  instant: {
    column: instant(),
    some: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(at => at.toISOString()),
    edges: ['1970-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    found: micros,
  },
  json: {
    column: json(),
    some: fc.jsonValue().filter(value => value !== null),
    edges: [{ имя: '💼', long: 2n ** 63n - 1n }, [], 'text', 0],
    found: (value: unknown) =>
      JSON.stringify(value, (_, of) => (typeof of === 'bigint' ? String(of) : (of as unknown))),
  },
}
const COLUMNS: Readonly<Record<string, Column>> = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, { column }]) => [
    [kind, column],
    [`optional ${kind}`, optional(column)],
  ]),
)
const kindOf = (column: string) => KINDS[column.replace('optional ', '')] as (typeof KINDS)[string]
const edge = (at: number): Row =>
  Object.fromEntries(
    Object.keys(COLUMNS).map((name, nth) => {
      const { edges } = kindOf(name)
      return [name, name.startsWith('optional') && (at + nth) % 3 === 0 ? null : edges[at % edges.length]]
    }),
  )
const anyRow: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(
    Object.keys(COLUMNS).map(name => {
      const { some } = kindOf(name)
      return [name, name.startsWith('optional') ? fc.option(some, { nil: null }) : some]
    }),
  ),
)

/** A file of these row groups. */
function written(groups: readonly (readonly Row[])[]): ArrayBuffer {
  const most = Math.ceil(Math.max(8, ...groups.map(rows => rows.length)) / 8) * 8
  const columns = Object.entries(COLUMNS).map(([name, column]) => new ColumnValues(name, column, most))
  const out = new Bytes()
  const file = new ParquetFile(
    columns.map(({ form }) => form),
    out,
  )
  for (const rows of groups) {
    for (const column of columns)
      for (const [at, row] of rows.entries()) expect(column.add(row[column.name], at)).toBe(true)
    file.group(
      rows.length,
      columns.map(({ values }) => values),
    )
    for (const column of columns) column.clear()
  }
  file.end()
  return Uint8Array.from(out.all).buffer
}

/** Its rows, with integers where the reader would make floats or dates of them. */
async function read(file: ArrayBuffer): Promise<readonly Row[]> {
  const metadata = await parquetMetadataAsync(file)
  for (const element of metadata.schema)
    if (element.converted_type === 'DECIMAL') delete element.converted_type
  const parsers = {
    dateFromDays: (days: number) => days,
    timestampFromMicroseconds: (of: bigint) => of,
  }
  const rows = await parquetReadObjects({ file, metadata, parsers })
  return rows.map(row => Object.fromEntries(Object.keys(COLUMNS).map(name => [name, row[name] ?? null])))
}
const found = (rows: readonly Row[]): readonly Row[] =>
  rows.map(row =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null ? null : kindOf(name).found(value as never),
      ]),
    ),
  )

describe('a reader that is not DuckDB', () => {
  test('finds every kind of value at its edges, and what is missing', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => edge(at))
    expect(await read(written([rows]))).toEqual(found(rows))
  })

  test('finds any rows in any groups', async () => {
    const groups = fc.array(fc.array(anyRow, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(groups, async of => {
        const file = written(of)
        const { row_groups } = await parquetMetadataAsync(file)
        expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual(of.map(rows => rows.length))
        expect(await read(file)).toEqual(found(of.flat()))
      }),
      { numRuns: 40 },
    )
  })

  test('finds the thousands of rows of several groups in their order', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => ({ ...edge(at), int: at }))
    const file = written([rows.slice(0, 4_096), rows.slice(4_096, 8_192), rows.slice(8_192)])
    expect(await read(file)).toEqual(found(rows))
  })

  test('finds nothing in a file without rows, and its columns all the same', async () => {
    const file = written([])
    const { num_rows, schema } = await parquetMetadataAsync(file)
    expect([num_rows, schema.slice(1).map(({ name }) => name)]).toEqual([0n, Object.keys(COLUMNS)])
    expect(await read(file)).toEqual([])
  })

  test('hears what the values mean: kopecks are a decimal of 18 digits, two of them behind the point', async () => {
    const { schema } = await parquetMetadataAsync(written([[edge(1)]]))
    const told = Object.fromEntries(
      schema
        .slice(1)
        .filter(({ name }) => !name.startsWith('optional'))
        .map(({ name, type, converted_type, repetition_type, precision, scale }) => [
          name,
          [type, converted_type, repetition_type, precision, scale].filter(of => of !== undefined).join(' '),
        ]),
    )
    expect(told).toEqual({
      id: 'INT64 REQUIRED',
      int: 'INT64 REQUIRED',
      money: 'INT64 DECIMAL REQUIRED 18 2',
      real: 'DOUBLE REQUIRED',
      text: 'BYTE_ARRAY UTF8 REQUIRED',
      bool: 'BOOLEAN REQUIRED',
      day: 'INT32 DATE REQUIRED',
      instant: 'INT64 TIMESTAMP_MICROS REQUIRED',
      json: 'BYTE_ARRAY UTF8 REQUIRED',
    })
    expect(
      schema.filter(({ repetition_type }) => repetition_type === 'OPTIONAL').map(({ name }) => name),
    ).toEqual(Object.keys(COLUMNS).filter(name => name.startsWith('optional')))
  })
})
