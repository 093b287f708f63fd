import { expect, test } from 'vitest'
import type { Row, Table } from '../../../../loaders/core/declare/table.ts'
import { int, json, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { duckInMemory } from '../../../../tests/support/duck-memory.ts'
import type { Source } from '../commit/sql-script.ts'
import { BufferPool, openParquetStage, type StagedParquet } from '../staging/parquet-stage.ts'
import { plain } from './connection.ts'
import { readParquet, readParquets } from './read-parquet.ts'

const { folder, connection } = duckInMemory()

const pairs = (key: readonly ('a' | 'b')[]): Table =>
  table('fact_test_pairs', {
    store: 'facts',
    key,
    columns: { a: int(), b: int(), word: text(), more: optional(json()) },
    grain: 'One row is a pair.',
  })
const row = (a: number, b: number, word: string): Row => ({ a, b, word, more: { word } })
let files = 0
const pool = new BufferPool()
async function stage(of: Table, rows: readonly Row[]): Promise<StagedParquet> {
  const staging = openParquetStage(folder, String(++files), of, pool)
  staging.add(rows)
  staging.close()
  return staging.staged
}
const read = async ({ sql }: Source) =>
  (await connection().run(`SELECT a || ' ' || b || ' ' || word FROM ${sql} ORDER BY ALL`))
    .getRows()
    .then(rows => rows.flat())
/** Where the last rows of a stage stand, and what had to be asked to know it. */
async function last(staged: StagedParquet) {
  const asked: string[] = []
  const script = readParquet(staged)
  let step = script.next()
  while (!step.done) {
    asked.push(step.value.sql)
    const [[value] = []] = await (await connection().run(step.value.sql)).getRows()
    step = script.next(Number(value))
  }
  return { source: step.value, asked }
}

test('the rows of several slices stand together, those without a row left out', async () => {
  const of = pairs(['a'])
  const all = [
    await stage(of, [row(1, 1, 'x')]),
    await stage(of, []),
    await stage(of, [row(2, 1, 'y'), row(3, 1, 'z')]),
  ]
  const source = readParquets(of, all)
  expect(source).toMatchObject({ table: of, rows: 3 })
  expect(await read(source)).toEqual(['1 1 x', '2 1 y', '3 1 z'])
  const described = await connection().run(`DESCRIBE FROM ${source.sql}`)
  const types = (await described.convertRowObjects(plain)).map(({ column_name, column_type }) => [
    column_name,
    column_type,
  ])
  expect(types).toEqual([
    ['a', 'BIGINT'],
    ['b', 'BIGINT'],
    ['word', 'VARCHAR'],
    ['more', 'JSON'],
  ])
})

test.for([
  [
    ['a', 'b'],
    [
      [1, 1, 'x'],
      [1, 2, 'y'],
      [1, 1, 'z'],
      [2, 2, 'w'],
      [1, 1, 'v'],
    ],
    ['1 1 v', '1 2 y', '2 2 w'],
  ],
  [
    ['a', 'b'],
    [
      [1, 2, 'x'],
      [2, 1, 'y'],
    ],
    ['1 2 x', '2 1 y'],
  ],
  [
    ['a'],
    [
      [1, 2, 'x'],
      [2, 1, 'y'],
      [1, 1, 'z'],
    ],
    ['1 1 z', '2 1 y'],
  ],
  [
    ['a'],
    [
      [1, 2, 'x'],
      [2, 1, 'y'],
    ],
    ['1 2 x', '2 1 y'],
  ],
  [[], [[1, 2, 'x']], ['1 2 x']],
  [
    [],
    [
      [1, 2, 'x'],
      [1, 2, 'y'],
    ],
    ['1 2 y'],
  ],
] as const)('of the key (%s), of %j the last rows count: %j', async ([key, rows, expected]) => {
  const staged = await stage(
    pairs(key),
    rows.map(([a, b, word]) => row(a, b, word)),
  )
  const { source } = await last(staged)
  expect(source.rows).toBe(expected.length)
  expect(await read(source)).toEqual(expected)
})

test('a stage without rows, whose file was never made, is not asked', async () => {
  const staged = await stage(pairs(['a']), [])
  expect(await last(staged)).toMatchObject({ source: { rows: 0 }, asked: [] })
})
