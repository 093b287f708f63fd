import { readdirSync } from 'node:fs'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { day, id, type Table, table } from '../../../../loaders/core/declare/table.ts'
import { allTables } from '../../../../loaders/index.ts'
import { type Memory, openMemory } from '../../../../tests/support/records.ts'
import { bidRow, bids, load, saleRow, sales, sliceOf, streamInto } from '../../../../tests/support/store.ts'
import type { Relation } from '../schema/ddl.ts'
import { literal, name, names } from '../schema/ddl.ts'
import { relationsOf } from '../schema/tables.ts'
import { pausesOf } from './pauses.ts'
import { forgetOld, removeShop } from './remove.ts'
import { insertShop } from './shops.ts'

const relations = relationsOf(allTables)

/** A row of a relation for a shop: any value of its kind in each column. */
function rowOf({ name: table, columns, store }: Relation, shopId: number): string {
  const values = Object.entries(columns).map(([column, { kind }]) => {
    if (column === 'shop_id' || (table === 'shops' && column === 'id')) return literal(shopId)
    switch (kind) {
      case 'text':
        return literal('word')
      case 'day':
        return literal('2026-01-01')
      case 'instant':
        return literal('2026-01-01T00:00:00.000Z')
      case 'json':
        return literal('[]')
      case 'bool':
        return store === 'facts' ? 'FALSE' : '0'
      default:
        return '1'
    }
  })
  return `INSERT INTO ${name(table)} (${names(Object.keys(columns))}) VALUES (${values.join(', ')})`
}

describe('a shop that is removed', () => {
  let stores: Memory
  beforeEach(async () => {
    stores = await openMemory(allTables)
    onTestFinished(() => stores.close())
  })
  const columnOf = ({ name, columns }: Relation) =>
    name === 'shops' ? 'id' : Object.hasOwn(columns, 'shop_id') ? 'shop_id' : null
  const ofShops = relations.filter(columnOf)
  const remove = (shopId: number) => removeShop(stores, shopId)

  test('leaves no row in any relation of either file nor in a mirror, and every row of another shop', async () => {
    expect(ofShops.length).toBeGreaterThan(50)
    for (const shopId of [1, 2])
      for (const relation of ofShops)
        if (relation.store === 'dims') stores.dims.exec(rowOf(relation, shopId))
        else await stores.facts.exclusive(connection => connection.run(rowOf(relation, shopId)))
    await stores.mirror.refreshOwn()
    const left = async () => {
      const all: Record<string, readonly number[]> = {}
      for (const relation of ofShops) {
        const sql = `SELECT ${columnOf(relation)} AS shop FROM ${name(relation.name)} ORDER BY 1`
        const shops = (rows: readonly unknown[]) => rows.map(row => Number((row as { shop: number }).shop))
        all[`${relation.name} in DuckDB`] = shops(await stores.facts.read(sql))
        if (relation.store === 'dims') all[relation.name] = shops(stores.dims.prepare(sql).all())
      }
      return all
    }
    const own = ofShops.filter(({ name }) => !allTables.some(table => table.name === name))
    // Mirrors follow commits of loaders; here nothing was committed.
    const before = await left()
    for (const { name } of own) expect(before[name] ?? before[`${name} in DuckDB`], name).toEqual([1, 2])

    await remove(1)
    for (const [table, shops] of Object.entries(await left())) expect(shops, table).toEqual([2])
  })

  test('loses what waits for its commit and the pauses of its account, and those of others stay', async () => {
    const account = (clientId: string) =>
      insertShop(stores.dims, { name: 'x', marketplace: 'ozon', clientId, perfClientId: null, demo: false })
        .id
    const [gone, other] = [account('7'), account('8')]
    const pauses = pausesOf({ dims: stores.dims, readOnly: false }, 'ozon')
    for (const clientId of ['7', '8']) pauses.set('/a', clientId, { open: 1e12, asked: true })
    const table = allTables.find(({ store }) => store === 'facts') as Table
    for (const shopId of [gone, other])
      await (await stores.store.stage(shopId, streamInto([table]), sliceOf('2026-01-01'), 1)).close()
    const next = stores.nextLife()
    expect(readdirSync(stores.staging)).toHaveLength(2)
    await removeShop(next, gone)
    expect(readdirSync(stores.staging)).toHaveLength(1)
    expect([
      ...(await next.recovered.take(other, streamInto([table]), [sliceOf('2026-01-01')], 1)).keys(),
    ]).toEqual(['2026-01-01'])
    expect(stores.dims.prepare('SELECT client FROM pauses').pluck().all()).toEqual(['8'])
  })

  test('is counted in every table of dims before it goes from the copies, should the process die in between', async () => {
    const versions = () =>
      new Map(stores.dims.prepare('SELECT name, version FROM dim_versions').raw().all() as [string, number][])
    const before = versions()
    await remove(1)
    for (const { name, store } of ofShops)
      if (store === 'dims') expect(versions().get(name), name).toBe((before.get(name) ?? 0) + 1)
  })
})

