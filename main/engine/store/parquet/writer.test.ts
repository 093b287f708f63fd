import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duckInMemory } from '../../../../tests/support/duck-memory.ts'
import { Bytes } from './bytes.ts'
import { MEANING, type ParquetColumn, ParquetFile, PHYSICAL } from './writer.ts'

const { folder, connection } = duckInMemory()

type Cell = bigint | null
const long = (name: string, optional: boolean): ParquetColumn => ({
  name,
  optional,
  physical: PHYSICAL.int64,
})

let files = 0
/** A file of integers by group and column; its bytes are removed after each group or only at the end. */
function fileOf(
  columns: readonly ParquetColumn[],
  groups: readonly (readonly (readonly Cell[])[])[],
  often = true,
): string {
  const out = new Bytes()
  const parquet = new ParquetFile(columns, out)
  const pieces: Buffer[] = []
  const takeAway = () => {
    pieces.push(Buffer.from(out.all))
    out.clear()
  }
  for (const cells of groups) {
    const rows = cells[0]?.length ?? 0
    const values = cells.map(column => {
      const plain = new Bytes()
      const present = new Uint8Array(Math.ceil(rows / 8) + 3)
      let count = 0
      for (const [at, cell] of column.entries()) {
        if (cell === null) continue
        plain.bigint64(cell)
        present[at >> 3] = (present[at >> 3] as number) | (1 << (at & 7))
        count += 1
      }
      return { plain: plain.all, count, present }
    })
    parquet.group(rows, values)
    if (often) takeAway()
  }
  parquet.end()
  takeAway()
  const file = join(folder, `${++files}.parquet`)
  writeFileSync(file, Buffer.concat(pieces))
  return file
}
async function ask(sql: string) {
  return (await connection().run(sql)).getRowObjectsJson()
}

test('DuckDB reads what stands in any groups of rows, where all, none or some of them have a value', async () => {
  const cell = fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: null })
  const group = fc.integer({ min: 1, max: 150 }).chain(rows =>
    fc.tuple(
      fc.array(
        cell.map(of => of ?? 0n),
        { minLength: rows, maxLength: rows },
      ),
      fc.oneof(
        fc.array(cell, { minLength: rows, maxLength: rows }),
        fc.constantFrom(1n, null).map(of => Array.from({ length: rows }, () => of)),
      ),
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 4 }), async groups => {
      const file = fileOf([long('a', false), long('b', true)], groups)
      const rows = groups.flatMap(([a, b]) => a.map((of, at) => [of, b[at]]))
      expect(await (await connection().run(`FROM read_parquet('${file}')`)).getRows()).toEqual(rows)
    }),
    { numRuns: 15 },
  )
})

test.for([1, 3, 8, 9, 63, 64, 65, 500, 504, 505, 512, 1_024, 8_192, 8_193])(
  '%i rows of a group come back, be there a value in all of them, in all but one, in one alone or in none',
  async rows => {
    const of = (has: (at: number) => boolean) =>
      Array.from({ length: rows }, (_, at) => (has(at) ? BigInt(at) : null))
    const cells = [of(() => true), of(at => at < rows - 1), of(at => at === rows - 1), of(() => false)]
    for (const often of [true, false]) {
      const file = fileOf(
        cells.map((_, at) => long(`c${at}`, true)),
        [cells, cells],
        often,
      )
      const read = await (await connection().run(`FROM read_parquet('${file}')`)).getColumns()
      expect(read).toEqual(cells.map(column => [...column, ...column]))
    }
  },
)

