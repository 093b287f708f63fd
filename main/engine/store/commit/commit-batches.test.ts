import { rmSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Slice } from '../../../../loaders/core/declare/slices.ts'
import type { Stream, Write } from '../../../../loaders/core/declare/stream.ts'
import { id, type Row, table } from '../../../../loaders/core/declare/table.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import {
  load,
  saleRow,
  sales,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
} from '../../../../tests/support/store.ts'
import type { Facts } from '../duckdb/connection.ts'
import { BufferPool, openParquetStage } from '../staging/parquet-stage.ts'
import { firstTable } from './checkpoints.ts'
import { factsCommits } from './commit.ts'
import type { Written } from './write.ts'

const numbers = table('fact_test_numbers', {
  store: 'facts',
  key: ['sku'],
  columns: { sku: id() },
  grain: 'One row is a number.',
})
let stores: Memory
let shop = 0
const done: string[] = []
let counting: Facts
beforeAll(async () => {
  stores = await openMemory([sales, shelf, numbers])
  const { facts } = stores
  // The real databases, with a record of their queries.
  counting = {
    ...facts,
    transact(script) {
      done.push('transaction')
      return facts.transact(function* () {
        const of = script()
        let step = of.next()
        while (!step.done) {
          const [insert] = /^INSERT (OR REPLACE )?INTO "?\w+/.exec(step.value.sql) ?? []
          if (insert) done.push(insert.replaceAll('"', ''))
          step = of.next(yield step.value)
        }
        return step.value
      })
    },
    checkpoint: async () => void done.push('checkpoint'),
    suspend: async () => void done.push('rest'),
  }
})
afterAll(() => stores.close())
beforeEach(() => {
  shop += 1
  done.length = 0
})

const pool = new BufferPool()
let stages = 0
const day = (of: number) => `2026-01-${String(of).padStart(2, '0')}`
/** A slice that is read to its end, with these rows of each table of its stream. */
async function read(
  of: Stream,
  slice: Slice,
  rows: readonly (readonly Row[])[],
  { shopId = shop, more = false } = {},
) {
  const files = of.into.map(one => openParquetStage(stores.staging, `stage-${++stages}`, one, pool))
  for (const [at, file] of files.entries()) {
    file.add(rows[at] ?? [])
    file.close()
  }
  return {
    shopId,
    stream: of,
    slice,
    runId: 1,
    askedAt: '2026-02-01T00:00:00.000Z',
    staged: files.map(file => file.staged),
    more,
  }
}
const committer = () => factsCommits(counting)
const TOGETHER = ['transaction', 'INSERT INTO fact_test_sales', 'INSERT OR REPLACE INTO checkpoints']
const replaced = streamInto([sales], { mode: 'replace' })
const sold = (of: number, kopecks = 100) => [saleRow(day(of), of, kopecks)]
const checkpoints = (of = 'rows') =>
  stores.facts.read(`SELECT slice_key AS key, ${of} FROM checkpoints WHERE shop_id = ${shop} ORDER BY ALL`)

