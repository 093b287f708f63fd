import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { step } from '../../../../loaders/core/declare/stream.ts'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  shelf,
  shelfRow,
  sliceOf,
  streamInto,
  tempData,
} from '../../../../tests/support/store.ts'
import { coverage } from '../queries/coverage.ts'
import { pausesOf } from '../records/pauses.ts'
import { forgetOld, removeShop } from '../records/remove.ts'
import { saveCapturedResponse, startRun } from '../records/runs.ts'
import { insertShop, updateShop } from '../records/shops.ts'
import type { Stores } from './open.ts'

let data: TempData
let stores: Stores
beforeAll(async () => {
  data = await tempData()
  stores = await data.open()
})
afterAll(async () => {
  await stores.close()
  data.remove()
})
const into = streamInto([sales])
const newShop = (name = 'shop') =>
  insertShop(stores.dims, { name, marketplace: 'ozon', clientId: '1', perfClientId: null, demo: false })
async function ask(sql: string) {
  const rows: unknown[] = []
  for await (const batch of stores.query(sql)) rows.push(...batch)
  return rows
}

it('P26: two shops in one file never see, change or remove each other’s rows', async () => {
  const modes = [
    streamInto([sales]),
    streamInto([sales], { mode: 'replace' }),
    streamInto([sales], { mode: 'replace', ids: 'sku' }),
    streamInto([shelf], { mode: 'snapshot', zero: ['amount', 'worth'], ids: 'sku' }),
    streamInto([goods]),
    streamInto([goods], { mode: 'replace' }),
  ]
  const command = fc.record({
    mode: fc.nat(modes.length - 1),
    dt: fc.integer({ min: 1, max: 3 }).map(number => `2026-05-0${number}`),
    skus: fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
    finish: fc.boolean(),
  })
  const dump = async (shopId: number) => [
    await stores.facts.read(`SELECT * FROM fact_test_sales WHERE shop_id = ${shopId} ORDER BY ALL`),
    await stores.facts.read(`SELECT * FROM fact_test_shelf WHERE shop_id = ${shopId} ORDER BY ALL`),
    await stores.facts.read(`SELECT * FROM dim_test_goods WHERE shop_id = ${shopId} ORDER BY ALL`),
    stores.dims.prepare('SELECT * FROM dim_test_goods WHERE shop_id = ? ORDER BY sku').all(shopId),
    ...(await Promise.all(modes.map(async mode => [...(await stores.store.done(shopId, mode, 1))]))),
    await Promise.all(modes.map(mode => stores.store.range(shopId, [mode]))),
    await stores.store.ids(shopId, { table: sales, column: 'sku' }),
    await stores.store.state(shopId, into).get('key'),
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 5 }), async commands => {
      const quiet = newShop().id
      const busy = newShop().id
      await load(stores, quiet, into, sliceOf('2026-05-01'), {
        fact_test_sales: [1, 2, 3].map(sku => saleRow('2026-05-01', sku, sku)),
      })
      await load(stores, quiet, modes[3] as never, sliceOf('2026-05-01'), {
        fact_test_shelf: [1, 2].map(sku => shelfRow('2026-05-01', sku, 5)),
      })
      await load(stores, quiet, streamInto([goods]), sliceOf('2026-05-01'), {
        dim_test_goods: [goodsRow(1, 'mine')],
      })
      await stores.store.state(quiet, into).set('key', 'mine')
      const before = await dump(quiet)
      for (const { mode, dt, skus, finish } of commands) {
        const of = modes[mode] as (typeof modes)[number]
        const rows = {
          fact_test_sales: skus.map(sku => saleRow(dt, sku, sku * 7)),
          fact_test_shelf: skus.map(sku => shelfRow(dt, sku, 9)),
          dim_test_goods: skus.map(sku => goodsRow(sku, 'theirs')),
        }
        const table = of.into[0]?.name as keyof typeof rows
        const slice = sliceOf(dt, dt, { ids: mode === 2 || mode === 3 ? skus : [] })
        await load(stores, busy, of, slice, { [table]: rows[table] })
        if (finish) await stores.store.finish(busy, of, [slice])
      }
      await stores.store.state(busy, into).set('key', 'theirs')
      expect(await dump(quiet)).toEqual(before)
      await removeShop(stores, busy)
      expect(await dump(quiet)).toEqual(before)
    }),
    { numRuns: 12 },
  )
})

