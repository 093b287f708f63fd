import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stream, step } from '../../../../loaders/core/declare/stream.ts'
import type { Table } from '../../../../loaders/core/declare/table.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { goods, sales, shelf, streamInto } from '../../../../tests/support/store.ts'
import { coverage, holes, tableStates } from './coverage.ts'

let stores: Memory
beforeAll(async () => {
  stores = await openMemory([sales, shelf, goods])
})
afterAll(() => stores.close())
beforeEach(async () => {
  await run('DELETE FROM checkpoints; DELETE FROM fact_test_sales')
  stores.dims.exec('DELETE FROM dim_checkpoints; DELETE FROM dim_test_goods')
})

const day = (of: number) => `2026-01-${String(of).padStart(2, '0')}`
/** Long after all of these days. */
const LATER = '2026-03-01T00:00:00.000Z'
const run = (sql: string) => stores.facts.exclusive(connection => connection.run(sql))
/** A slice that was read from the first to the last of these days of January, at that instant. */
const read = async (
  stream: string,
  from: number,
  to: number,
  doneAt = LATER,
  more: Partial<{ shopId: number; table: string; key: string }> = {},
) => {
  const { shopId = 1, table = 'checkpoints', key = `${from}-${to}` } = more
  const values = `(${shopId}, '${stream}', '${key}', '${day(from)}', '${day(to)}', false, 1, 0, '${doneAt}')`
  if (table === 'checkpoints') await run(`INSERT INTO checkpoints VALUES ${values}`)
  else stores.dims.exec(`INSERT INTO ${table} VALUES ${values}`)
}
const sold = (shopId: number, ...days: number[]) =>
  run(
    `INSERT INTO fact_test_sales (shop_id, dt, sku, amount, paid) VALUES ${days.map(of => `(${shopId}, '${day(of)}', 1, 1, true)`).join(', ')}`,
  )
const named = (of: string, into: readonly Table[] = [sales]): Stream =>
  streamInto(into, { mode: 'upsert' }, of)
const loose = (of: string, into?: readonly Table[]): Stream => ({
  ...named(of, into),
  slices: async () => [],
})
const covered = (...streams: Stream[]) =>
  coverage(stores, 1, [step('test', { lane: 'a', refresh: 'daily' }, streams)])
const holesOf = async (...streams: Stream[]) => (await covered(...streams))[0]?.holes
const spans = (...all: (readonly [number, number])[]) =>
  all.map(([from, to]) => ({ from: day(from), to: day(to) }))

