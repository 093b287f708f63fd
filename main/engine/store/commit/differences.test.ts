import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { id, type Row, table } from '../../../../loaders/core/declare/table.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import {
  bidRow,
  bids,
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
} from '../../../../tests/support/store.ts'
import { writeSlice } from './write.ts'

const pairs = table('dim_test_pairs', {
  store: 'dims',
  key: ['one', 'other'],
  columns: { one: id(), other: id() },
  grain: 'One row is a pair, and nothing more is known of it.',
})
let stores: Memory
let shop = 0
beforeAll(async () => {
  stores = await openMemory([sales, shelf, goods, bids, pairs])
})
afterAll(() => stores.close())

/** What a load of rows by key makes of those that are there. */
function expected(there: Map<number, number>, rows: readonly (readonly [number, number])[]) {
  const last = new Map(rows)
  let added = 0
  let changed = 0
  for (const [sku, value] of last) {
    if (!there.has(sku)) added += 1
    else if (there.get(sku) !== value) changed += 1
  }
  return { rows: last.size, added, changed }
}
const someRows = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 2 })), {
  minLength: 1,
  maxLength: 20,
})

const ways = [
  ['facts, by key', streamInto([sales]), (sku: number, value: number) => saleRow('2026-01-01', sku, value)],
  [
    'facts, in place of a day',
    streamInto([sales], { mode: 'replace' }),
    (sku: number, value: number) => saleRow('2026-01-01', sku, value),
  ],
  [
    'facts, a snapshot',
    streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'] }),
    (sku: number, value: number) => shelfRow('2026-01-01', sku, value + 1),
  ],
  [
    'dims, by key',
    streamInto([goods]),
    (sku: number, value: number) => goodsRow(sku, `name ${value}`, value === 0 ? null : value),
  ],
] as const

test.each(ways)('%s: a row is new, changed or the same as it was, whatever comes twice', (_, of, row) =>
  fc.assert(
    fc.asyncProperty(fc.array(someRows, { minLength: 1, maxLength: 3 }), async loads => {
      const shopId = ++shop
      const there = new Map<number, number>()
      const [table] = of.into
      for (const rows of loads) {
        const wanted = expected(there, rows)
        const staged: Row[] = rows.map(([sku, value]) => row(sku, value))
        const { notice, ...brought } = await load(stores, shopId, of, sliceOf('2026-01-01'), {
          [table?.name ?? '']: staged,
        })
        expect(brought).toEqual(wanted)
        // What was there for the day and did not come again is gone.
        if (of.write.mode === 'replace') there.clear()
        for (const [sku, value] of rows) there.set(sku, value)
        if (of.write.mode === 'snapshot')
          for (const sku of [...there.keys()]) if (!rows.some(([one]) => one === sku)) there.set(sku, -1)
      }
    }),
    { numRuns: 15 },
  ),
)

test('a log only ever adds: what it has heard is not counted', async () => {
  const shopId = ++shop
  const of = streamInto([bids], { mode: 'log', at: 'seen_at', ids: 'campaign' })
  const look = (at: string, first: number, second: number) =>
    load(stores, shopId, of, sliceOf('2026-05-01', '2026-05-01', { ids: [7], at }), {
      [bids.name]: [bidRow(7, 1, at, first), bidRow(7, 2, at, second)],
    })
  expect(await look('2026-05-01T10:00:00.000Z', 100, 100)).toMatchObject({ rows: 2, added: 2, changed: 0 })
  const again = await look('2026-05-01T10:30:00.000Z', 100, 200)
  expect(again).toMatchObject({ rows: 1, added: 1, changed: 0 })
})

test('slices that become visible together are all new', async () => {
  const shopId = ++shop
  const of = streamInto([sales], { mode: 'replace' })
  const days = Array.from({ length: 8 }, (_, index) => `2026-02-0${index + 1}`)
  const brought = await Promise.all(
    days.map(day => load(stores, shopId, of, sliceOf(day), { fact_test_sales: [saleRow(day, 1, 5)] })),
  )
  for (const one of brought) expect(one).toMatchObject({ rows: 1, added: 1, changed: 0 })
})

test('the rows of another shop are not in the way', async () => {
  const [mine, other] = [++shop, ++shop]
  const of = streamInto([sales])
  const rows = { fact_test_sales: [saleRow('2026-01-01', 1, 5)] }
  await load(stores, other, of, sliceOf('2026-01-01'), rows)
  expect(await load(stores, mine, of, sliceOf('2026-01-01'), rows)).toMatchObject({ added: 1, changed: 0 })
  expect(await load(stores, mine, of, sliceOf('2026-01-01'), rows)).toMatchObject({ added: 0, changed: 0 })
})

test.each([
  ['3 0', 'as they were are not written anew', 0],
  ['3 1', 'of which one differs are written', 1],
  ['2 0', 'of which one is new are written', 1],
])('%s: rows that are read again %s', (found, _, inserts) => {
  const asked: string[] = []
  const source = { table: sales, rows: 3, sql: 'staged' }
  const asks = writeSlice(1, streamInto([sales]), sliceOf('2026-01-01'), [source])
  let step = asks.next()
  while (!step.done) {
    asked.push(step.value.sql)
    step = asks.next(step.value.want === 'value' ? found : 3)
  }
  expect(step.value).toMatchObject({ rows: 3, empty: false })
  expect(asked.filter(sql => sql.startsWith('INSERT'))).toHaveLength(inserts)
})

test('rows that are nothing but their key are new or as they were, never changed', async () => {
  const shopId = ++shop
  const read = (...others: number[]) =>
    load(stores, shopId, streamInto([pairs]), sliceOf('2026-01-01'), {
      dim_test_pairs: others.map(other => ({ one: 1, other })),
    })
  expect(await read(1, 2)).toMatchObject({ rows: 2, added: 2, changed: 0 })
  expect(await read(2, 3)).toMatchObject({ rows: 2, added: 1, changed: 0 })
})
