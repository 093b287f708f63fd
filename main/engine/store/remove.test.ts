import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allTables } from '../../../loaders/index.ts'
import {
  bidRow,
  bids,
  load,
  sliceOf,
  streamInto,
  type TempData,
  tempData,
} from '../../../tests/support/store.ts'
import type { Relation } from './ddl.ts'
import { literal, name, names } from './ddl.ts'
import { openStores, type Stores } from './open.ts'
import { forgetOld, removeShop } from './remove.ts'
import { relationsOf } from './tables.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../resources/migrations')
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
  let folder: string
  let stores: Stores
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'prilavok-remove-'))
    stores = await openStores({ dataDir: folder, migrationsDir: MIGRATIONS, tables: allTables })
  })
  afterEach(async () => {
    await stores.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const columnOf = ({ name, columns }: Relation) =>
    name === 'shops' ? 'id' : Object.hasOwn(columns, 'shop_id') ? 'shop_id' : null
  const ofShops = relations.filter(columnOf)

  test('leaves no row in any relation of either file nor in a mirror, and every row of another shop', async () => {
    expect(ofShops.length).toBeGreaterThan(50)
    for (const shopId of [1, 2])
      for (const relation of ofShops)
        if (relation.store === 'dims') stores.dims.exec(rowOf(relation, shopId))
        else await stores.facts.alone(connection => connection.run(rowOf(relation, shopId)))
    for await (const _ of stores.query('SELECT 1'));
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
    // Mirrors of what loaders write follow their commits; here nobody committed.
    const before = await left()
    for (const { name } of own) expect(before[name] ?? before[`${name} in DuckDB`], name).toEqual([1, 2])

    await removeShop(stores, 1)
    for (const [table, shops] of Object.entries(await left())) expect(shops, table).toEqual([2])
  })
})

describe('retention', () => {
  let data: TempData
  beforeEach(async () => {
    data = await tempData([{ ...bids, retention: 365 }])
  })
  afterEach(() => data.remove())

  test('keeps the row of the last day that is kept, and forgets that of the day before', async () => {
    const table = { ...bids, retention: 365 }
    const stores = await openStores({
      dataDir: data.dataDir,
      migrationsDir: data.migrationsDir,
      tables: [table],
    })
    const of = streamInto([table], { mode: 'upsert' })
    const days = ['2025-11-27', '2025-11-28', '2025-11-29']
    await load(stores, 1, of, sliceOf('2025-11-27', '2025-11-29'), {
      log_test_bids: days.map((day, index) => bidRow(1, index, `${day}T12:00:00.000Z`, 100)),
    })
    await forgetOld(stores, '2026-11-28')
    const left = await stores.facts.read('SELECT CAST(dt AS VARCHAR) AS dt FROM log_test_bids ORDER BY dt')
    expect(left).toEqual([{ dt: '2025-11-28' }, { dt: '2025-11-29' }])
    await stores.close()
  })
})
