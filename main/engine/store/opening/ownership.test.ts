import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  sliceOf,
  streamInto,
  tempData,
} from '../../../../tests/support/store.ts'
import { removeShop } from '../records/remove.ts'
import { insertShop, listShops, type NewShop } from '../records/shops.ts'
import type { Stores } from './open.ts'
import { owesRecheck } from './stamp.ts'

const into = streamInto([sales])
const cabinet = (clientId: string | null, name: string, more: Partial<NewShop> = {}): NewShop => ({
  name,
  marketplace: 'ozon',
  clientId,
  perfClientId: null,
  demo: false,
  ...more,
})
let data: TempData
let stores: Stores
beforeEach(async () => {
  data = await tempData()
  stores = await data.open()
})
afterEach(async () => {
  await stores.close()
  data.remove()
})

/** Connects a cabinet as the engine does. */
async function connect(shop: NewShop) {
  const row = insertShop(stores.dims, shop, await stores.ownership.numberOf(shop))
  await stores.ownership.claim(row)
  return row.id
}
const sell = (shopId: number, kopecks: number, day = '2026-01-01') =>
  load(stores, shopId, into, sliceOf(day), { fact_test_sales: [saleRow(day, 1, kopecks)] })
const name = (shopId: number, called: string) =>
  load(stores, shopId, streamInto([goods], { mode: 'upsert' }, 'goods'), sliceOf('2026-01-01'), {
    dim_test_goods: [goodsRow(1, called)],
  })
const sums = async () =>
  Object.fromEntries(
    (
      await stores.facts.read('SELECT shop_id, sum(amount)::VARCHAR AS sum FROM fact_test_sales GROUP BY 1')
    ).map(row => [row.shop_id, row.sum]),
  )
const said = () => stores.notices.map(({ word }) => word)
const reopened = async (meanwhile: () => void = () => {}) => {
  await stores.close()
  meanwhile()
  stores = await data.open()
}
const file = (name: string) => join(data.dataDir, name)
const loseDims = () => rmSync(file('dims.sqlite'))

it('facts whose list of shops is lost keep their owners, and the next cabinet gets a number of its own', async () => {
  expect(await connect(cabinet('100', 'Дом'))).toBe(1)
  expect(await connect(cabinet('200', 'Сад'))).toBe(2)
  await sell(1, 5_500_800)
  await sell(2, 100)
  await reopened(loseDims)
  expect(said()).toEqual(['dims_lost', 'orphans'])
  expect(stores.notices[1]?.details).toEqual({ count: 2 })
  expect(await stores.ownership.orphans()).toEqual([
    {
      shopId: 1,
      marketplace: 'ozon',
      clientId: '100',
      demo: false,
      name: 'Дом',
      from: '2026-01-01',
      to: '2026-01-01',
    },
    {
      shopId: 2,
      marketplace: 'ozon',
      clientId: '200',
      demo: false,
      name: 'Сад',
      from: '2026-01-01',
      to: '2026-01-01',
    },
  ])
  const next = await connect(cabinet('300', 'Новый'))
  expect(next).toBe(3)
  await sell(next, 700)
  expect(await sums()).toEqual({ 1: '55008.00', 2: '1.00', 3: '7.00' })
  await reopened()
  expect(said()).toEqual(['orphans'])
})

it('a cabinet that is connected again takes its own facts over, and those alone', async () => {
  await connect(cabinet('100', 'Дом'))
  await connect(cabinet('200', 'Сад'))
  await sell(1, 100)
  await sell(2, 200)
  await reopened(loseDims)
  expect(await connect(cabinet('200', 'Сад снова'))).toBe(2)
  expect((await stores.ownership.orphans()).map(({ shopId }) => shopId)).toEqual([1])
  // Coverage stays.
  expect((await stores.store.done(2, into, 1)).size).toBe(1)
  expect(await connect(cabinet('100', 'Дом', { marketplace: 'wb' }))).toBe(3)
  expect(await connect(cabinet('100', 'Дом', { demo: true }))).toBe(4)
  expect(await connect(cabinet(null, 'Дом'))).toBe(5)
  expect(await connect(cabinet('100', 'Дом'))).toBe(1)
  await reopened()
  expect(said()).toEqual([])
  expect(listShops(stores.dims).map(({ id, name }) => `${id} ${name}`)).toEqual([
    '1 Дом',
    '2 Сад снова',
    '3 Дом',
    '4 Дом',
    '5 Дом',
  ])
})

