import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Row } from '../../../../loaders/core/declare/table.ts'
import { id, instant, int, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { everyKind } from '../../../../tests/support/store.ts'
import { plain } from '../duckdb/connection.ts'
import { readParquets } from '../duckdb/read-parquet.ts'
import { BufferPool, openParquetStage } from './parquet-stage.ts'

const every = table('fact_test_every', {
  store: 'facts',
  key: ['n'],
  columns: everyKind,
  grain: 'One row has a column of each kind.',
})

const folder = mkdtempSync(join(tmpdir(), 'prilavok-columns-'))
let duck: DuckDBInstance
beforeAll(async () => {
  // Left to itself it would spill into the current folder.
  duck = await DuckDBInstance.create(':memory:', { temp_directory: folder })
})
afterAll(() => {
  duck.closeSync()
  rmSync(folder, { recursive: true })
})

let files = 0
const pool = new BufferPool()
/** Rows that DuckDB reads after staging in batches. */
async function readBack(batches: readonly (readonly Row[])[]): Promise<unknown[]> {
  const staging = openParquetStage(folder, String(++files), every, pool)
  for (const batch of batches) if (staging.add(batch)) staging.flush()
  staging.close()
  const connection = await duck.connect()
  try {
    const result = await connection.run(`FROM ${readParquets(every, [staging.staged]).sql} ORDER BY n`)
    return await result.convertRowObjects(plain)
  } finally {
    connection.closeSync()
    staging.remove()
  }
}

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 3 })
const whole = fc.maxSafeInteger()
const moment = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-31'), noInvalidDate: true })
const row = fc.record({
  big: maybe(fc.oneof(whole, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String))),
  sum: maybe(whole),
  share: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
  word: maybe(fc.string({ unit: 'binary', maxLength: 80 })),
  sure: maybe(fc.boolean()),
  dt: maybe(moment.map(at => at.toISOString().slice(0, 10))),
  at: maybe(moment.map(at => at.toISOString())),
  more: maybe(fc.jsonValue().filter(value => value !== null)),
})

