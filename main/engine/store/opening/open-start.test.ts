import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
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
import { insertShop, listShops } from '../records/shops.ts'
import { openStores, type Stores } from './open.ts'

let data: TempData
beforeEach(async () => {
  data = await tempData()
  onTestFinished(() => data.remove())
})
const opened = async (): Promise<Stores> => {
  const stores = await data.open()
  onTestFinished(() => stores.close())
  return stores
}
const modes = () =>
  ['.', ...readdirSync(data.dataDir).sort()].map(name => {
    const { mode } = statSync(join(data.dataDir, name))
    return `${name} ${(mode & 0o777).toString(8)}`
  })
const rows = { fact_test_sales: [saleRow('2026-01-01', 1, 150)] }

describe('a first start', () => {
  test.skipIf(process.platform === 'win32')(
    'makes both files, for their owner alone, and nothing else',
    async () => {
      await opened()
      expect(modes()).toEqual([
        '. 700',
        'dims.sqlite 600',
        'dims.sqlite-wal 600',
        'facts.duckdb 600',
        'staging 700',
      ])
    },
  )

  test('has nothing to tell, and holds both files until it is closed', async () => {
    const stores = await data.open()
    expect([stores.notices, stores.readOnly]).toEqual([[], false])
    await expect(data.open()).rejects.toMatchObject({ kind: 'data_in_use' })
    await stores.close()
    const again = await opened()
    expect(again.notices).toEqual([])
  })

  test.skipIf(process.platform === 'win32')(
    'is made in folders that are not there yet, whatever their names',
    async () => {
      const dataDir = join(data.folder, 'a', 'b', 'data')
      const stores = await openStores({ dataDir, migrationsDir: data.migrationsDir, tables })
      expect(existsSync(join(dataDir, 'facts.duckdb'))).toBe(true)
      await stores.close()
      const unusable = openStores({
        dataDir: join(data.folder, 'why?'),
        migrationsDir: data.migrationsDir,
        tables,
      })
      await expect(unusable).rejects.toMatchObject({ kind: 'path_unusable' })
    },
  )
})

test.skipIf(process.platform === 'win32')(
  'a start that fails leaves nothing of ours open to others, and holds nothing',
  async () => {
    await (await data.open()).close()
    for (const [name, mode] of [
      ['', 0o755],
      ['facts.duckdb', 0o644],
      ['dims.sqlite', 0o644],
    ] as const)
      chmodSync(join(data.dataDir, name), mode)
    writeFileSync(join(data.migrationsDir, 'facts', '0003_hole.sql'), 'SELECT 1')
    for (let time = 0; time < 2; time += 1) await expect(data.open()).rejects.toThrow('expected number 2')
    expect(modes().filter(line => !/ (600|700)$/.test(line))).toEqual([])
  },
)

test('a start clears what another has left in the staging folder, and copies of an upgrade', async () => {
  await (await data.open()).close()
  mkdirSync(join(data.dataDir, 'staging', 'spilled'))
  for (const name of [
    'facts.duckdb.upgrading',
    'facts.duckdb.upgrading.wal',
    'dims.sqlite.upgrading-journal',
    'staging/a.ndjson',
  ])
    writeFileSync(join(data.dataDir, name), 'x')
  await opened()
  expect(readdirSync(data.dataDir).filter(name => name.includes('upgrading'))).toEqual([])
  expect(readdirSync(join(data.dataDir, 'staging'))).toEqual([])
})

test('the next start finds facts, dims and their copies as they were, and no log', async () => {
  const stores = await data.open()
  await load(stores, 1, streamInto([sales]), sliceOf('2026-01-01'), rows)
  await load(stores, 1, streamInto([goods], { mode: 'upsert' }, 'goods'), sliceOf('2026-01-01'), {
    dim_test_goods: [goodsRow(1, 'чай')],
  })
  // As a death between the commit of dims and their copy leaves it.
  stores.dims.exec("UPDATE dim_test_goods SET name = 'кофе'; UPDATE dim_versions SET version = version + 1")
  await stores.close()
  const again = await opened()
  expect(existsSync(join(data.dataDir, 'facts.duckdb.wal'))).toBe(false)
  expect(await again.facts.read('SELECT amount FROM fact_test_sales')).toEqual([{ amount: '1.50' }])
  expect(await again.facts.read('SELECT name FROM dim_test_goods')).toEqual([{ name: 'кофе' }])
  expect(again.notices.map(({ word }) => word)).toEqual(['orphans'])
})

test('the next start finds the slices that were read whole', async () => {
  const stores = await data.open()
  const of = streamInto([sales])
  const stage = await stores.store.stage(1, of, sliceOf('2026-01-01'), 7)
  stage.add(rows)
  await stage.close()
  await stores.close()
  expect([...(await (await opened()).store.recovered(1, of, [sliceOf('2026-01-01')], 7)).keys()]).toEqual([
    '2026-01-01',
  ])
})

test('a question sees what was written to the app’s own tables a moment ago', async () => {
  const stores = await opened()
  insertShop(stores.dims, { name: 'Дом', marketplace: 'wb', clientId: null, perfClientId: null, demo: false })
  const found: unknown[] = []
  for await (const batch of stores.query('SELECT id, name FROM shops')) found.push(...batch)
  expect(found).toEqual([{ id: 1, name: 'Дом' }])
  expect(listShops(stores.dims)).toHaveLength(1)
})

test('the store of another moment dates what it commits by that moment', async () => {
  const stores = await opened()
  await load(
    { store: stores.storeAt(Date.parse('2026-01-05T06:00:00.000Z')) },
    1,
    streamInto([sales]),
    sliceOf('2026-01-01'),
    rows,
  )
  expect(await stores.facts.read('SELECT done_at FROM checkpoints')).toEqual([
    { done_at: '2026-01-05T06:00:00.000Z' },
  ])
})

test('the checkpoints of single pages that an earlier version left are forgotten, and no other', async () => {
  const stores = await data.open()
  const given = ['since', 'since#page', 'since~', 'since~#page', '2026-01-01#page', '2026-01-01']
  const values = given.map(key => `(1, 's', '${key}', '2026-01-01', '2026-01-31', true, 1, 5, '2026-01-31')`)
  await stores.facts.write(
    async connection => void (await connection.run(`INSERT INTO checkpoints VALUES ${values}`)),
  )
  stores.dims.exec(`INSERT INTO dim_checkpoints VALUES ${values}`)
  await stores.close()
  const again = await opened()
  const sql = (table: string) => `SELECT slice_key FROM ${table} ORDER BY slice_key`
  const left = ['2026-01-01', 'since', 'since~']
  expect((await again.facts.read(sql('checkpoints'))).map(row => row.slice_key)).toEqual(left)
  expect(again.dims.prepare(sql('dim_checkpoints')).pluck().all()).toEqual(left)
})