describe('the coverage of a dataset', () => {
  test('is of its own rows and slices, not of another shop or stream', async () => {
    await sold(1, 3, 9)
    await sold(2, 1, 20)
    await read('one', 3, 4)
    await read('one', 8, 9)
    await read('one', 5, 7, LATER, { shopId: 2 })
    await read('other', 5, 7)
    expect(await covered(named('one'))).toEqual([
      {
        shopId: 1,
        step: 'test',
        table: 'fact_test_sales',
        rows: 2,
        from: day(3),
        to: day(9),
        holes: spans([5, 7]),
        loadedAt: LATER,
      },
    ])
  })

  test('of a table of dims, which has no days, is the count of its rows and the last reading', async () => {
    stores.dims.exec(
      "INSERT INTO dim_test_goods (shop_id, sku, name, live) VALUES (1, 1, 'a', 1), (2, 1, 'b', 1)",
    )
    for (const [of, doneAt] of [
      [1, '2026-01-01T08:00:00.000Z'],
      [2, '2026-01-05T08:00:00.000Z'],
      [3, '2026-01-03T08:00:00.000Z'],
    ] as const)
      await read('names', of, of, doneAt, { table: 'dim_checkpoints' })
    expect(await covered(loose('names', [goods]))).toMatchObject([
      {
        table: 'dim_test_goods',
        rows: 1,
        from: null,
        to: null,
        holes: [],
        loadedAt: '2026-01-05T08:00:00.000Z',
      },
    ])
  })

  test('of a step with two tables counts for each the streams that fill it, and is never where nothing was read', async () => {
    await read('sales', 1, 2)
    await read('both', 4, 5, '2026-02-01T00:00:00.000Z')
    const found = await covered(named('sales'), named('both', [sales, shelf]), named('never', [shelf]))
    expect(found.map(({ table, holes, loadedAt }) => [table, holes, loadedAt])).toEqual([
      ['fact_test_sales', spans([1, 5]), LATER],
      ['fact_test_shelf', [], '2026-02-01T00:00:00.000Z'],
    ])
    expect(await covered(named('nobody'))).toMatchObject([{ rows: 0, from: null, holes: [], loadedAt: null }])
  })

  test('has no hole where a stream is not meant to have a slice for each day', async () => {
    await sold(1, 1, 9)
    await read('loose', 1, 1)
    await read('loose', 9, 9)
    expect(await holesOf(loose('loose'))).toEqual([])
    await read('gapless', 1, 7)
    expect(await holesOf(loose('loose'), named('gapless'))).toEqual(spans([8, 9]))
  })

  test('has no hole in older history that only some of its streams know yet, if all know the last year', async () => {
    const slice = (stream: string, from: string, to: string) =>
      run(
        `INSERT INTO checkpoints VALUES (1, '${stream}', '${from}', '${from}', '${to}', false, 1, 0, '${LATER}')`,
      )
    await sold(1, 3)
    await slice('one', '2024-01-01', '2026-02-28')
    await slice('other', '2025-03-03', '2026-02-28')
    // One day of the last year is not known.
    expect(await holesOf(named('one'), named('other'))).toEqual([{ from: '2024-01-01', to: '2025-03-02' }])
    await slice('other', '2025-03-02', '2025-03-02')
    expect(await holesOf(named('one'), named('other'))).toEqual([])
    // Nor are they told as known.
    await run(
      "INSERT INTO fact_test_sales (shop_id, dt, sku, amount, paid) VALUES (1, '2024-05-01', 1, 1, true)",
    )
    expect(await covered(named('one'), named('other'))).toMatchObject([{ from: '2025-03-02', holes: [] }])
    // A day between those that are known is missing whenever it was.
    await slice('other', '2024-06-01', '2025-02-28')
    expect(await holesOf(named('one'), named('other'))).toEqual([{ from: '2025-03-01', to: '2025-03-01' }])
  })

  test('has no hole in the days after its last reading, though rows may name them', async () => {
    await sold(1, 2, 9)
    await read('one', 2, 4, '2026-01-05T12:00:00.000Z')
    expect(await holesOf(named('one'))).toEqual(spans([5, 5]))
  })

  test('has a hole before the first slice and behind the last where there are rows', async () => {
    await sold(1, 2, 9)
    await read('one', 4, 6)
    expect(await holesOf(named('one'))).toEqual(spans([2, 3], [7, 9]))
  })

  describe('where a slice was read before its last day was over', () => {
    const moscow = (of: number, time: string) =>
      new Date(Date.parse(`${day(of)}T${time}+03:00`)).toISOString()

    test('begins a hole on that day, unless it is the newest of all', async () => {
      await read('one', 1, 4, moscow(4, '23:59:59'))
      expect(await holesOf(named('one'))).toEqual([])
      await read('one', 5, 9, moscow(9, '12:00:00'))
      await sold(1, 9)
      expect(await holesOf(named('one'))).toEqual(spans([4, 4]))
    })

    test('and its days were still to come, all of them are holes', async () => {
      await read('one', 1, 6, moscow(3, '12:00:00'))
      await read('one', 7, 9)
      expect(await holesOf(named('one'))).toEqual(spans([3, 6]))
    })

    test('is whole from the midnight of Moscow on', async () => {
      await read('one', 1, 4, moscow(5, '00:00:00'))
      await read('one', 5, 9)
      expect(await holesOf(named('one'))).toEqual([])
    })

    test('and another ends on the newest day too, neither has a hole', async () => {
      await sold(1, 9)
      await read('one', 1, 9, moscow(9, '12:00:00'))
      await read('one', 5, 9, moscow(9, '12:00:00'))
      expect(await holesOf(named('one'))).toEqual([])
    })
  })
})

test('a table tells its rows and its days over all shops, whichever file it lies in', async () => {
  await sold(1, 3, 4)
  await sold(2, 9)
  stores.dims.exec(
    "INSERT INTO dim_test_goods (shop_id, sku, name, live) VALUES (1, 1, 'a', 1), (2, 1, 'b', 1)",
  )
  expect(await tableStates(stores, [sales, goods, shelf])).toEqual([
    { table: 'fact_test_sales', rows: 3, from: day(3), to: day(9) },
    { table: 'dim_test_goods', rows: 2, from: null, to: null },
    { table: 'fact_test_shelf', rows: 0, from: null, to: null },
  ])
})

test('P22: finds exactly the days that some stream has no slice for', () => {
  const span = fc
    .tuple(fc.nat(20), fc.nat(5))
    .map(([start, length]) => ({ from: dayOf(start), to: dayOf(start + length) }))
  const dayOf = (number: number) => `2026-01-${String(number + 1).padStart(2, '0')}`
  fc.assert(
    fc.property(
      fc.array(fc.array(span, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
      reads => {
        const all = reads.flat()
        const days = Array.from({ length: 31 }, (_, number) => dayOf(number)).filter(
          dt => all.some(slice => slice.from <= dt) && all.some(slice => slice.to >= dt),
        )
        const open = days.filter(
          dt => !reads.every(stream => stream.some(one => one.from <= dt && dt <= one.to)),
        )
        const found = holes(reads, null, null)
        expect(days.filter(dt => found.some(hole => hole.from <= dt && dt <= hole.to))).toEqual(open)
      },
    ),
  )
  expect(holes([], null, null)).toEqual([])
})