it('no number is given again, though its shop was removed and the list lost behind it', async () => {
  await connect(cabinet('100', 'Дом'))
  await connect(cabinet('200', 'Сад'))
  await sell(2, 200)
  await removeShop(stores, 2)
  expect(await stores.ownership.orphans()).toEqual([])
  await reopened(loseDims)
  expect(await connect(cabinet('300', 'Новый'))).toBe(3)
})

it('the number of nobody’s facts is not given again either', async () => {
  await sell(7, 100)
  await reopened()
  expect((await stores.ownership.orphans()).map(({ shopId }) => shopId)).toEqual([7])
  await removeShop(stores, 7)
  await reopened(loseDims)
  expect(await connect(cabinet('100', 'Дом'))).toBe(8)
})

it('facts under the number of another cabinet get a number of their own', async () => {
  await connect(cabinet('100', 'Дом'))
  await sell(1, 100)
  await name(1, 'their own')
  await stores.close()
  copyFileSync(file('facts.duckdb'), file('facts.duckdb.foreign'))
  for (const name of ['facts.duckdb', 'dims.sqlite']) rmSync(file(name))
  stores = await data.open()
  await connect(cabinet('200', 'Сад'))
  await sell(1, 200)
  await name(1, 'our own')
  await reopened(() => copyFileSync(file('facts.duckdb.foreign'), file('facts.duckdb')))
  expect(said()).toEqual(['dims_lost', 'orphans'])
  expect(owesRecheck(stores.dims)).toBe(true)
  expect(await sums()).toEqual({ 2: '1.00' })
  // Copies of the other dims bore the same version.
  expect(await stores.facts.read('SELECT shop_id, name FROM dim_test_goods')).toEqual([
    { shop_id: 1, name: 'our own' },
  ])
  expect(await stores.ownership.orphans()).toMatchObject([{ shopId: 2, clientId: '100', name: 'Дом' }])
  expect((await stores.store.done(1, into, 1)).size).toBe(0)
  expect(await connect(cabinet('300', 'Новый'))).toBe(3)
})

it('orphans are removed whole', async () => {
  await connect(cabinet('100', 'Дом'))
  await sell(1, 100)
  await reopened(loseDims)
  await removeShop(stores, 1)
  expect(await stores.ownership.orphans()).toEqual([])
  expect(await sums()).toEqual({})
  expect(await stores.facts.read('SELECT * FROM checkpoints')).toEqual([])
})

it('facts that an earlier release left without owners take them from the copy of the list of shops', async () => {
  await connect(cabinet('100', 'Дом'))
  await sell(1, 100)
  await sell(7, 100)
  // A question of a person makes the copy.
  for await (const rows of stores.query('SELECT id FROM shops')) expect(rows).toEqual([{ id: 1 }])
  await stores.facts.write(async connection => void (await connection.run('DELETE FROM owners')))
  await reopened(loseDims)
  expect(
    (await stores.ownership.orphans()).map(({ shopId, clientId, name }) => [shopId, clientId, name]),
  ).toEqual([
    [1, '100', 'Дом'],
    [7, null, null],
  ])
})

it('a renamed shop is called by its new name when the list is lost', async () => {
  await connect(cabinet('100', 'Дом'))
  stores.dims.exec("UPDATE shops SET name = 'Дача'")
  await reopened()
  await reopened(loseDims)
  expect((await stores.ownership.orphans()).map(({ name }) => name)).toEqual(['Дача'])
})
