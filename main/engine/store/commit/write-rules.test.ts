import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream, Write } from '../../../../loaders/core/declare/stream.ts'
import type { Row, Table } from '../../../../loaders/core/declare/table.ts'
import { day, instant, int, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { sliceOf, streamInto } from '../../../../tests/support/store.ts'
import { createSql, name, relationOf } from '../schema/ddl.ts'
import { type Dims, runScript } from '../sqlite/connection.ts'
import { countExisting, inList, rowsToReplace } from './replaced.ts'
import { type Source, within } from './sql-script.ts'
import { finishSnapshot, isBatchable, writeFresh, writeSlice } from './write.ts'

// The same SQL is for both databases: here SQLite, in memory, holds the tables.
const columns = { dt: day(), sku: int(), tag: text(), n: optional(int()) }
const of = (title: string, key: readonly (keyof typeof columns)[], dated = true): Table =>
  table(title, {
    store: 'dims',
    key,
    columns,
    ...(dated ? { day: 'dt' } : {}),
    grain: 'One row is a number.',
  })
const daily = of('daily', ['dt', 'sku', 'tag'])
const other = of('other', ['sku', 'dt'])
const timeless = of('timeless', ['sku'], false)
const single = of('single', [], false)
const unkeyed = of('unkeyed', ['sku'])
const all = [daily, other, timeless, single, unkeyed]
const D = (nth: number) => `2026-03-${String(nth).padStart(2, '0')}`

let db: Dims
beforeEach(() => {
  db = new Database(':memory:')
  // SQLite has none of its own.
  db.function('hash', { varargs: true, deterministic: true }, (...values) => JSON.stringify(values))
  for (const each of all) db.exec(createSql(relationOf(each)))
})
const row = (nth: number, sku: number, n: number | null, tag = 'a'): Row => ({ dt: D(nth), sku, tag, n })
/** Rows that wait; of none nothing may be read. */
function sourceOf(into: Table, rows: readonly Row[]): Source {
  if (rows.length === 0) return within(into, 0, 'nowhere')
  const staged = name(`staged_${into.name}`)
  db.exec(
    `DROP TABLE IF EXISTS temp.${staged}; CREATE TEMP TABLE ${staged} (dt TEXT, sku INTEGER, tag TEXT, n INTEGER)`,
  )
  const insert = db.prepare(`INSERT INTO temp.${staged} VALUES (?, ?, ?, ?)`)
  for (const { dt, sku, tag, n } of rows) insert.run(dt, sku, tag, n)
  return within(into, rows.length, `temp.${staged}`)
}
const load = (shopId: number, stream: Stream, slice: Slice, ...rows: (readonly Row[])[]) =>
  runScript(
    db,
    writeSlice(
      shopId,
      stream,
      slice,
      stream.into.map((into, at) => sourceOf(into, rows[at] ?? [])),
    ),
  )
const held = ({ name: title }: Table, shopId = 1) =>
  db
    .prepare(
      `SELECT CAST(substr(dt, 9) AS INTEGER) || ' ' || sku || ' ' || tag || ' ' || coalesce(n, '-') FROM ${title} WHERE shop_id = ? ORDER BY dt, sku, tag`,
    )
    .pluck()
    .all(shopId)
const NOTHING = { rows: 0, added: 0, changed: 0, removed: 0, empty: false }

describe('a slice of two tables', () => {
  const modes: readonly (readonly [string, Write])[] = [
    ['upsert', { mode: 'upsert' }],
    ['upsert by parent', { mode: 'upsert', parent: 'sku' }],
    ['replace', { mode: 'replace' }],
    ['snapshot', { mode: 'snapshot', zero: ['n'] }],
  ]
  test.for(modes)('has rows for one of them alone and counts both: %s', ([, write]) => {
    const stream = streamInto([daily, other], write)
    expect(load(1, stream, sliceOf(D(1)), [row(1, 1, 5)], [])).toEqual({ ...NOTHING, rows: 1, added: 1 })
    expect(load(1, stream, sliceOf(D(1)), [], [row(1, 1, 5), row(1, 2, 5)])).toEqual({
      ...NOTHING,
      rows: 2,
      added: 2,
      // The only row of the other table goes, or is zero from then on.
      removed: ['replace', 'snapshot'].includes(write.mode) ? 1 : 0,
    })
    expect(load(1, stream, sliceOf(D(1)), [row(1, 1, 6)], [row(1, 1, 5), row(1, 2, 6)])).toMatchObject({
      rows: 3,
      changed: write.mode === 'replace' ? 1 : 2,
    })
    expect(held(other)).toEqual(['1 1 a 5', '1 2 a 6'])
    expect(held(daily)).toEqual(['1 1 a 6'])
  })
  test('takes the rows of one away whose answer has none, where the other has some', () => {
    const stream = streamInto([daily, other], { mode: 'replace' })
    load(1, stream, sliceOf(D(1)), [row(1, 1, 5)], [row(1, 1, 5)])
    expect(load(1, stream, sliceOf(D(1)), [], [row(1, 1, 5)])).toEqual({ ...NOTHING, rows: 1, removed: 1 })
    expect([held(daily), held(other)]).toEqual([[], ['1 1 a 5']])
  })
  test('zeroes each by what it says of the table', () => {
    const stream = streamInto([daily, other], {
      mode: 'snapshot',
      zero: ['n'],
      scope: { tag: 'a' },
      of: { other: { zero: ['n'], scope: { tag: 'b' } } },
    })
    load(1, stream, sliceOf(D(1)), [row(1, 1, 5), row(1, 1, 5, 'b')], [row(1, 1, 5), row(1, 2, 5, 'b')])
    load(1, stream, sliceOf(D(2)), [row(2, 9, 1)], [])
    expect(held(daily)).toEqual(['1 1 a 5', '1 1 b 5', '2 1 a 0', '2 9 a 1'])
    expect(held(other)).toEqual(['1 1 a 5', '1 2 b 5', '2 2 b 0'])
  })
})

describe('the counts of a slice', () => {
  test.for([['upsert'], ['replace']] as const)(
    'tell what is new, what differs and what is as it was: %s',
    ([mode]) => {
      const stream = streamInto([daily], { mode })
      expect(load(1, stream, sliceOf(D(1), D(2)), [row(1, 1, 5), row(2, 1, null)])).toEqual({
        ...NOTHING,
        rows: 2,
        added: 2,
      })
      expect(load(1, stream, sliceOf(D(1), D(2)), [row(1, 1, 5), row(2, 1, null)])).toEqual({
        ...NOTHING,
        rows: 2,
      })
      expect(load(1, stream, sliceOf(D(1), D(2)), [row(1, 1, 5), row(2, 1, 3)])).toEqual({
        ...NOTHING,
        rows: 2,
        changed: 1,
      })
      expect(load(1, stream, sliceOf(D(1), D(2)), [row(1, 1, 5), row(2, 1, 3), row(2, 2, 4)])).toEqual({
        ...NOTHING,
        rows: 3,
        added: 1,
      })
      expect(held(daily)).toEqual(['1 1 a 5', '2 1 a 3', '2 2 a 4'])
      // One row alone.
      expect(load(1, stream, sliceOf(D(5)), [row(5, 1, 1)])).toEqual({ ...NOTHING, rows: 1, added: 1 })
      expect(load(1, stream, sliceOf(D(5)), [row(5, 1, 1)])).toEqual({ ...NOTHING, rows: 1 })
    },
  )
  test('of a log count only what changed', () => {
    const heard = table('heard', {
      store: 'dims',
      key: ['sku', 'at'],
      columns: { sku: int(), at: instant(), n: int() },
      grain: 'One row is what was heard.',
    })
    db.exec(createSql(relationOf(heard)))
    const stream = streamInto([heard], { mode: 'log', at: 'at', ids: 'sku' })
    const look = (shopId: number, at: string, ...numbers: readonly number[]) => {
      db.exec('DROP TABLE IF EXISTS temp.said; CREATE TEMP TABLE said (sku, at, n)')
      for (const [sku, n] of numbers.entries())
        db.prepare('INSERT INTO temp.said VALUES (?, ?, ?)').run(sku, at, n)
      const sources = [within(heard, numbers.length, numbers.length > 0 ? 'temp.said' : 'nowhere')]
      return runScript(db, writeSlice(shopId, stream, sliceOf(D(1), D(1), { at }), sources))
    }
    expect(look(1, `${D(1)}T10:01:00.000Z`, 5, 6)).toEqual({ ...NOTHING, rows: 2, added: 2 })
    expect(look(1, `${D(1)}T10:31:00.000Z`, 5, 7)).toEqual({ ...NOTHING, rows: 1, added: 1 })
    expect(look(1, `${D(1)}T10:59:00.000Z`, 5, 7)).toEqual(NOTHING)
    expect(look(1, `${D(1)}T11:00:00.000Z`, 5, 7)).toEqual({ ...NOTHING, rows: 2, added: 2 })
    // Another response of the same instant replaces the first; where it repeats the previous state, nothing is added.
    expect(look(1, `${D(1)}T11:05:00.000Z`, 5, 8)).toEqual({ ...NOTHING, rows: 1, added: 1 })
    expect(look(1, `${D(1)}T11:05:00.000Z`, 5, 9)).toEqual({ ...NOTHING, rows: 1, changed: 1 })
    expect(look(1, `${D(1)}T11:05:00.000Z`, 5, 7)).toEqual({ ...NOTHING, changed: 1 })
    expect(look(1, `${D(1)}T11:10:00.000Z`)).toEqual({ ...NOTHING, empty: true })
    expect(look(2, `${D(1)}T11:10:00.000Z`)).toEqual(NOTHING)
  })
})

describe('an answer without a row', () => {
  /** With a row that is of another day than is spoken of. */
  const cases: readonly (readonly [string, Write, Row])[] = [
    ['replace', { mode: 'replace', ids: 'sku' }, row(1, 1, 5)],
    ['snapshot', { mode: 'snapshot', zero: ['n'], ids: 'sku' }, row(12, 1, 5)],
    ['log', { mode: 'log', at: 'dt', ids: 'sku' }, row(12, 3, 5)],
  ]
  test.for(cases)(
    'is told only where the shop itself has rows of its days and ids: %s',
    ([, write, stray]) => {
      const stream = streamInto([daily], write)
      expect(load(1, stream, sliceOf(D(2)))).toEqual(NOTHING)
      runScript(db, writeFresh(2, [sourceOf(daily, [row(2, 1, 5)])]))
      runScript(db, writeFresh(1, [sourceOf(daily, [stray, row(2, 2, 5)])]))
      expect(load(1, stream, sliceOf(D(2), D(2), { ids: [1] }))).toEqual(NOTHING)
      expect(load(1, stream, sliceOf(D(2), D(2), { ids: [2] }))).toEqual({ ...NOTHING, empty: true })
      expect(load(1, stream, sliceOf(D(2)))).toEqual({ ...NOTHING, empty: true })
      expect([held(daily).length, held(daily, 2)]).toEqual([2, ['2 1 a 5']])
    },
  )
  test('takes nothing away and tells nothing where rows only join', () => {
    load(1, streamInto([daily]), sliceOf(D(1)), [row(1, 1, 5)])
    expect(load(1, streamInto([daily]), sliceOf(D(1)))).toEqual(NOTHING)
    expect(runScript(db, countExisting(1, daily, { mode: 'upsert' }, sliceOf(D(1))))).toBe(0)
  })
  test('of a log is reported for a day and no longer', () => {
    const write: Write = { mode: 'log', at: 'dt', ids: 'sku' }
    load(1, streamInto([daily]), sliceOf(D(1)), [row(1, 1, 5)])
    for (const [nth, told] of [
      [1, 1],
      [2, 1],
      [3, 0],
    ] as const)
      expect(runScript(db, countExisting(1, daily, write, sliceOf(D(nth))))).toBe(told)
    runScript(db, writeFresh(1, [sourceOf(timeless, [row(1, 1, 5)])]))
    expect(runScript(db, countExisting(1, timeless, write, sliceOf(D(20))))).toBe(1)
  })
  test('of a shelf with only zeros is not reported', () => {
    const stream = streamInto([daily], { mode: 'snapshot', zero: ['n'] })
    load(1, stream, sliceOf(D(1)), [row(1, 1, 0), row(1, 2, null)])
    expect(load(1, stream, sliceOf(D(2)))).toEqual(NOTHING)
  })
})

describe('slices that are written in one go', () => {
  test('are of streams whose rows only join or take the place of others', () => {
    const modes: readonly (readonly [Write, boolean])[] = [
      [{ mode: 'upsert' }, true],
      [{ mode: 'upsert', parent: 'sku' }, false],
      [{ mode: 'replace' }, true],
      [{ mode: 'snapshot', zero: ['n'] }, false],
      [{ mode: 'log', at: 'dt', ids: 'sku' }, false],
    ]
    for (const [write, adding] of modes) expect(isBatchable(streamInto([daily], write))).toBe(adding)
  })
  test('bring the rows of those that have any', () => {
    runScript(db, writeFresh(1, [sourceOf(daily, [row(20, 1, 5)]), sourceOf(other, [])]))
    expect(held(daily)).toContain('20 1 a 5')
    expect(() => runScript(db, writeFresh(1, [sourceOf(daily, [row(20, 1, 6)])]))).toThrow('UNIQUE')
  })

  const theirs = (stream: Stream, slices: readonly Slice[]) =>
    rowsToReplace(1, stream, slices).map(from => Number(db.prepare(`SELECT count(*) ${from}`).pluck().get()))
  const replacing = (into: Table, ids?: 'sku') =>
    streamInto([into], ids ? { mode: 'replace', ids } : { mode: 'replace' })
  beforeEach(() => {
    for (const into of [daily, timeless])
      for (const shopId of [1, 2])
        runScript(
          db,
          writeFresh(shopId, [sourceOf(into, [row(1, 1, 5), row(3, 2, 5), row(5, 3, 5), row(9, 4, 5)])]),
        )
  })
  test('replace the rows of their days, whatever their order', () => {
    expect(theirs(replacing(daily), [sliceOf(D(1))])).toEqual([1])
    expect(theirs(replacing(daily), [sliceOf(D(9)), sliceOf(D(3)), sliceOf(D(1))])).toEqual([3])
    expect(theirs(replacing(daily), [sliceOf(D(2)), sliceOf(D(4)), sliceOf(D(6), D(8))])).toEqual([0])
    expect(theirs(replacing(daily), [sliceOf(D(3), D(5)), sliceOf(D(1), D(3))])).toEqual([3])
  })
  test('replace the rows of their ids', () => {
    const slice = (nth: number, ...ids: number[]) => sliceOf(D(nth), D(nth), { ids })
    expect(theirs(replacing(daily, 'sku'), [slice(1, 1), slice(3, 1), slice(5, 3, 4)])).toEqual([2])
    expect(theirs(replacing(timeless, 'sku'), [slice(1, 1, 2), slice(2, 3)])).toEqual([3])
    expect(theirs(replacing(timeless, 'sku'), [slice(1, 1)])).toEqual([1])
    expect(theirs(replacing(timeless, 'sku'), [slice(1, 1), slice(2)]), 'one of them asks for all').toEqual([
      4,
    ])
    expect(theirs(replacing(timeless), [slice(1), slice(2)])).toEqual([4])
  })
  test('take the place of nothing where they join', () => {
    expect(theirs(streamInto([daily]), [sliceOf(D(1))])).toEqual([])
  })
})

describe('rows of a parent', () => {
  test('are those of its last answer, be it one row alone, and rows of no other parent or shop go', () => {
    const stream = streamInto([daily], { mode: 'upsert', parent: 'sku' })
    const rows = [row(1, 1, 5), row(2, 1, 5), row(1, 2, 5), row(1, 2, 6, 'b')]
    for (const shopId of [1, 2]) load(shopId, stream, sliceOf(D(1)), rows)
    load(1, stream, sliceOf(D(4)), [row(2, 1, 7)])
    expect(held(daily)).toEqual(['1 2 a 5', '1 2 b 6', '2 1 a 7'])
    load(1, stream, sliceOf(D(4)), [row(1, 2, 6, 'b'), row(3, 2, 1)])
    expect(held(daily)).toEqual(['1 2 b 6', '2 1 a 7', '3 2 a 1'])
    expect(held(daily, 2)).toHaveLength(4)
  })
  test('join where no parent is named', () => {
    const stream = streamInto([daily])
    load(1, stream, sliceOf(D(1)), [row(1, 1, 5)])
    load(1, stream, sliceOf(D(1)), [row(1, 2, 5)])
    expect(held(daily)).toHaveLength(2)
  })
})

describe('a replaced table', () => {
  test('without a key holds the one row that came', () => {
    const stream = streamInto([single], { mode: 'replace' })
    load(1, stream, sliceOf(D(1)), [row(1, 1, 5)])
    expect(load(1, stream, sliceOf(D(2)), [row(2, 2, 6)])).toMatchObject({ rows: 1, added: 0, changed: 1 })
    expect(held(single)).toEqual(['2 2 a 6'])
  })
})

describe('a snapshot', () => {
  const write: Write = { mode: 'snapshot', zero: ['n'], ids: 'sku' }
  const stream = streamInto([daily], write)
  const slice = (nth: number, ...ids: number[]) =>
    sliceOf(D(nth), D(nth), { window: { start: D(nth), days: 1 }, batch: `${ids}`, ids })
  const finish = (of: Stream, slices: readonly Slice[]) => runScript(db, finishSnapshot(1, of, slices))

  test('zeroes at its end what none of its slices asked for, in all of its tables, and counts it', () => {
    const both = streamInto([daily, other], write)
    load(1, both, slice(1, 1, 2, 3), [row(1, 1, 5), row(1, 2, 5), row(1, 3, 0)], [row(1, 2, 5)])
    load(2, both, slice(1, 2), [row(1, 2, 5)], [])
    load(1, both, slice(2, 1), [row(2, 1, 6)], [])
    expect(finish(both, [slice(2, 1)])).toBe(2)
    expect(held(daily)).toEqual(['1 1 a 5', '1 2 a 5', '1 3 a 0', '2 1 a 6', '2 2 a 0'])
    expect(held(other)).toEqual(['1 2 a 5', '2 2 a 0'])
    expect(held(daily, 2)).toEqual(['1 2 a 5'])
    expect(finish(both, [slice(2, 1)])).toBe(0)
  })
  test('zeroes what was there in the week before its last day, and lets older rows rest', () => {
    load(1, stream, slice(1, 1), [row(1, 1, 5)])
    load(1, stream, slice(2, 2), [row(2, 2, 5)])
    load(1, stream, slice(9, 3), [row(9, 3, 5)])
    expect(finish(stream, [slice(10)])).toBe(2)
    expect(held(daily).slice(3)).toEqual(['10 2 a 0', '10 3 a 0'])
  })
  test('zeroes all at its end where it knows of none to ask for', () => {
    expect(finish(stream, [slice(1)])).toBe(0)
    load(1, stream, slice(1, 1), [row(1, 1, 5)])
    expect(finish(stream, [slice(2)])).toBe(1)
    expect(held(daily)).toEqual(['1 1 a 5', '2 1 a 0'])
  })
  test('has nothing to end where each slice spoke for all, or there was none', () => {
    load(1, stream, slice(1, 1), [row(1, 1, 5)])
    expect(finish(streamInto([daily], { mode: 'snapshot', zero: ['n'] }), [slice(1)])).toBe(0)
    expect(finish(stream, [])).toBe(0)
    expect(finish(streamInto([daily], { mode: 'replace', ids: 'sku' }), [slice(2)])).toBe(0)
    expect(held(daily)).toEqual(['1 1 a 5'])
  })
  test('takes of a row that vanished all but what is zeroed, and looks at no day after its own', () => {
    load(1, stream, slice(1, 1, 2), [row(1, 1, 5), row(1, 2, 5, 'b')])
    runScript(db, writeFresh(1, [sourceOf(daily, [row(20, 1, 7)])]))
    load(1, stream, slice(2, 1, 2), [row(2, 1, 6)])
    expect(held(daily)).toEqual(['1 1 a 5', '1 2 b 5', '2 1 a 6', '2 2 b 0', '20 1 a 7'])
  })
  test('zeroes what has a number in any of its columns', () => {
    const sums = table('sums', {
      store: 'dims',
      key: ['sku', 'dt'],
      day: 'dt',
      columns: { dt: day(), sku: int(), a: optional(int()), b: optional(int()) },
      grain: 'One row is two numbers.',
    })
    db.exec(createSql(relationOf(sums)))
    const into = streamInto([sums], { mode: 'snapshot', zero: ['a', 'b'] })
    db.exec(
      `INSERT INTO sums VALUES (1, '${D(1)}', 1, 5, 0), (1, '${D(1)}', 2, NULL, 5), (1, '${D(1)}', 3, 0, NULL), (1, '${D(1)}', 4, 1, 1)`,
    )
    db.exec(`CREATE TEMP TABLE came AS SELECT '${D(2)}' AS dt, 4 AS sku, 2 AS a, 2 AS b`)
    runScript(db, writeSlice(1, into, sliceOf(D(2)), [within(sums, 1, 'temp.came')]))
    expect(
      db
        .prepare(`SELECT sku, a, b FROM sums WHERE dt = '${D(2)}' ORDER BY sku`)
        .raw()
        .all(),
    ).toEqual([
      [1, 0, 0],
      [2, 0, 0],
      [4, 2, 2],
    ])
  })
  test.for([unkeyed, timeless])('is of a table whose day is in its key alone', into => {
    runScript(db, writeFresh(1, [sourceOf(into, [row(1, 1, 5)])]))
    expect(() => load(1, streamInto([into], write), slice(1, 1))).toThrow(
      `${into.name}: a snapshot needs its day in its key`,
    )
  })
})

test('ids are converted to the kind of their column, and a column that does not exist is an error', () => {
  expect(inList(daily, 'sku', [1, '2', 3n])).toBe('"sku" IN (1, 2, 3)')
  expect(inList(daily, 'tag', [1, "o'k"])).toBe(`"tag" IN ('1', 'o''k')`)
  expect(() => inList(daily, 'strange', [1])).toThrow('daily has no column strange')
})
