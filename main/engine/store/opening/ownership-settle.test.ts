import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openFactRecords, openRecords } from '../../../../tests/support/records.ts'
import { sales } from '../../../../tests/support/store.ts'
import type { Facts } from '../duckdb/connection.ts'
import { insertShop, type NewShop } from '../records/shops.ts'
import { relationsOf } from '../schema/tables.ts'
import type { Dims } from '../sqlite/connection.ts'
import { ownership, settleOwners } from './ownership.ts'
import { newStamp, pair } from './stamp.ts'

let facts: Facts
let dims: Dims
beforeEach(async () => {
  facts = await openFactRecords([sales])
  dims = openRecords()
  await pair(facts, dims, newStamp(), 'together')
  onTestFinished(() => facts.close())
})
const run = (sql: string) => facts.exclusive(connection => connection.run(sql))
const settle = () => settleOwners(facts, dims, relationsOf([sales]))
const cabinet = (clientId: string | null, more: Partial<NewShop> = {}): NewShop => ({
  name: 'Дом',
  marketplace: 'ozon',
  clientId,
  perfClientId: null,
  demo: false,
  ...more,
})
const read = (shopId: number, from: string, to: string) =>
  run(
    `INSERT INTO checkpoints VALUES (${shopId}, 's', '${from}', '${from}', '${to}', false, 1, 1, '2026-03-01')`,
  )
const sell = (shopId: number) =>
  run(
    `INSERT INTO fact_test_sales (shop_id, dt, sku, amount, paid) VALUES (${shopId}, '2026-01-01', 1, 1, true)`,
  )
const owners = async () =>
  (await facts.read('SELECT shop_id, marketplace, client_id, demo, name FROM owners ORDER BY 1')).map(row =>
    Object.values(row),
  )
const shopsOf = async (of: string) =>
  (await facts.read(`SELECT DISTINCT shop_id FROM ${of} ORDER BY 1`)).map(row => row.shop_id)
const nextShop = () => insertShop(dims, cabinet('next')).id
const numberOf = (shop: NewShop) => ownership(facts, dims).numberOf(shop)

test('an owner is written down for each shop, as it is called now', async () => {
  insertShop(dims, cabinet('7', { demo: true }))
  insertShop(dims, cabinet(null, { marketplace: 'wb', name: 'Сад' }))
  await settle()
  expect(await owners()).toEqual([
    [1, 'ozon', '7', true, 'Дом'],
    [2, 'wb', null, false, 'Сад'],
  ])
  dims.exec("UPDATE shops SET name = 'Дача' WHERE id = 1")
  await settle()
  expect((await owners())[0]).toEqual([1, 'ozon', '7', true, 'Дача'])
  expect(await ownership(facts, dims).orphans()).toEqual([])
})

test('facts that no shop of the list owns tell from when to when they were read, whoever they are of', async () => {
  insertShop(dims, cabinet('7'))
  await read(1, '2026-01-01', '2026-01-31')
  await read(4, '2026-01-05', '2026-01-09')
  await read(4, '2026-01-02', '2026-01-03')
  await settle()
  expect(await ownership(facts, dims).orphans()).toEqual([
    {
      shopId: 4,
      marketplace: null,
      clientId: null,
      demo: false,
      name: null,
      from: '2026-01-02',
      to: '2026-01-09',
    },
  ])
})

test('facts that wait for a cabinet are its own alone; one without a number of its own has none', async () => {
  await run(`INSERT INTO owners VALUES (4, 'ozon', '7', false, 'Дом'), (5, 'wb', NULL, false, 'Сад')`)
  expect(await numberOf(cabinet('7'))).toBe(4)
  for (const other of [cabinet('8'), cabinet('7', { marketplace: 'wb' }), cabinet('7', { demo: true })])
    expect(await numberOf(other)).toBeNull()
  expect(await numberOf(cabinet(null, { marketplace: 'wb' }))).toBeNull()
})

describe('facts under the number of a shop', () => {
  test('of which nobody wrote down the owner are its own', async () => {
    insertShop(dims, cabinet('7'))
    await run('INSERT INTO owners VALUES (1, NULL, NULL, false, NULL)')
    await read(1, '2026-01-01', '2026-01-31')
    await settle()
    expect(await owners()).toEqual([[1, 'ozon', '7', false, 'Дом']])
    expect(await shopsOf('checkpoints')).toEqual([1])
  })

  test('of another cabinet get a number of their own, in every table', async () => {
    for (const clientId of ['7', '8']) insertShop(dims, cabinet(clientId))
    await run(`INSERT INTO owners VALUES (1, 'ozon', '9', false, 'Чужой'), (2, 'ozon', '8', false, 'Дом')`)
    for (const shopId of [1, 2]) {
      await read(shopId, '2026-01-01', '2026-01-31')
      await sell(shopId)
    }
    await settle()
    expect(await owners()).toEqual([
      [1, 'ozon', '7', false, 'Дом'],
      [2, 'ozon', '8', false, 'Дом'],
      [3, 'ozon', '9', false, 'Чужой'],
    ])
    for (const table of ['checkpoints', 'fact_test_sales']) expect(await shopsOf(table)).toEqual([2, 3])
    expect(nextShop()).toBe(4)
  })
})

describe('no number is given again', () => {
  test('of a shop that was removed, though the list began anew', async () => {
    expect(nextShop()).toBe(1)
    await settle()
    await run('UPDATE stamp SET last_shop = 8')
    dims.exec('DELETE FROM shops')
    dims = openRecords()
    await pair(facts, dims, newStamp(), 'together')
    await settle()
    expect(nextShop()).toBe(9)
    await settle()
    expect(await facts.read('SELECT last_shop FROM stamp')).toEqual([{ last_shop: 9 }])
  })

  test('of facts without an owner, though they are removed before the list is lost', async () => {
    await read(6, '2026-01-01', '2026-01-31')
    await settle()
    await run('DELETE FROM checkpoints; DELETE FROM owners')
    dims = openRecords()
    await settle()
    expect(nextShop()).toBe(7)
  })

  test('of the newest shop, which nothing was read of', async () => {
    for (const _ of [1, 2, 3]) nextShop()
    dims.exec('DELETE FROM shops WHERE id = 3')
    await settle()
    expect(nextShop()).toBe(4)
  })
})

test('owners that an earlier release left out come from the copy of the list of shops', async () => {
  await run(
    'CREATE TABLE shops (id BIGINT, marketplace VARCHAR, client_id VARCHAR, demo BOOLEAN, name VARCHAR)',
  )
  await run(`INSERT INTO shops VALUES (1, 'wb', 'a', true, 'Дом'), (3, 'wb', 'c', false, 'Никто')`)
  await run(`INSERT INTO owners VALUES (2, 'ozon', 'b', false, 'Сад')`)
  for (const shopId of [1, 2, 9]) await read(shopId, '2026-01-01', '2026-01-31')
  await settle()
  expect(await owners()).toEqual([
    [1, 'wb', 'a', true, 'Дом'],
    [2, 'ozon', 'b', false, 'Сад'],
    [9, null, null, false, null],
  ])
})
