import { afterAll, beforeAll, expect, it } from 'vitest'
import { today } from '../../../../loaders/core/declare/slices.ts'
import type { Stream } from '../../../../loaders/core/declare/stream.ts'
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
import { mergeCheckpoints } from './merge-checkpoints.ts'

let stores: Memory
let shop = 0
let now = Date.UTC(2026, 0, 1, 9)
beforeAll(async () => {
  stores = await openMemory([sales, shelf], () => now)
})
afterAll(() => stores.close())

const into = streamInto([sales], { mode: 'replace' })
const salesOf = async (shopId: number) =>
  (
    await stores.facts.read(`SELECT sku, amount FROM fact_test_sales WHERE shop_id = ${shopId} ORDER BY sku`)
  ).map(({ sku, amount }) => `${sku} ${amount}`)
const read = async (shopId: number, rows: number, runId: number) => {
  const staged = Array.from({ length: rows }, (_, sku) => saleRow('2026-01-01', sku, runId))
  return load(stores, shopId, into, sliceOf('2026-01-01', '2026-01-01'), { fact_test_sales: staged }, runId)
}

it('P21: keeps what is there and tells it, and believes it when it comes so again', async () => {
  const shopId = ++shop
  await read(shopId, 40, 1)
  expect((await read(shopId, 19, 2)).notice).toMatchObject({
    word: 'short_answer',
    details: { from: '2026-01-01' },
  })
  expect(new Set(await salesOf(shopId)).size).toBe(40)
  expect((await salesOf(shopId))[0]).toBe('0 0.01')
  expect((await read(shopId, 19, 3)).notice).toBeNull()
  expect(await salesOf(shopId)).toHaveLength(19)
})

it('P21: forgets the short answer when the next one is whole', async () => {
  const shopId = ++shop
  await read(shopId, 40, 1)
  await read(shopId, 5, 2)
  expect((await read(shopId, 41, 3)).notice).toBeNull()
  expect(await salesOf(shopId)).toHaveLength(41)
  expect((await read(shopId, 5, 4)).notice?.word).toBe('short_answer')
  expect(await salesOf(shopId)).toHaveLength(41)
})

it('P21: asks for a short answer again though its days are over', async () => {
  const shopId = ++shop
  const later = async () => (await stores.store.done(shopId, into, 9)).size
  await read(shopId, 40, 1)
  expect(await later()).toBe(1)
  await read(shopId, 5, 2)
  expect(await later()).toBe(0)
  await read(shopId, 5, 3)
  expect(await later()).toBe(1)
})

it('accepts half of the rows, and any change of a few rows', async () => {
  const shopId = ++shop
  await read(shopId, 40, 1)
  expect((await read(shopId, 20, 2)).notice).toBeNull()
  await read(shopId, 19, 3)
  expect((await read(shopId, 1, 4)).notice).toBeNull()
  expect(await salesOf(shopId)).toEqual(['0 0.04'])
})

it('does not believe a single row of many either; nothing at all is an empty answer', async () => {
  const shopId = ++shop
  await read(shopId, 40, 1)
  expect((await read(shopId, 0, 2)).notice?.word).toBe('empty_answer')
  expect((await read(shopId, 1, 3)).notice?.word).toBe('short_answer')
  expect(await salesOf(shopId)).toHaveLength(40)
})

it('believes half of what came the last time, though more was there', async () => {
  const shopId = ++shop
  await read(shopId, 40, 1)
  expect((await read(shopId, 10, 2)).notice?.word).toBe('short_answer')
  expect((await read(shopId, 5, 3)).notice).toBeNull()
  expect(await salesOf(shopId)).toHaveLength(5)
})

it('takes twenty rows for many', async () => {
  const shopId = ++shop
  await read(shopId, 20, 1)
  expect((await read(shopId, 9, 2)).notice?.word).toBe('short_answer')
  expect(await salesOf(shopId)).toHaveLength(20)
})

it('looks at each table: half of one, and nothing where few were, is believed', async () => {
  const shopId = ++shop
  const both = streamInto([sales, shelf], { mode: 'replace' }, 'both')
  const readBoth = (sold: number, left: number, runId: number) =>
    load(
      stores,
      shopId,
      both,
      sliceOf('2026-01-01'),
      {
        fact_test_sales: Array.from({ length: sold }, (_, sku) => saleRow('2026-01-01', sku, runId)),
        fact_test_shelf: Array.from({ length: left }, (_, sku) => shelfRow('2026-01-01', sku, runId)),
      },
      runId,
    )
  await readBoth(40, 19, 1)
  expect((await readBoth(20, 0, 2)).notice).toBeNull()
  expect(await salesOf(shopId)).toHaveLength(20)
  await readBoth(40, 40, 3)
  expect((await readBoth(20, 10, 4)).notice?.word).toBe('short_answer')
})

