import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../../../../loaders/core/declare/table.ts'
import { int, json, table, text } from '../../../../loaders/core/declare/table.ts'
import { everyKind } from '../../../../tests/support/store.ts'
import { plain } from '../duckdb/connection.ts'
import { readNdjson } from '../duckdb/read-ndjson.ts'
import { openNdjsonStage } from './ndjson-stage.ts'

const every = table('dim_test_every', {
  store: 'dims',
  key: ['n'],
  columns: everyKind,
  grain: 'One row has a column of each kind.',
})
const NONE = { big: null, sum: null, share: null, word: null, sure: null, dt: null, at: null, more: null }
const pair = (key: readonly ('a' | 'b')[]) =>
  table('dim_test_pair', {
    store: 'dims',
    key,
    columns: { a: text(), b: text(), n: int() },
    grain: 'One row is a pair.',
  })

const folder = mkdtempSync(join(tmpdir(), 'prilavok-staged-'))
let duck: DuckDBInstance
beforeAll(async () => {
  duck = await DuckDBInstance.create(':memory:', { temp_directory: folder })
})
afterAll(() => {
  duck.closeSync()
  rmSync(folder, { recursive: true })
})
let files = 0
const staging = (of: Parameters<typeof openNdjsonStage>[2] = every) =>
  openNdjsonStage(folder, String(++files), of)
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
/** Rows that DuckDB reads after staging in batches. */
async function readBack(of: Parameters<typeof openNdjsonStage>[2], batches: readonly (readonly Row[])[]) {
  const stage = staging(of)
  for (const batch of batches) if (stage.add(batch)) stage.flush()
  stage.close()
  const connection = await duck.connect()
  try {
    const result = await connection.run(`FROM ${readNdjson(stage.staged).sql} ORDER BY ALL`)
    return await result.convertRowObjects(plain)
  } finally {
    connection.closeSync()
    stage.remove()
  }
}

