import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Row } from '../../../loaders/core/table.ts'
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
  table,
  text,
} from '../../../loaders/core/table.ts'
import { plain } from './duck.ts'
import { readTogether } from './read-columns.ts'
import { Rooms, stagingColumns } from './staged-columns.ts'

const every = table('fact_test_every', {
  store: 'facts',
  key: ['n'],
  columns: {
    n: int(),
    big: optional(id()),
    sum: optional(money()),
    share: optional(real()),
    word: optional(text()),
    sure: optional(bool()),
    dt: optional(day()),
    at: optional(instant()),
    more: optional(json()),
  },
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
const rooms = new Rooms()
/** What DuckDB reads of rows that were staged in batches. */
async function readBack(batches: readonly (readonly Row[])[]): Promise<unknown[]> {
  const staging = stagingColumns(folder, String(++files), every, rooms)
  for (const batch of batches) if (staging.add(batch)) await staging.flush()
  await staging.close()
  const connection = await duck.connect()
  try {
    const result = await connection.run(`FROM ${readTogether(every, [staging.staged]).sql} ORDER BY n`)
    return await result.convertRowObjects(plain)
  } finally {
    connection.closeSync()
    await staging.remove()
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
/** A row as DuckDB tells it. */
const told = (of: Row) => ({
  ...of,
  big: of.big === null ? null : plain(BigInt(of.big as string)),
  sum: of.sum === null ? null : roubles(of.sum as number),
  more: of.more === null ? null : JSON.stringify(of.more),
})

test('DuckDB reads every kind of value as it was given, in any mixture with nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 }), async batches => {
      let n = 0
      const rows = batches.map(batch => batch.map(of => ({ n: n++, ...of })))
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
    const staging = stagingColumns(folder, 'wrong', every, rooms)
    expect(() => staging.add([{ ...empty, ...of }]), JSON.stringify(of)).toThrow(
      expect.objectContaining({ kind: 'shape' }),
    )
    await staging.remove()
  }
  expect(readdirSync(folder)).toEqual([])
})