it('removes all of a shop from every table of both files and never gives its id again', async () => {
  const { id } = newShop('gone')
  await load(stores, id, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 1)] })
  await load(stores, id, streamInto([goods]), sliceOf('2026-01-01'), { dim_test_goods: [goodsRow(1, 'a')] })
  await stores.store.state(id, into).set('a', 'b')
  const runId = startRun(stores.dims, {
    shopId: id,
    first: true,
    trigger: 'person',
    startedAt: '2026-01-01T00:00:00.000Z',
  })
  saveCapturedResponse(
    stores.dims,
    { shopId: id, runId, step: 'x' },
    { host: 'h', method: 'GET', path: '/', query: null, body: null, status: 200, answer: 'no' },
  )
  await removeShop(stores, id)
  // Nor in the log.
  expect(existsSync(join(data.dataDir, 'facts.duckdb.wal'))).toBe(false)
  await ask('SELECT 1')
  for (const relation of stores.relations) {
    const column = relation.name === 'shops' ? 'id' : 'shop_id'
    if (!Object.hasOwn(relation.columns, column)) continue
    const sql = `SELECT count(*) AS left FROM ${relation.name} WHERE ${column} = ${id}`.replace(
      ' left',
      ' "left"',
    )
    expect([relation.name, await stores.facts.read(sql)]).toEqual([relation.name, [{ left: 0 }]])
    if (relation.store === 'dims') expect(stores.dims.prepare(sql).get()).toEqual({ left: 0 })
  }
  expect(newShop().id).toBeGreaterThan(id)
})

it('P22: measures coverage from rows and committed slices, and names the days that no slice covers', async () => {
  const { id } = newShop()
  const kept = { lane: 'a', refresh: 'daily' } as const
  const steps = [step('test.sales', kept, [into]), step('test.goods', kept, [streamInto([goods])])]
  await load(stores, id, into, sliceOf('2026-01-10', '2026-01-12'), {
    fact_test_sales: [saleRow('2026-01-11', 1, 1), saleRow('2026-01-12', 1, 1)],
  })
  await load(stores, id, into, sliceOf('2026-01-01', '2026-01-05'), {})
  const [found, dims] = await coverage(stores, id, steps)
  expect(found).toMatchObject({
    step: 'test.sales',
    table: 'fact_test_sales',
    rows: 2,
    from: '2026-01-11',
    to: '2026-01-12',
    holes: [{ from: '2026-01-06', to: '2026-01-09' }],
  })
  expect(Date.parse(String(found?.loadedAt))).toBeGreaterThan(Date.now() - 60_000)
  expect(dims).toMatchObject({ rows: 0, from: null, to: null, holes: [], loadedAt: null })
})

it('counts a slice that was read before its days were over only for the run that read it', async () => {
  const { id } = newShop()
  const run = () =>
    startRun(stores.dims, {
      shopId: id,
      first: false,
      trigger: 'person',
      startedAt: new Date().toISOString(),
    })
  const first = run()
  await load(
    stores,
    id,
    into,
    sliceOf('2026-01-01', '2026-01-28', { window: { start: 'open', days: 1 }, open: true }),
    {},
    first,
  )
  await load(
    stores,
    id,
    into,
    sliceOf('2025-12-04', '2025-12-31', { window: { start: 'closed', days: 1 } }),
    {},
    first,
  )
  // Another run of the shop goes on beside it and begins later.
  const second = run()
  expect(await stores.store.done(id, into, first)).toEqual(
    new Map([
      ['open', first],
      ['closed', first],
    ]),
  )
  expect(await stores.store.done(id, into, second)).toEqual(new Map([['closed', first]]))
})