describe('rows of dims that wait for their commit', () => {
  test('stand in lines of JSON in their order, each with its number, without what is empty', async () => {
    const stage = staging()
    stage.add([
      { ...NONE, n: 7, sum: -150, sure: false, word: 'a "b"\n', more: { a: [1, 2n ** 60n] } },
      { ...NONE, n: 8, big: '9007199254740993', share: 0.5, dt: '2026-01-02', more: 5 },
    ])
    stage.add([{ ...NONE, n: 9, big: 2n ** 62n, at: '2026-01-02T03:04:05.678Z', more: 'x' }])
    stage.close()
    expect(linesOf(stage.staged.file)).toEqual([
      { _n: 0, n: 7, sum: -150, sure: false, word: 'a "b"\n', more: { a: [1, '1152921504606846976'] } },
      { _n: 1, n: 8, big: '9007199254740993', share: 0.5, dt: '2026-01-02', more: 5 },
      { _n: 2, n: 9, big: '4611686018427387904', at: '2026-01-02T03:04:05.678Z', more: 'x' },
    ])
    expect(stage.staged).toMatchObject({ table: every, rows: 3, repeated: false })
    stage.remove()
    expect(readdirSync(folder)).toEqual([])
  })

  test('make no file where there are none, and leave none where they are given up', async () => {
    const stage = staging()
    expect(stage.add([])).toBe(false)
    stage.flush()
    stage.close()
    expect(existsSync(stage.staged.file)).toBe(false)
    stage.remove()
    const given = staging()
    given.add([{ ...NONE, n: 1 }])
    given.flush()
    given.add([{ ...NONE, n: 2 }])
    given.remove()
    given.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('are to be written when there is much of them', async () => {
    const stage = staging()
    expect(stage.add([{ ...NONE, n: 1, word: 'x'.repeat(1_000) }])).toBe(false)
    expect(stage.add([{ ...NONE, n: 2, word: 'x'.repeat(200_000) }])).toBe(true)
    stage.flush()
    expect(stage.add([{ ...NONE, n: 3 }])).toBe(false)
    stage.close()
    expect(linesOf(stage.staged.file).map(({ n }) => n)).toEqual([1, 2, 3])
    stage.remove()
  })

  test.for([
    [
      ['a', 'b'],
      [
        ['x', 'yz'],
        ['xy', 'z'],
      ],
      false,
    ],
    [
      ['a', 'b'],
      [
        ['x', 'y'],
        ['y', 'x'],
        ['x', 'y'],
      ],
      true,
    ],
    [
      ['a'],
      [
        ['x', 'y'],
        ['y', 'y'],
      ],
      false,
    ],
    [
      ['a'],
      [
        ['x', 'y'],
        ['x', 'z'],
      ],
      true,
    ],
    [
      ['b'],
      [
        ['x', 'y'],
        ['x', 'z'],
      ],
      false,
    ],
    [[], [['x', 'y']], false],
    [
      [],
      [
        ['x', 'y'],
        ['z', 'y'],
      ],
      true,
    ],
  ] as const)('of the key (%s), %j say whether one stands there twice: %s', async ([key, rows, repeated]) => {
    const stage = staging(pair(key))
    for (const [a, b] of rows) stage.add([{ a, b, n: 1 }])
    expect(stage.staged.repeated).toBe(repeated)
    stage.remove()
  })

  test('are too many to remember their keys beyond a hundred thousand', async () => {
    const stage = staging(pair(['a']))
    const rows = Array.from({ length: 100_000 }, (_, at) => ({ a: String(at), b: '', n: 1 }))
    stage.add(rows)
    expect(stage.staged.repeated).toBe(false)
    stage.add([{ a: 'one more', b: '', n: 1 }])
    expect(stage.staged.repeated).toBe(true)
    stage.remove()
  })

  test('bound the length of their longest line', async () => {
    const stage = staging()
    for (const word of ['я', 'long'.repeat(500), '💼']) stage.add([{ ...NONE, n: word.length, word }])
    stage.close()
    const bytes = readFileSync(stage.staged.file, 'utf8')
      .split('\n')
      .map(line => Buffer.byteLength(`${line}\n`))
    expect(stage.staged.longest).toBeGreaterThanOrEqual(Math.max(...bytes))
    expect(stage.staged.longest).toBeLessThanOrEqual(3 * Math.max(...bytes))
    stage.remove()
  })

  test.for([
    [{ n: undefined }, 'dim_test_every.n: missing'],
    [{ n: null }, 'dim_test_every.n: not int: object'],
    [{ n: 0.5 }, 'dim_test_every.n: not int: number'],
    [{ big: '9223372036854775808' }, 'dim_test_every.big: not id: string'],
    [{ big: true }, 'dim_test_every.big: not id: boolean'],
    [{ sum: '1' }, 'dim_test_every.sum: not money: string'],
    [{ share: Number.NaN }, 'dim_test_every.share: not real: number'],
    [{ word: 5 }, 'dim_test_every.word: not text: number'],
    [{ sure: 1 }, 'dim_test_every.sure: not bool: number'],
    [{ dt: '2026-02-31' }, 'dim_test_every.dt: not day: string'],
    [{ dt: 5 }, 'dim_test_every.dt: not day: number'],
    [{ at: '2026-01-01T25:00:00Z' }, 'dim_test_every.at: not instant: string'],
    [{ at: 5 }, 'dim_test_every.at: not instant: number'],
    [{ more: undefined }, 'dim_test_every.more: missing'],
    [{ strange: 1 }, 'dim_test_every: no column strange'],
  ] as const)('refuse %j: %s', async ([wrong, message]) => {
    const stage = staging()
    expect(() => stage.add([{ ...NONE, n: 1, ...wrong }])).toThrow(
      expect.objectContaining({ kind: 'shape', message: expect.stringContaining(message) }),
    )
    stage.remove()
  })

  test('have what must not be empty, JSON too', async () => {
    const must = table('dim_test_must', { store: 'dims', key: [], columns: { more: json() }, grain: 'One.' })
    const stage = staging(must)
    expect(() => stage.add([{ more: null }])).toThrow(expect.objectContaining({ kind: 'shape' }))
    stage.remove()
  })
})

describe('DuckDB reads of what waits', () => {
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 3 })
  const moment = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-31'), noInvalidDate: true })
  const row = fc.record({
    big: maybe(fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
    sum: maybe(fc.maxSafeInteger()),
    // JSON knows no negative zero.
    share: maybe(fc.double({ noNaN: true, noDefaultInfinity: true }).map(of => of + 0)),
    word: maybe(fc.string({ unit: 'binary', maxLength: 40 })),
    sure: maybe(fc.boolean()),
    dt: maybe(moment.map(at => at.toISOString().slice(0, 10))),
    at: maybe(moment.map(at => at.toISOString())),
    more: maybe(fc.jsonValue().filter(value => value !== null)),
  })
  const roubles = (kopecks: number) => {
    const all = String(Math.abs(kopecks)).padStart(3, '0')
    return `${kopecks < 0 ? '-' : ''}${all.slice(0, -2)}.${all.slice(-2)}`
  }

  test('each value exactly as it was given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 10 }), { maxLength: 3 }), async batches => {
        let n = 0
        const rows = batches.map(batch => batch.map(of => ({ n: n++, ...of })))
        fc.pre(n > 0)
        const told = rows.flat().map(of => ({
          ...of,
          big: of.big === null ? null : plain(BigInt(of.big)),
          sum: of.sum === null ? null : roubles(of.sum),
          more: JSON.parse(JSON.stringify(of.more)),
        }))
        const read = await readBack(every, rows)
        expect(read.map(of => ({ ...of, more: JSON.parse(String(of.more)) }))).toEqual(told)
      }),
      { numRuns: 20 },
    )
  })

  test('the last row of each key, and the last of all where there is no key', async () => {
    const rows = [
      { a: 'x', b: 'y', n: 5 },
      { a: 'x', b: 'z', n: 4 },
      { a: 'w', b: 'y', n: 3 },
      { a: 'x', b: 'y', n: 2 },
    ]
    expect(await readBack(pair(['a', 'b']), [rows.slice(0, 2), rows.slice(2)])).toEqual([
      { a: 'w', b: 'y', n: 3 },
      { a: 'x', b: 'y', n: 2 },
      { a: 'x', b: 'z', n: 4 },
    ])
    expect(await readBack(pair(['a']), [rows])).toEqual([rows[2], rows[3]])
    expect(await readBack(pair([]), [rows])).toEqual([rows[3]])
    expect(await readBack(pair([]), [[rows[0] as Row]])).toEqual([rows[0]])
  })

  test('half a character as a sign, and a text that only looks like one as it is', async () => {
    const words = ['cut \ud83d', '\\ud83d', 'я'.repeat(200_000)]
    const rows = words.map((word, n) => ({ ...NONE, n, word, more: { word, number: 2n } }))
    const read = await readBack(every, [rows])
    const kept = ['cut \ufffd', '\\ud83d', 'я'.repeat(200_000)]
    expect(read.map(of => of.word)).toEqual(kept)
    expect(read.map(of => JSON.parse(String(of.more)))).toEqual(kept.map(word => ({ word, number: '2' })))
  })
})