const shelves = streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'] }, 'shelves')
const look = (shopId: number, left: number, day: string) =>
  load(stores, shopId, shelves, sliceOf(day, day, { window: { start: day, days: 1 }, open: true }), {
    fact_test_shelf: Array.from({ length: left }, (_, sku) => shelfRow(day, sku, 5)),
  })
const zeros = async (shopId: number) => {
  const sql = `SELECT count(*) AS zeros FROM fact_test_shelf WHERE shop_id = ${shopId} AND amount = 0`
  return (await stores.facts.read(sql))[0]?.zeros
}

it('does not believe a snapshot that breaks off, and believes it when it comes so again, on whatever day', async () => {
  const shopId = ++shop
  await look(shopId, 40, '2026-01-01')
  expect((await look(shopId, 1, '2026-01-02')).notice?.word).toBe('short_answer')
  expect(await zeros(shopId)).toBe(0)
  await mergeCheckpoints(stores, [{ ...shelves, slices: today() }], '2026-01-03')
  expect((await look(shopId, 1, '2026-01-03')).notice).toBeNull()
  expect(await zeros(shopId)).toBe(39)
})

it('believes no single shelf after a snapshot of none', async () => {
  const shopId = ++shop
  await look(shopId, 40, '2026-01-01')
  expect((await look(shopId, 0, '2026-01-02')).notice?.word).toBe('empty_answer')
  expect((await look(shopId, 1, '2026-01-03')).notice?.word).toBe('short_answer')
  expect(await zeros(shopId)).toBe(0)
  expect((await look(shopId, 40, '2026-01-03')).notice).toBeNull()
})

it('holds each batch of a snapshot against the same ids', async () => {
  const shopId = ++shop
  const batches = streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'], ids: 'sku' }, 'batches')
  const read = (first: number, left: number, day: string, batch = `${first}`) =>
    load(
      stores,
      shopId,
      batches,
      sliceOf(day, day, {
        window: { start: day, days: 1 },
        batch,
        ids: Array.from({ length: 40 }, (_, sku) => first + sku),
      }),
      { fact_test_shelf: Array.from({ length: left }, (_, sku) => shelfRow(day, first + sku, 5)) },
    )
  await read(100, 40, '2026-01-01')
  await read(200, 40, '2026-01-01')
  // Of ids that were never asked for together nothing is known but what lies there.
  expect((await read(100, 3, '2026-01-02', 'others')).notice?.word).toBe('short_answer')
  expect((await read(100, 3, '2026-01-02')).notice?.word).toBe('short_answer')
  expect((await read(200, 3, '2026-01-02')).notice?.word).toBe('short_answer')
  expect((await read(100, 3, '2026-01-03')).notice).toBeNull()
  expect(await zeros(shopId)).toBe(37)
})

it('an answer that is not believed moves no day to which the data is known, though its run has read it', async () => {
  const shopId = ++shop
  const known = async () => {
    const sql = `SELECT stream_id, to_day::VARCHAR AS to_day, strftime(done_at, '%dT%H') AS done, run_id, rows FROM checkpoints WHERE shop_id = ${shopId} ORDER BY stream_id, slice_key`
    return (await stores.facts.read(sql)).map(row => Object.values(row).join(' '))
  }
  const of = (name: string, mode: 'upsert' | 'replace') => streamInto([sales], { mode }, name)
  const reads = async (into: Stream, count: number, day: number, key = 'window') => {
    now = Date.UTC(2026, 0, day, 9)
    const to = `2026-01-${String(day).padStart(2, '0')}`
    const rows = Array.from({ length: count }, (_, sku) => saleRow('2026-01-10', sku, day))
    const slice = sliceOf('2026-01-01', to, { window: { start: key, days: 1 }, open: true })
    return load(stores, shopId, into, slice, { fact_test_sales: rows }, day)
  }
  await reads(of('a', 'upsert'), 2, 10)
  await reads(of('a', 'upsert'), 0, 12)
  expect(await known()).toEqual(['a 2026-01-10 10T09 12 2'])
  await reads(of('a', 'upsert'), 2, 13)
  expect(await known()).toEqual(['a 2026-01-13 13T09 13 2'])
  await reads(of('b', 'replace'), 40, 14)
  await reads(of('b', 'replace'), 1, 16)
  expect((await known())[1]).toBe('b 2026-01-14 14T09 16 1')
  // Other ids, and so another slice: it knows no more than its stream did.
  await reads(of('b', 'replace'), 0, 17, 'another')
  expect((await known())[1]).toBe('b 2026-01-17 14T09 17 0')
  expect((await reads(of('c', 'upsert'), 0, 18)).notice).toBeNull()
  expect((await known()).at(-1)).toBe('c 2026-01-18 18T09 18 0')
})
