import { afterEach, beforeEach, expect, test } from 'vitest'
import { day, id, int, optional, table, text } from '../../../../loaders/core/declare/table.ts'
import { openRecords } from '../../../../tests/support/records.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import { createSql, relationOf } from '../schema/ddl.ts'
import { idsFinder } from './ids.ts'

const sales = table('fact_test_sales', {
  store: 'facts',
  key: ['dt', 'sku'],
  columns: { dt: day(), sku: id(), sum: int() },
  day: 'dt',
  grain: 'One row is one sale.',
})
const orders = table('fact_test_orders', {
  store: 'facts',
  key: ['order'],
  columns: { order: id(), dt: day(), status: optional(text()) },
  day: 'dt',
  grain: 'One row is one order.',
})
let facts: Facts
const asked: string[] = []
beforeEach(async () => {
  asked.length = 0
  facts = await openDuckDb(':memory:', { readOnly: false, staging: '' })
  await facts.exclusive(async connection => {
    await connection.run(createSql(relationOf(sales)))
    // Of each SKU a sale every so many days, so that windows differ.
    await connection.run(`INSERT INTO fact_test_sales SELECT shop, DATE '2026-01-01' + dt::INTEGER, sku, (dt % 3)
      FROM range(1, 3) AS s(shop), range(60) AS d(dt), range(1, 8) AS k(sku) WHERE dt % sku = 0`)
  })
})
afterEach(() => facts.close())
const find = () =>
  idsFinder((_, sql) => {
    asked.push(sql)
    return facts.read(sql)
  })
const windows = Array.from({ length: 30 }, (_, at) => ({
  from: new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10),
  to: new Date(Date.UTC(2026, 0, 2 + at)).toISOString().slice(0, 10),
}))

test('windows that are asked for side by side are answered as each by itself, by two questions', async () => {
  const of = { table: sales, column: 'sku', positive: 'sum', where: { sum: 1 } }
  const together = find()
  const all = await Promise.all(windows.map(window => together({ shopId: 1, of, window })))
  expect(asked).toHaveLength(2)
  for (const [at, window] of windows.entries())
    expect(all[at], window.from).toEqual(await find()({ shopId: 1, of, window }))
  expect(new Set(all.map(String)).size).toBeGreaterThan(3)
})

test('a value that is missing is none of those that are left out', async () => {
  await facts.exclusive(async connection => {
    await connection.run(createSql(relationOf(orders)))
    await connection.run(
      `INSERT INTO fact_test_orders VALUES (1, 1, DATE '2026-01-01', 'delivered'), (1, 2, DATE '2026-01-02', NULL), (1, 3, DATE '2026-01-03', 'new')`,
    )
  })
  const of = { table: orders, column: 'dt', except: { status: ['delivered', 'cancelled'] } }
  expect(await find()({ shopId: 1, of, window: null })).toEqual(['2026-01-02', '2026-01-03'])
})

test('an id is a number where a number can hold it; a text of digits stays a text', async () => {
  await facts.exclusive(async connection => {
    await connection.run(createSql(relationOf(orders)))
    await connection.run(
      `INSERT INTO fact_test_orders VALUES (1, 9007199254740991, DATE '2026-01-01', '0012'), (1, 9007199254740993, DATE '2026-01-02', '12')`,
    )
  })
  const ask = (column: string) => find()({ shopId: 1, of: { table: orders, column }, window: null })
  expect(await ask('status')).toEqual(['0012', '12'])
  expect(await ask('order')).toEqual([9007199254740991, '9007199254740993'])
})

test('two columns are told as pairs, of one window and of many', async () => {
  const of = { table: sales, column: 'sku', beside: 'sum', where: { sum: 1 }, except: { sku: ['2'] } }
  const together = find()
  const [all, two] = await Promise.all([
    find()({ shopId: 1, of, window: null }),
    Promise.all([0, 6].map(at => together({ shopId: 1, of, window: windows[at] ?? null }))),
  ])
  expect(all).toEqual(['1/1', '4/1', '5/1', '7/1'])
  expect(two).toEqual([['1/1'], ['1/1', '7/1']])
})

