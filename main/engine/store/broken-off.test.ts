import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Memory, openMemory } from '../../../tests/support/records.ts'
import { load, saleRow, sales, shelf, shelfRow, sliceOf, streamInto } from '../../../tests/support/store.ts'

let stores: Memory
let shop = 0
beforeAll(async () => {
  stores = await openMemory([sales, shelf])
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

it('takes half, and anything of a few rows, at its word', async () => {
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

it('takes every snapshot at its word: what vanished is zero', async () => {
  const shopId = ++shop
  const shelves = streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'] }, 'shelves')
  const look = (left: number, day: string) =>
    load(stores, shopId, shelves, sliceOf(day, day, { key: 'today' }), {
      fact_test_shelf: Array.from({ length: left }, (_, sku) => shelfRow(day, sku, 5)),
    })
  await look(40, '2026-01-01')
  expect((await look(3, '2026-01-02')).notice).toBeNull()
  const sql = `SELECT count(*) AS zeros FROM fact_test_shelf WHERE shop_id = ${shopId} AND amount = 0`
  expect(await stores.facts.read(sql)).toEqual([{ zeros: 37 }])
})
