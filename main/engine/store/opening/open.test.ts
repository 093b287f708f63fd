import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
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
  tables,
  tempData,
} from '../../../../tests/support/store.ts'
import { storeProcess } from '../../../../tests/support/store-process.ts'
import { insertShop } from '../records/shops.ts'
import { openStores, type Stores } from './open.ts'

const into = streamInto([sales])
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const child = () => storeProcess(data)
const migrate = (store: string, name: string, sql: string) =>
  writeFileSync(join(data.migrationsDir, store, name), sql)

it('P11: after SIGKILL at any moment each slice is there with its checkpoint or not at all', async () => {
  for (const [round, pause] of [0, 7, 19, 41, 83, 160].entries()) {
    const one = child()
    await one.said(round === 0 ? 'ready' : 'slice 0')
    await setTimeout(pause)
    await one.kill()

    const stores = await data.open()
    expect(stores.notices.map(({ word }) => word).filter(word => word !== 'orphans')).toEqual([])
    expect(readdirSync(join(data.dataDir, 'staging'))).toEqual([])
    const slices = await stores.facts.read(
      'SELECT CAST(sku // 10000 AS INTEGER) AS slice, count(*) AS rows FROM fact_test_sales GROUP BY 1 ORDER BY 1',
    )
    const done = await stores.store.done(1, into, 1)
    expect(slices.map(row => `slice ${row.slice}`).sort()).toEqual([...done.keys()].sort())
    for (const row of slices) expect(row.rows).toBe(3000)
    for (const word of one.words) if (word.startsWith('slice')) expect(done.has(word)).toBe(true)

    const names = stores.dims.prepare('SELECT count(*) AS rows FROM dim_test_goods').get() as { rows: number }
    const dimsDone = await stores.store.done(1, streamInto([goods], { mode: 'upsert' }, 'goods'), 1)
    expect(names.rows).toBe(dimsDone.size * 300)
    const [mirror] = await stores.facts.read('SELECT count(*) AS rows FROM dim_test_goods')
    expect(mirror?.rows).toBe(names.rows)
    await stores.close()
  }
})

it('a death between the commits of two shops to one table leaves no mirror that takes itself for whole', async () => {
  const stores = await data.open()
  const of = streamInto([goods], { mode: 'upsert' }, 'goods')
  const commit = (shopId: number) =>
    load(stores, shopId, of, sliceOf('2026-01-01'), { dim_test_goods: [goodsRow(shopId, `of ${shopId}`)] })
  for (const shopId of [1, 2]) await commit(shopId)
  // Contents of the disk when the first of four writes is in both files.
  const dead = join(data.folder, 'dead')
  const all = [3, 4, 5, 6].map(shopId => commit(shopId))
  await all[0]
  cpSync(data.dataDir, dead, { recursive: true })
  await Promise.all(all)
  const copied = async (of: Stores) => {
    const inDims = of.dims.prepare('SELECT shop_id, name FROM dim_test_goods ORDER BY shop_id').all()
    expect(await of.facts.read('SELECT shop_id, name FROM dim_test_goods ORDER BY shop_id')).toEqual(inDims)
    return inDims.length
  }
  expect(await copied(stores)).toBe(6)
  await stores.close()

  const again = await openStores({ dataDir: dead, migrationsDir: data.migrationsDir, tables })
  // All four were in SQLite by then, else this test would prove nothing.
  expect(await copied(again)).toBe(6)
  await again.close()
})

it('a table that was copied while writes to it were on their way takes each of them over once', async () => {
  const stores = await data.open()
  const of = streamInto([goods], { mode: 'upsert' }, 'goods')
  const commit = (shopId: number, name: string) =>
    load(stores, shopId, of, sliceOf('2026-01-01'), { dim_test_goods: [goodsRow(1, name)] })
  await commit(1, 'old')
  await Promise.all([commit(1, 'a'), commit(2, 'b'), stores.mirror.rebuild(), commit(1, 'c'), commit(2, 'd')])
  const versions = await stores.facts.read("SELECT version FROM mirrors WHERE name = 'dim_test_goods'")
  expect(versions).toEqual([{ version: 5 }])
  const all = 'SELECT shop_id, name FROM dim_test_goods ORDER BY shop_id'
  expect(await stores.facts.read(all)).toEqual(stores.dims.prepare(all).all())
  await stores.close()
})

it('P26: a second process and a second opening in the same process are refused, and the first goes on', async () => {
  const one = child()
  await one.said('ready')
  await expect(data.open()).rejects.toMatchObject({ kind: 'data_in_use' })
  await one.kill()
  const stores = await data.open()
  await expect(data.open()).rejects.toMatchObject({ kind: 'data_in_use' })
  const other = child()
  await expect(other.said('ready')).rejects.toThrow(/data_in_use|locked/)
  await load(stores, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 1)] })
  await stores.close()
})

it('opens a newer database for reading only', async () => {
  const old = await data.open()
  await load(old, 1, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await old.close()
  cpSync(data.migrationsDir, `${data.migrationsDir}-old`, { recursive: true })
  migrate('dims', '0002_later.sql', 'CREATE TABLE later (a INTEGER);')
  await (await data.open()).close()

  const stores = await openWith(`${data.migrationsDir}-old`)
  expect(stores.readOnly).toBe(true)
  expect(await stores.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  for await (const rows of stores.query('SELECT count(*) AS shops FROM shops'))
    expect(rows).toEqual([{ shops: 0 }])
  const write = load(stores, 1, into, sliceOf('2026-01-02'), {
    fact_test_sales: [saleRow('2026-01-02', 1, 1)],
  })
  await expect(write).rejects.toMatchObject({ kind: 'read_only' })
  const dims = load(stores, 1, streamInto([goods]), sliceOf('2026-01-02'), {
    dim_test_goods: [goodsRow(1, 'a')],
  })
  await expect(dims).rejects.toMatchObject({ kind: 'read_only' })
  // Refused by SQLite itself, not just by the copy into the facts.
  expect(stores.dims.prepare('SELECT count(*) FROM dim_test_goods').pluck().get()).toBe(0)
  expect(() => stores.dims.exec("INSERT INTO settings VALUES ('a', '1')")).toThrow(/readonly/)
  expect(() => insertShop(stores.dims, shop)).toThrow('read_only')
  await stores.close()
})

const shop = { name: 'Дом', marketplace: 'wb', clientId: null, perfClientId: null, demo: false } as const

async function openWith(migrationsDir: string) {
  const { openStores } = await import('./open.ts')
  const { tables } = await import('../../../../tests/support/store.ts')
  return openStores({ dataDir: data.dataDir, migrationsDir, tables })
}