test('other shops, other columns and all days are questions of their own', async () => {
  const together = find()
  const of = { table: sales, column: 'sku' }
  const [one, two, three, ...rest] = await Promise.all([
    together({ shopId: 1, of, window: null }),
    together({ shopId: 1, of, window: null }),
    together({ shopId: 1, of, window: null }),
    together({ shopId: 2, of, window: windows[0] ?? null }),
    together({ shopId: 1, of: { ...of, where: { sum: 0 } }, window: windows[1] ?? null }),
  ])
  expect(one).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect([two, three]).toEqual([one, one])
  expect(rest).toEqual([[1, 2, 3, 4, 5, 6, 7], []])
})

test('two windows are one question already', async () => {
  const together = find()
  const of = { table: sales, column: 'sku' }
  const [, ...two] = await Promise.all(
    [0, 6, 12].map(at => together({ shopId: 1, of, window: windows[at] ?? null })),
  )
  expect(two).toEqual([
    [1, 2, 3, 6, 7],
    [1, 2, 3, 4, 6],
  ])
  expect(asked).toHaveLength(2)
})

test('windows of a table of dims are asked for one by one, in words that SQLite knows', async () => {
  const dims = openRecords()
  dims.exec(`CREATE TABLE dim_test_days (shop_id INTEGER, dt TEXT, sku INTEGER);
    INSERT INTO dim_test_days VALUES (1, '2026-01-01', 1), (1, '2026-01-02', 2), (1, '2026-01-03', 3), (2, '2026-01-02', 9)`)
  const days = table('dim_test_days', {
    store: 'dims',
    key: ['dt', 'sku'],
    columns: { dt: day(), sku: id() },
    day: 'dt',
    grain: 'One row is a day.',
  })
  const together = idsFinder(async (_, sql) => dims.prepare(sql).all() as Record<string, unknown>[])
  const ask = (from: string, to: string) =>
    together({ shopId: 1, of: { table: days, column: 'sku' }, window: { from, to } })
  const all = [
    ask('2026-01-01', '2026-01-01'),
    ask('2026-01-01', '2026-01-02'),
    ask('2026-01-02', '2026-01-03'),
  ]
  expect(await Promise.all(all)).toEqual([[1], [1, 2], [2, 3]])
})

test('a table without days answers every window with all that it holds', async () => {
  const [{ day: _, ...timeless }] = [sales]
  const of = { table: { ...timeless, day: null }, column: 'sku' }
  const together = find()
  const all = [0, 1, 2].map(at => together({ shopId: 1, of, window: windows[at] ?? null }))
  expect(await Promise.all(all)).toEqual(Array.from({ length: 3 }, () => [1, 2, 3, 4, 5, 6, 7]))
})

test('only what is above zero in sum, and only what has one of these values', async () => {
  const of = { table: sales, column: 'sku', positive: 'sum' } as const
  const window = { from: '2026-01-01', to: '2026-01-04' }
  // Days 0 to 3: the sums of day 0 and 3 are zero, day 1 is of product 1 alone, day 2 of 1 and 2.
  expect(await find()({ shopId: 1, of, window })).toEqual([1, 2])
  const { positive: _, ...any } = of
  expect(await find()({ shopId: 1, of: any, window })).toEqual([1, 2, 3, 4, 5, 6, 7])
  await facts.exclusive(async connection => {
    await connection.run(createSql(relationOf(orders)))
    await connection.run(
      `INSERT INTO fact_test_orders VALUES (1, 1, DATE '2026-01-01', 'new'), (1, 2, DATE '2026-01-01', 'sent'), (1, 3, DATE '2026-01-01', 'done')`,
    )
  })
  const having = (...status: string[]) =>
    find()({ shopId: 1, of: { table: orders, column: 'order', where: { status } }, window: null })
  expect(await having('new', 'done')).toEqual([1, 3])
  expect(await having('sent')).toEqual([2])
  expect(await having()).toEqual([])
})