describe('slices that are committed side by side', () => {
  test('that are new share a transaction and a statement for each table, and each has its checkpoint', async () => {
    const both = streamInto([sales, shelf], { mode: 'replace' })
    const [one, ...others] = await Promise.all([
      read(both, sliceOf(day(1)), [sold(1)]),
      read(both, sliceOf(day(2)), [[...sold(2), saleRow(day(2), 9, 1)], [shelfRow(day(2), 1, 1)]]),
      read(both, sliceOf(day(3)), [[], [shelfRow(day(3), 1, 1)]]),
      read(both, sliceOf(day(4)), []),
    ])
    const commit = committer()
    const results = await Promise.all([one, ...others].map(commit))
    expect(results).toEqual(
      [1, 3, 1, 0].map(rows => ({ rows, added: rows, changed: 0, removed: 0, empty: false })),
    )
    expect(done).toEqual([...TOGETHER, ...TOGETHER.toSpliced(2, 0, 'INSERT INTO fact_test_shelf')])
    expect((await checkpoints()).map(({ key, rows }) => [key, rows])).toEqual([
      [day(1), 1],
      [day(2), 3],
      [day(3), 1],
      [day(4), 0],
    ])
  })

  test('lie in the order of their days, in whichever they were read', async () => {
    const all = await Promise.all([9, 3, 5, 1].map(of => read(replaced, sliceOf(day(of)), [sold(of)])))
    const commit = committer()
    const [one, ...others] = all
    await Promise.all([one as never, ...others].map(commit))
    const lying = await stores.facts.read(
      `SELECT sku FROM fact_test_sales WHERE shop_id = ${shop} ORDER BY rowid`,
    )
    // The first of them waits for none.
    expect(lying.map(({ sku }) => sku)).toEqual([9, 1, 3, 5])
  })

  test('of other shops and streams are no reason to write them one by one', async () => {
    const commit = committer()
    await commit(await read(replaced, sliceOf(day(1)), [sold(1)], { shopId: shop + 1000 }))
    await commit(await read(streamInto([shelf], { mode: 'replace' }, 'other'), sliceOf(day(1)), []))
    await commit(await read(replaced, sliceOf(day(2)), [sold(2)]))
    done.length = 0
    await commit(await read(replaced, sliceOf(day(1)), [sold(1)]))
    expect(done).toEqual(TOGETHER)
  })

  test('that were read before, or whose days hold rows, take the place of what is there', async () => {
    const commit = committer()
    const rows = (of: number, ...skus: number[]) => [skus.map(sku => saleRow(day(of), sku, 1))]
    await commit(await read(replaced, sliceOf(day(1)), rows(1, 1, 2)))
    expect(await commit(await read(replaced, sliceOf(day(1)), rows(1, 3, 2)))).toMatchObject({
      rows: 2,
      added: 1,
    })
    await commit(await read(replaced, sliceOf(day(1), day(2)), rows(2, 3)))
    const left = await stores.facts.read(`SELECT sku FROM fact_test_sales WHERE shop_id = ${shop}`)
    expect(left).toEqual([{ sku: 3 }])
  })

  test('hold each key once, in the row of the last slice that brought it, whatever they share with each other and with what is there', async () => {
    const rowsOf = fc.uniqueArray(
      fc.record({ sku: fc.nat(5), of: fc.integer({ min: 1, max: 3 }), kopecks: fc.nat(9) }),
      {
        maxLength: 5,
        selector: ({ sku, of }) => `${sku} ${of}`,
      },
    )
    const reads = fc.array(
      fc.record({ other: fc.boolean(), slice: fc.integer({ min: 1, max: 3 }), rows: rowsOf }),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(reads, { minLength: 1, maxLength: 4 }), async rounds => {
        const shops = [++shop, ++shop] as const
        const commit = committer()
        const stream = streamInto([sales])
        const last = new Map<string, string>()
        for (const round of rounds) {
          const files = []
          for (const { other, slice, rows } of round) {
            const shopId = shops[other ? 1 : 0]
            const staged = rows.map(({ sku, of, kopecks }) => saleRow(day(of), sku, kopecks))
            files.push(await read(stream, sliceOf(day(slice)), [staged], { shopId }))
            for (const { sku, of, kopecks } of rows)
              last.set(`${shopId} ${day(of)} ${sku}`, (kopecks / 100).toFixed(2))
          }
          await Promise.all(files.map(commit))
        }
        const held = await stores.facts.read(
          `SELECT shop_id || ' ' || dt || ' ' || sku AS key, amount FROM fact_test_sales WHERE shop_id IN (${shops})`,
        )
        expect(held).toHaveLength(last.size)
        expect(new Map(held.map(({ key, amount }) => [key, amount]))).toEqual(last)
      }),
      { numRuns: 60 },
    )
  })

  test('leave and tell the same, read again or not, as those that are committed one after another', async () => {
    const round = fc.uniqueArray(
      fc.record({
        of: fc.integer({ min: 1, max: 4 }),
        count: fc.oneof(fc.nat(3), fc.nat(45)),
        kopecks: fc.nat(2),
        open: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4, selector: ({ of }) => of },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('replace', 'upsert'),
        fc.array(round, { minLength: 2, maxLength: 3 }),
        async (mode, rounds) => {
          const [together, apart] = [++shop, ++shop] as const
          const stream = streamInto([sales, shelf], { mode } as Write)
          const commit = committer()
          for (const round of rounds) {
            const of = (shopId: number) =>
              Promise.all(
                round.map(({ of, count, kopecks, open }) => {
                  const rows = Array.from({ length: count }, (_, sku) =>
                    saleRow(day(of), sku, sku % 3 === 0 ? kopecks : 1),
                  )
                  const second = count % 2 === 0 ? [] : [shelfRow(day(of), 1, kopecks)]
                  return read(stream, sliceOf(day(of), day(of), { open }), [rows, second], { shopId })
                }),
              )
            const batched = await Promise.all((await of(together)).map(commit))
            const single = []
            for (const one of await of(apart)) single.push(await commit(one))
            const told = (all: readonly Written[]) => ({
              each: all.map(({ rows, empty, short = false }) => ({ rows, empty, short })),
              added: all.reduce((sum, { added }) => sum + added, 0),
              changed: all.reduce((sum, { changed }) => sum + changed, 0),
            })
            expect(told(batched)).toEqual(told(single))
            for (const table of ['fact_test_sales', 'fact_test_shelf', 'checkpoints']) {
              const [left, right] = await Promise.all(
                [together, apart].map(shopId =>
                  stores.facts.read(
                    `SELECT * EXCLUDE (shop_id) FROM ${table} WHERE shop_id = ${shopId} ORDER BY ALL`,
                  ),
                ),
              )
              expect(left).toEqual(right)
            }
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  test('that were read before share a transaction and one statement of each kind, and none is written where nothing differs', async () => {
    const days = [1, 2, 3, 4]
    const all = (kopecks: number, ...more: number[]) =>
      Promise.all(
        days.map(of =>
          read(replaced, sliceOf(day(of)), [
            [...sold(of, kopecks), ...more.map(sku => saleRow(day(of), sku, 1))],
          ]),
        ),
      )
    const again = async (files: Awaited<ReturnType<typeof all>>) => {
      const commit = committer()
      const [first, ...others] = files
      await commit(first as never)
      done.length = 0
      const results = await Promise.all(others.map(commit))
      return { results, done: done.splice(0) }
    }
    await again(await all(100))
    const checkpoint = 'INSERT OR REPLACE INTO checkpoints'
    // The first of them waits for none, so the second is by itself.
    const twice = (...of: string[]) => ['transaction', ...of, 'transaction', ...of]
    const same = await again(await all(100))
    expect(same.done).toEqual(twice(checkpoint))
    expect(same.results).toEqual(
      [2, 3, 4].map(() => ({ rows: 1, added: 0, changed: 0, removed: 0, empty: false })),
    )
    const others = await again(await all(200, 9))
    expect(others.done).toEqual(twice('INSERT INTO fact_test_sales', checkpoint))
    expect(others.results.map(({ added, changed }) => `${added} ${changed}`)).toEqual(['1 1', '2 2', '0 0'])
  })

  test('that hold many rows are compared one by one, for the join keeps them in memory', async () => {
    const all = (from: number) =>
      Promise.all(
        [1, 2, 3].map(of => {
          const rows = Array.from({ length: 5_001 }, (_, at) => ({ sku: shop * 1e6 + of * 1e5 + from + at }))
          return read(streamInto([numbers]), sliceOf(day(of)), [rows])
        }),
      )
    for (const [from, inserts] of [
      [0, 2],
      [5_001, 3],
    ] as const) {
      const files = await all(from)
      done.length = 0
      await Promise.all(files.map(committer()))
      expect(done.filter(one => one === 'INSERT INTO fact_test_numbers')).toHaveLength(inserts)
    }
  })

  /** Three windows over the same days, with a row each. */
  const windows = (from: number, to: number) =>
    ['a', 'b', 'c'].map((start, sku) =>
      read(streamInto([sales]), sliceOf(day(from), day(to), { window: { start, days: 1 }, open: true }), [
        [saleRow(day(to), sku, 1)],
      ]),
    )

  test('with one that is empty, truncated or leaves a hole are committed one by one', async () => {
    const many = (of: number, count: number) =>
      Array.from({ length: count }, (_, sku) => saleRow(day(of), sku, 1))
    const commit = committer()
    const round = async (counts: readonly number[]) =>
      Promise.all(
        (
          await Promise.all(
            counts.map((count, at) => read(replaced, sliceOf(day(at + 1)), [many(at + 1, count)])),
          )
        ).map(commit),
      )
    await round([1, 30, 30, 30])
    const broken = await round([1, 30, 30, 5])
    expect(broken.map(({ short = false }) => short)).toEqual([false, false, false, true])
    const told = await round([1, 5, 0, 30])
    expect(told.map(({ empty, short = false }) => [empty, short])).toEqual([
      [false, false],
      [false, true],
      [true, false],
      [false, false],
    ])
    for (const [from, to] of [
      [1, 5],
      [10, 12],
    ] as const)
      await Promise.all((await Promise.all(windows(from, to))).map(commit))
    expect((await checkpoints()).map(({ key }) => key).filter(key => String(key).includes('@'))).toHaveLength(
      3,
    )
  })

  test('with a new one that is empty although rows are stored report it', async () => {
    const commit = committer()
    await commit(await read(streamInto([sales], { mode: 'replace' }, 'other'), sliceOf(day(3)), [sold(3)]))
    const all = [1, 2, 3].map(of => read(replaced, sliceOf(day(of)), of === 3 ? [] : [sold(of)]))
    const told = await Promise.all((await Promise.all(all)).map(commit))
    expect(told.map(({ empty }) => empty)).toEqual([false, false, true])
  })

  test('with pages among them leave no checkpoint of a page', async () => {
    const commit = committer()
    const pages = (of: number) =>
      Promise.all(
        [1, 2, 3].map(page =>
          read(streamInto([sales]), { ...sliceOf(day(of), day(of)), page: true }, [
            [saleRow(day(of), page, of), saleRow(day(of), page + 10, of)],
          ]),
        ),
      )
    for (const _ of [1, 2]) {
      await commit(await read(streamInto([sales]), sliceOf(day(1)), [sold(1)]))
      await Promise.all((await pages(1)).map(commit))
    }
    expect((await checkpoints()).map(({ key, rows }) => [key, rows])).toEqual([[day(1), 1]])
  })

  test('that reach less far back than before stay known from where they began', async () => {
    const commit = committer()
    for (const from of [3, 5, 4]) {
      await Promise.all((await Promise.all(windows(from, 9))).map(commit))
    }
    expect((await checkpoints('CAST(from_day AS VARCHAR) AS first')).map(({ first }) => first)).toEqual(
      [3, 3, 3].map(day),
    )
  })

  test('with one that cannot be written are committed one by one, and the others are stored', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(of => read(replaced, sliceOf(day(of)), [sold(of)])))
    rmSync(String(all[2]?.staged[0]?.file))
    const results = await Promise.allSettled(all.map(committer()))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect((await checkpoints()).map(({ key }) => key)).toEqual([day(1), day(2), day(4)])
  })

  test('wait for others that are on their way while they are few, and no longer once the last has come', async () => {
    const commit = committer()
    const [one, last] = [
      await read(replaced, sliceOf(day(1)), [sold(1)], { more: true }),
      await read(replaced, sliceOf(day(2)), [sold(2)]),
    ]
    const first = commit(one)
    expect(done).toEqual([])
    const both = [first, commit(last)]
    for (let turns = 0; turns < 3; turns += 1) await turn()
    expect(done.at(0)).toBe('transaction')
    await Promise.all(both)
    expect(done).toEqual(TOGETHER)
  })
})

test('the log goes into the file, which is let go for a moment, each time that many rows were written', async () => {
  const commit = committer()
  const write = async (of: number, count: number) => {
    done.length = 0
    const rows = Array.from({ length: count }, (_, at) => ({ sku: of * 1_000_000 + at }))
    await commit(await read(streamInto([numbers]), sliceOf(day(of)), [rows]))
    return done.slice(3)
  }
  expect(await write(1, 249_999)).toEqual([])
  expect(await write(2, 1)).toEqual(['checkpoint', 'rest'])
  expect(await write(3, 1)).toEqual([])
})

describe('the checkpoint of a slice', () => {
  const upsert = streamInto([sales])
  const commit = (of: Stream, slice: Slice, count = 0, shopId = shop) =>
    load(stores, shopId, of, slice, {
      fact_test_sales: Array.from({ length: count }, (_, sku) => saleRow(slice.to, sku, 1)),
    })
  const window = (from: number, to: number, key = 'window') =>
    sliceOf(day(from), day(to), { window: { start: key, days: 1 }, open: true })
  const known = async () =>
    (await checkpoints('CAST(from_day AS VARCHAR) AS first, CAST(to_day AS VARCHAR) AS last')).map(row =>
      Object.values(row).join(' '),
    )

  test('reaches from the earliest day that any run read, of its own shop, stream and slice', async () => {
    await commit(upsert, window(1, 9), 1, shop + 1000)
    await commit(streamInto([sales], { mode: 'upsert' }, 'other'), window(1, 9))
    await commit(upsert, window(1, 9, 'else'))
    for (const from of [5, 7, 3, 4]) await commit(upsert, window(from, 9))
    expect(await known()).toEqual([
      `else ${day(1)} ${day(9)}`,
      `window ${day(1)} ${day(9)}`,
      `window ${day(3)} ${day(9)}`,
    ])
  })

  test('stays known by itself where days lie between it and what can be read now', async () => {
    await commit(upsert, window(1, 5))
    await commit(upsert, window(5, 7))
    expect(await known()).toEqual([`window ${day(1)} ${day(7)}`])
    await commit(upsert, window(10, 12))
    expect(await known()).toEqual([`window ${day(10)} ${day(12)}`, `window@${day(1)} ${day(1)} ${day(7)}`])
  })

  test('is one of all its days where a stream need not have a slice for each', async () => {
    const loose: Stream = { ...upsert, slices: async () => [] }
    for (const [from, to] of [
      [1, 5],
      [10, 12],
    ] as const)
      await commit(loose, window(from, to))
    expect(await known()).toEqual([`window ${day(1)} ${day(12)}`])
  })

  test('is written when it is there whole, not with a page of it, whose rows are there at once', async () => {
    const page: Slice = { ...window(1, 5), page: true }
    expect(await commit(upsert, page, 2)).toMatchObject({ rows: 2, added: 2 })
    expect(await commit(upsert, page, 3)).toMatchObject({ rows: 3, added: 1 })
    expect(await known()).toEqual([])
    await commit(upsert, window(1, 5))
    await commit(upsert, { ...window(10, 12), page: true }, 1)
    expect(await known()).toEqual([`window ${day(1)} ${day(5)}`])
  })

  test('remembers the row count, and an empty response is reported each time and leaves the rows', async () => {
    const rows = async () => (await checkpoints()).map(({ rows }) => rows)
    expect((await commit(upsert, sliceOf(day(1)))).notice).toBeNull()
    expect((await commit(upsert, sliceOf(day(1)))).notice).toBeNull()
    expect((await commit(upsert, sliceOf(day(1)), 1)).notice).toBeNull()
    for (const _ of [1, 2]) {
      expect((await commit(upsert, sliceOf(day(1)))).notice?.word).toBe('empty_answer')
      expect(await rows()).toEqual([1])
    }
    await commit(upsert, sliceOf(day(1)), 2)
    expect(await rows()).toEqual([2])
  })

  test('of a list that broke off remembers what came, and counts for its run alone until it comes so again', async () => {
    const read = (count: number) => commit(replaced, sliceOf(day(1)), count)
    const held = async () => {
      const [found] = await stores.facts.read(
        `SELECT count(*) AS rows FROM fact_test_sales WHERE shop_id = ${shop}`,
      )
      return [found?.rows, ...(await checkpoints('rows, open')).map(({ rows, open }) => `${rows} ${open}`)]
    }
    await read(40)
    expect(await held()).toEqual([40, '40 false'])
    expect((await read(5)).notice?.word).toBe('short_answer')
    expect(await held()).toEqual([40, '5 true'])
    expect((await read(5)).notice).toBeNull()
    expect(await held()).toEqual([5, '5 false'])
  })

  test('of a stream of changes may be empty, and that is not reported', async () => {
    const marked: Stream = { ...upsert, cursor: () => null }
    await commit(marked, sliceOf(day(1)), 2)
    expect((await commit(marked, sliceOf(day(1)))).notice).toBeNull()
  })

  test('that is missing makes an empty answer over rows no less one, and few rows no short one', async () => {
    for (const [count, word] of [
      [0, 'empty_answer'],
      [5, undefined],
    ] as const) {
      await commit(replaced, sliceOf(day(1)), 40)
      await stores.facts.exclusive(connection =>
        connection.run(`DELETE FROM checkpoints WHERE shop_id = ${shop}`),
      )
      expect((await commit(replaced, sliceOf(day(1)), count)).notice?.word).toBe(word)
      expect((await checkpoints()).map(({ rows }) => rows)).toEqual([count])
    }
  })
})

test('a stream without a table is a mistake of ours', () => {
  expect(() => firstTable({ ...replaced, into: [] })).toThrow('test writes no table')
  expect(firstTable(replaced)).toBe(sales)
})