it('answers questions over the tables of both files, and nothing else', async () => {
  const { id } = newShop('О’Генри "и сын"')
  await load(stores, id, into, sliceOf('2026-01-01'), { fact_test_sales: [saleRow('2026-01-01', 1, 150)] })
  await load(stores, id, streamInto([goods]), sliceOf('2026-01-01'), {
    dim_test_goods: [goodsRow(1, 'чай', 99)],
  })
  const sql = `SELECT s.name, g.name AS goods, g.price, sum(f.amount) AS amount FROM fact_test_sales f JOIN shops s ON s.id = f.shop_id JOIN dim_test_goods g USING (shop_id, sku) WHERE s.id = ${id} GROUP BY ALL`
  expect(await ask(sql)).toEqual([{ name: 'О’Генри "и сын"', goods: 'чай', price: '0.99', amount: '1.50' }])
  updateShop(stores.dims, id, { name: 'new' })
  expect(await ask(`SELECT name FROM shops WHERE id = ${id}`)).toEqual([{ name: 'new' }])
  for (const good of [
    'SUMMARIZE shops',
    'DESCRIBE shops',
    'SHOW TABLES',
    'EXPLAIN SELECT 1',
    'FROM shops',
    'VALUES (1)',
  ])
    expect((await ask(good)).length).toBeGreaterThan(0)
  for (const bad of [
    'DELETE FROM fact_test_sales',
    'EXPLAIN ANALYZE DELETE FROM fact_test_sales',
    'SELECT 1; DROP TABLE shops',
    "COPY shops TO '/tmp/shops.csv'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/hostname'",
    "ATTACH '/tmp/x.duckdb'",
    'SET threads = 1',
    'INSTALL httpfs',
    'CALL pragma_version()',
    'CREATE TEMP TABLE x AS SELECT 1',
    'nonsense',
    '',
  ])
    await expect(ask(bad), bad).rejects.toMatchObject({ kind: 'bad_query' })
  expect(await ask('SELECT count(*) > 0 AS there FROM fact_test_sales')).toEqual([{ there: true }])
})

it('goes on reading while a slice is being written', async () => {
  const { id } = newShop()
  const rows = Array.from({ length: 200_000 }, (_, sku) => saleRow('2026-01-01', sku, 1))
  const stage = await stores.store.stage(id, into, sliceOf('2026-01-01'), 1)
  stage.add({ fact_test_sales: rows })
  const order: string[] = []
  const commit = stage.commit().then(() => order.push('commit'))
  const reading = stores.facts.read('SELECT 1').then(() => order.push('read'))
  await Promise.all([commit, reading])
  expect(order).toEqual(['read', 'commit'])
})

it('forgets pauses that are over, and those of an account that no shop has any more', async () => {
  const account = { marketplace: 'ozon', clientId: '4711', perfClientId: '4712@advertising' } as const
  const shop = insertShop(stores.dims, { name: 'paused', demo: false, ...account })
  const { clientId } = account
  const pauses = pausesOf(stores, 'ozon')
  const open = Date.parse('2026-01-02T10:00:00Z')
  const all = () => stores.dims.prepare('SELECT client, bucket FROM pauses ORDER BY bucket').raw().all()
  pauses.set('/asked', clientId, { open, asked: true })
  pauses.set('/own', clientId, { open, asked: false })
  pauses.set('/reports', account.perfClientId, { open, asked: false })
  // The day of Moscow begins three hours before that of UTC.
  pauses.set('/just', clientId, { open: Date.parse('2026-01-01T21:00:00Z'), asked: true })
  pauses.set('/over', clientId, { open: Date.parse('2026-01-01T20:59:59Z'), asked: true })
  pauses.set('/strange', 'nobody', { open, asked: true })
  await forgetOld(stores, '2026-01-02')
  expect(all()).toEqual([
    [clientId, '/asked'],
    [clientId, '/just'],
    [clientId, '/own'],
    [account.perfClientId, '/reports'],
  ])
  expect(pauses.get('/asked', clientId)).toEqual({ open, asked: true })
  expect(pausesOf(stores, 'wb').get('/asked', clientId)).toBeNull()
  await removeShop(stores, shop.id)
  expect(all()).toEqual([])
})

it('forgets only what a table does not keep any longer', async () => {
  const { id } = newShop()
  await load(stores, id, into, sliceOf('2025-01-01', '2026-01-01'), {
    fact_test_sales: [saleRow('2025-01-01', 1, 1), saleRow('2026-01-01', 1, 1)],
  })
  await forgetOld(stores, '2026-01-02')
  expect(await stores.store.range(id, [into])).toEqual({ from: '2025-01-01', to: '2026-01-01' })
  const short = {
    ...stores,
    relations: stores.relations.map(of => (of.name === sales.name ? { ...of, retention: 30 } : of)),
  }
  await forgetOld(short, '2026-01-02')
  expect(await stores.store.range(id, [into])).toEqual({ from: '2026-01-01', to: '2026-01-01' })
})