const roubles = (sum: number) => {
  const digits = String(Math.abs(sum)).padStart(3, '0')
  return `${sum < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
/** A row as DuckDB returns it. */
const told = (of: Row) => ({
  ...of,
  big: of.big === null ? null : plain(BigInt(of.big as string)),
  sum: of.sum === null ? null : roubles(of.sum as number),
  more: of.more === null ? null : JSON.stringify(of.more),
})

/** A row that names its columns in any order. */
const inAnyOrder = fc
  .tuple(row, fc.shuffledSubarray(Object.keys(every.columns), { minLength: 9 }))
  .map(([of, names]) => (n: number): Row => {
    const whole: Row = { n, ...of }
    return Object.fromEntries(names.map(name => [name, whole[name]]))
  })

test('DuckDB reads every kind of value as it was given, in any mixture with nothing and in any order of columns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(inAnyOrder, { maxLength: 20 }), { maxLength: 4 }), async batches => {
      let n = 0
      const rows = batches.map(batch => batch.map(of => of(n++)))
      fc.pre(n > 0)
      expect(await readBack(rows)).toEqual(rows.flat().map(told))
    }),
    { numRuns: 60 },
  )
})

test('rows of many groups come back, however they were cut into batches', async () => {
  const rows = Array.from({ length: 10_007 }, (_, n) => ({
    n,
    big: n % 3 === 0 ? null : -n,
    sum: n < 5_000 ? null : n,
    share: n / 7,
    word: n % 2 === 0 ? null : 'я'.repeat(n % 50),
    sure: n % 5 === 0 ? null : n % 2 === 0,
    dt: '2026-02-28',
    at: null,
    more: n % 1_000 === 0 ? { n } : null,
  }))
  for (const cuts of [[10_007], [1, 4_095, 5_911], [4_096, 4_096, 1_815]]) {
    let from = 0
    const batches = cuts.map(size => {
      from += size
      return rows.slice(from - size, from)
    })
    expect(await readBack(batches)).toEqual(rows.map(told))
  }
})

test('a day that the calendar does not have, and an instant of no clock, are errors of shape', async () => {
  const empty = {
    n: 1,
    big: null,
    sum: null,
    share: null,
    word: null,
    sure: null,
    dt: null,
    at: null,
    more: null,
  }
  const wrong = [
    { dt: '2026-02-31' },
    { dt: '2026-2-1' },
    { at: '2026-01-01T24:00:00Z' },
    { at: '2026-01-01T10:60:00Z' },
    { at: '2026-01-01T10:00:00' },
    { big: '9223372036854775808' },
    { sum: 2 ** 53 },
    { share: Number.POSITIVE_INFINITY },
  ]
  for (const of of wrong) {
    const staging = openParquetStage(folder, 'wrong', every, pool)
    expect(() => staging.add([{ ...empty, ...of }]), JSON.stringify(of)).toThrow(
      expect.objectContaining({ kind: 'shape' }),
    )
    staging.remove()
  }
  expect(readdirSync(folder)).toEqual([])
})

const few = table('fact_test_few', {
  store: 'facts',
  key: ['n'],
  columns: { n: int(), word: optional(text()) },
  grain: 'One row is a number.',
})
const numbers = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, at) => ({ n: from + at, word: null }))

test('a stage says how many rows, bytes and which bytes stand in its file, and when there is enough for a write', async () => {
  const staging = openParquetStage(folder, 'said', few, pool)
  expect(staging.add([])).toBe(false)
  expect(staging.add(numbers(1_000))).toBe(false)
  expect(staging.add(numbers(1_100, 1_000))).toBe(false)
  expect(staging.add(numbers(80_000, 2_100))).toBe(true)
  staging.flush()
  expect(readFileSync(staging.staged.file)).toHaveLength(staging.staged.bytes)
  expect(staging.staged.bytes).toBeGreaterThan(77_000 * 8)
  expect(staging.add(numbers(10, 82_100))).toBe(false)
  staging.flush()
  staging.close()
  const { file, ...said } = staging.staged
  const written = readFileSync(file)
  expect(said).toEqual({
    table: few,
    rows: 82_110,
    bytes: written.length,
    crc: crc32(written),
    distinct: false,
  })
  staging.remove()
  expect(readdirSync(folder)).toEqual([])
})

test('groups are full ones and the rest, and none of them is empty', async () => {
  const connection = await duck.connect()
  for (const [rows, groups] of [
    [4_096, 1],
    [4_097, 2],
    [8_192, 2],
  ] as const) {
    const staging = openParquetStage(folder, 'groups', few, pool)
    staging.add(numbers(rows))
    staging.close()
    const told = await connection.run(
      `SELECT num_row_groups::INTEGER AS groups FROM parquet_file_metadata('${staging.staged.file}')`,
    )
    expect(await told.convertRowObjects(plain)).toEqual([{ groups }])
    staging.remove()
  }
  connection.closeSync()
})

test('a stage without rows makes no file', async () => {
  const staging = openParquetStage(folder, 'none', few, pool)
  staging.add([])
  staging.flush()
  staging.close()
  expect(staging.staged).toMatchObject({ rows: 0, bytes: 0, crc: 0 })
  expect(readdirSync(folder)).toEqual([])
  staging.remove()
})

test('a column that the table does not have is an error of shape, in whichever row', async () => {
  const staging = openParquetStage(folder, 'strange', few, pool)
  for (const at of [0, 1, 2]) {
    const batch = numbers(3).map((row, index) => (index === at ? { ...row, strange: 1 } : row))
    expect(() => staging.add(batch)).toThrow('fact_test_few: no column strange')
  }
  staging.remove()
})

test('a column that a row lacks is an error of shape, whichever it is and wherever it would stand', async () => {
  const staging = openParquetStage(folder, 'lacking', few, pool)
  for (const lacking of [{ n: 2 }, { word: 'x' }, { word: 'x', n: undefined }, { n: 2, word: undefined }])
    expect(() => staging.add([{ word: 'y', n: 1 }, lacking as Row])).toThrow(
      `fact_test_few.${'n' in lacking && lacking.n ? 'word' : 'n'}: missing`,
    )
  staging.remove()
})

test('buffers of the pool go from hand to hand, cleared, while something is being read, and then back to the system', () => {
  const own = new BufferPool()
  const [first, second, third] = [own.acquire(few), own.acquire(few), own.acquire(few)]
  for (const [at, column] of first.columns.entries()) column.add([1, 'x'][at], 0)
  first.bytes.byte(1)
  own.release(few, first)
  own.release(few, second)
  const again = [own.acquire(few), own.acquire(few)]
  expect(new Set(again)).toEqual(new Set([first, second]))
  expect(first.bytes.length).toBe(0)
  expect(first.columns.map(({ values }) => values.count)).toEqual([0, 0])
  expect(own.acquire(every).columns).toHaveLength(9)
  for (const room of [...again, third]) own.release(few, room)
  expect([first, second, third]).toContain(own.acquire(few))
})

test.for(['close', 'remove'] as const)('what a stage took it gives back when it is over: %s', async how => {
  const own = new BufferPool()
  const held = own.acquire(few)
  const staging = openParquetStage(folder, 'over', few, own)
  staging.add(numbers(3))
  await staging[how]()
  own.release(few, held)
  // Nothing is being read, so nothing is kept.
  expect(own.acquire(few)).not.toBe(held)
  staging.remove()
})

const keyed = table('fact_test_keyed', {
  store: 'facts',
  key: ['big', 'at', 'word'],
  columns: { big: id(), at: instant(), word: text() },
  grain: 'One row has a key of three kinds.',
})
const keyOf = (big: unknown, at: string, word = 'a') => ({ big, at, word }) as Row
const T = '2026-01-02T03:04:05'

test('keys are distinct where the database would find no two of them equal, however they are written', async () => {
  for (const [first, second, distinct] of [
    [keyOf('5', `${T}Z`), keyOf('5', `${T}Z`), false],
    [keyOf('5', `${T}Z`), keyOf(5n, `${T}.000Z`), false],
    [keyOf('05', `${T}Z`), keyOf(5, `${T}Z`), false],
    [keyOf('5', `${T}Z`), keyOf('6', `${T}Z`), true],
    [keyOf('5', `${T}Z`), keyOf('5', `${T}.001Z`), true],
    [keyOf('5', `${T}Z`, 'a","b'), keyOf('5', `${T}Z`, 'a'), true],
  ] as const) {
    const staging = openParquetStage(folder, String(++files), keyed, pool)
    staging.add([first])
    staging.add([second])
    staging.close()
    expect([first, second, staging.staged.distinct]).toEqual([first, second, distinct])
    const [{ keys = 0 } = {}] = (
      await (
        await duck.connect()
      ).runAndReadAll(
        `SELECT count(*) AS keys FROM (SELECT DISTINCT * FROM ${readParquets(keyed, [staging.staged]).sql})`,
      )
    ).getRowObjects()
    expect(Number(keys)).toBe(distinct ? 2 : 1)
  }
})

test('of more rows than a few nobody says whether their keys are distinct', async () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => keyOf(String(from + at), `${T}Z`))
  const staging = openParquetStage(folder, String(++files), keyed, pool)
  expect(staging.staged.distinct).toBe(true)
  staging.add(rows(0, 999))
  expect(staging.staged.distinct).toBe(true)
  staging.add(rows(0, 3))
  expect(staging.staged.distinct).toBe(false)
  staging.remove()
})