test('says of each column what it is', async () => {
  const columns: readonly ParquetColumn[] = [
    { name: 'sum', optional: false, physical: PHYSICAL.int64, meaning: MEANING.decimal, digits: [18, 2] },
    { name: 'слово', optional: true, physical: PHYSICAL.bytes, meaning: MEANING.text },
    { name: 'day', optional: true, physical: PHYSICAL.int32, meaning: MEANING.day },
    { name: 'at', optional: true, physical: PHYSICAL.int64, meaning: MEANING.micros },
    { name: 'share', optional: true, physical: PHYSICAL.double },
    { name: 'sure', optional: true, physical: PHYSICAL.bool },
  ]
  const file = fileOf(columns, [columns.map(of => [of.optional ? null : 150n])])
  expect(
    await ask(
      `SELECT name, type, repetition_type, num_children, converted_type, scale, precision FROM parquet_schema('${file}')`,
    ),
  ).toEqual(
    [
      ['rows', null, null, '6', null, null, null],
      ['sum', 'INT64', 'REQUIRED', null, 'DECIMAL', '2', '18'],
      ['слово', 'BYTE_ARRAY', 'OPTIONAL', null, 'UTF8', null, null],
      ['day', 'INT32', 'OPTIONAL', null, 'DATE', null, null],
      ['at', 'INT64', 'OPTIONAL', null, 'TIMESTAMP_MICROS', null, null],
      ['share', 'DOUBLE', 'OPTIONAL', null, null, null, null],
      ['sure', 'BOOLEAN', 'OPTIONAL', null, null, null, null],
    ].map(([name, type, repetition_type, num_children, converted_type, scale, precision]) => ({
      name,
      type,
      repetition_type,
      num_children,
      converted_type,
      scale,
      precision,
    })),
  )
  expect(await ask(`FROM read_parquet('${file}')`)).toEqual([
    { sum: '1.50', слово: null, day: null, at: null, share: null, sure: null },
  ])
})

test('counts its rows, groups and bytes, and says where each chunk lies', async () => {
  const groups = [
    [
      [1n, 2n, 3n],
      [1n, null, 3n],
    ],
    [[4n], [null]],
  ]
  const file = fileOf([long('a', false), long('b', true)], groups)
  expect(
    await ask(`SELECT num_rows, num_row_groups, format_version FROM parquet_file_metadata('${file}')`),
  ).toEqual([{ num_rows: '4', num_row_groups: '2', format_version: '1' }])
  // A page is a header of 17 bytes and its values, after 6 bytes of definition levels if the column is nullable.
  expect(
    await ask(
      `SELECT row_group_num_rows, row_group_bytes, path_in_schema, num_values, data_page_offset, total_compressed_size, total_uncompressed_size, encodings, compression FROM parquet_metadata('${file}') ORDER BY row_group_id, column_id`,
    ),
  ).toEqual(
    [
      ['3', '80', 'a', '4', '41'],
      ['3', '80', 'b', '45', '39'],
      ['1', '48', 'a', '84', '25'],
      ['1', '48', 'b', '109', '23'],
    ].map(([rows, bytes, path_in_schema, data_page_offset, size]) => ({
      row_group_num_rows: rows,
      row_group_bytes: bytes,
      path_in_schema,
      num_values: rows,
      data_page_offset,
      total_compressed_size: size,
      total_uncompressed_size: size,
      encodings: 'PLAIN, RLE',
      compression: 'UNCOMPRESSED',
    })),
  )
})

test.for([
  [13, 1],
  [14, 15],
  [15, 14],
  [16, 16],
  [130, 1],
  [1, 130],
])('%i columns in %i groups are told and read', async ([width, height]) => {
  const columns = Array.from({ length: width as number }, (_, at) => long(`c${at}`, false))
  const groups = Array.from({ length: height as number }, (_, group) =>
    columns.map((_, at) => [BigInt(group * 1_000 + at)]),
  )
  const file = fileOf(columns, groups)
  expect(await ask(`SELECT num_rows, num_row_groups FROM parquet_file_metadata('${file}')`)).toEqual([
    { num_rows: String(height), num_row_groups: String(height) },
  ])
  expect(await (await connection().run(`FROM read_parquet('${file}')`)).getRows()).toEqual(
    groups.map(group => group.flat()),
  )
})

test.for([127, 128, 16_384])('a name of %i letters comes back', async length => {
  const name = 'n'.repeat(length)
  expect(
    await ask(`SELECT name FROM parquet_schema('${fileOf([long(name, false)], [[[1n]]])}') OFFSET 1`),
  ).toEqual([{ name }])
})
