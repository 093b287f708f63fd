import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TempData } from '../../../tests/support/store.ts'
import { load, saleRow, sales, sliceOf, streamInto, tempData } from '../../../tests/support/store.ts'
import type { Stores } from './open.ts'

let data: TempData
let stores: Stores
let shop = 0
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})

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