describe('retention', () => {
  const names = table('dim_test_names', {
    store: 'dims',
    key: ['sku', 'dt'],
    day: 'dt',
    retention: 2,
    columns: { sku: id(), dt: day() },
    grain: 'One row is a name on a day.',
  })
  const timeless = table('dim_test_timeless', {
    store: 'dims',
    key: ['sku'],
    retention: 2,
    columns: { sku: id() },
    grain: 'One row is of no day.',
  })
  const short = { ...bids, retention: 365 }
  let stores: Memory
  beforeEach(async () => {
    stores = await openMemory([short, sales, names, timeless])
    onTestFinished(() => stores.close())
  })
  const left = async (of: string) =>
    (await stores.facts.read(`SELECT CAST(dt AS VARCHAR) AS dt FROM ${of} ORDER BY dt`)).map(({ dt }) => dt)
  const inDims = (of: string) => stores.dims.prepare(`SELECT * FROM ${of} ORDER BY rowid`).raw().all()

  test('keeps the row of the last day that is kept, and forgets that of the day before, in either file and its copies', async () => {
    const days = ['2025-11-27', '2025-11-28', '2025-11-29']
    const slice = sliceOf('2025-11-27', '2025-11-29')
    await load(stores, 1, streamInto([short]), slice, {
      log_test_bids: days.map((day, index) => bidRow(1, index, `${day}T12:00:00.000Z`, 100)),
    })
    await load(stores, 1, streamInto([sales]), slice, { fact_test_sales: [saleRow('2020-01-01', 1, 1)] })
    await load(stores, 1, streamInto([names]), slice, {
      dim_test_names: ['2026-11-25', '2026-11-26', '2026-11-27'].map(dt => ({ sku: 1, dt })),
    })
    await load(stores, 1, streamInto([timeless], { mode: 'upsert' }, 'timeless'), slice, {
      dim_test_timeless: [{ sku: 5 }],
    })
    await forgetOld(stores, '2026-11-28')
    expect(await left('log_test_bids')).toEqual(['2025-11-28', '2025-11-29'])
    expect(inDims('dim_test_names')).toEqual([
      [1, 1, '2026-11-26'],
      [1, 1, '2026-11-27'],
    ])
    expect(await left('dim_test_names')).toEqual(['2026-11-26', '2026-11-27'])
    // Tables with unlimited retention or without days stay.
    expect(await left('fact_test_sales')).toEqual(['2020-01-01'])
    expect(inDims('dim_test_timeless')).toEqual([[1, 5]])
  })

  test('forgets the pauses that were over before today', async () => {
    insertShop(stores.dims, {
      name: 'x',
      marketplace: 'ozon',
      clientId: '7',
      perfClientId: null,
      demo: false,
    })
    const pauses = pausesOf({ dims: stores.dims, readOnly: false }, 'ozon')
    pauses.set('/over', '7', { open: Date.parse('2026-11-27T12:00:00Z'), asked: true })
    pauses.set('/later', '7', { open: Date.parse('2026-11-28T12:00:00Z'), asked: true })
    await forgetOld(stores, '2026-11-28')
    expect(stores.dims.prepare('SELECT bucket FROM pauses').pluck().all()).toEqual(['/later'])
  })
})
