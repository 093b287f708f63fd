import { afterEach, beforeEach, expect, it } from 'vitest'
import { changeDetector } from '../../../../loaders/core/declare/change-detector.ts'
import { today } from '../../../../loaders/core/declare/slices.ts'
import { type Stream, stream } from '../../../../loaders/core/declare/stream.ts'
import type { Row } from '../../../../loaders/core/declare/table.ts'
import { goods, goodsRow, load, sliceOf, type TempData, tempData } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'
import { openStores } from '../opening/open.ts'
import { insertShop } from '../records/shops.ts'

let data: TempData
let stores: Stores
let at = Date.parse('2026-05-01T06:00:00.000Z')
const open = () =>
  openStores({ dataDir: data.dataDir, migrationsDir: data.migrationsDir, tables: [goods], now: () => at })
beforeEach(async () => {
  data = await tempData([goods])
  stores = await open()
})
afterEach(async () => {
  await stores.close()
  data.remove()
})

const shown = { kind: 'title', news: true } as const
const named = changeDetector(goods, [
  {
    type: 'NAME',
    ...shown,
    compare: (was, is) => (was.name === is.name ? [] : [{ field: 'name', before: was.name, after: is.name }]),
  },
  {
    type: 'MORE',
    ...shown,
    compare(was, is) {
      const one = { before: JSON.stringify(was.more), after: JSON.stringify(is.more) }
      return one.before === one.after ? [] : [{ field: 'more', ...one }]
    },
  },
])
const watching = stream({
  id: 'test.goods.watched',
  into: [goods],
  slices: today(),
  source: { host: 'ozon-seller', paths: [], read: async function* () {} },
  rows: () => ({}),
  detector: named,
})
const shop = () =>
  insertShop(stores.dims, { name: 'x', marketplace: 'ozon', clientId: '1', perfClientId: null, demo: false })
    .id
const read = (shopId: number, rows: readonly Row[], day = '2026-05-01', of: Stream = watching) =>
  load(stores, shopId, of, sliceOf(day, day, { open: true }), { dim_test_goods: rows })
const events = () =>
  stores.dims
    .prepare(
      'SELECT shop_id, id, created_at, event_type, entity, entity_id, old_value, new_value, metadata FROM event_log ORDER BY id',
    )
    .raw()
    .all()

it('a row that was not there is a beginning, and tells nothing; what differs from it afterwards is one event of the moment', async () => {
  const id = shop()
  await read(id, [goodsRow(1, 'a'), goodsRow('9007199254740993', 'b')])
  expect(events()).toEqual([])
  at = Date.parse('2026-05-02T06:00:00.000Z')
  await read(id, [goodsRow(1, 'a'), goodsRow('9007199254740993', 'c'), goodsRow(3, 'd')], '2026-05-02')
  const metadata = '{"field":"name"}'
  expect(events()).toEqual([
    [id, 1, '2026-05-02T06:00:00.000Z', 'NAME', 'product', '9007199254740993', 'b', 'c', metadata],
  ])
})

it('the same page again, by the same run or by another, tells nothing new', async () => {
  const id = shop()
  await read(id, [goodsRow(1, 'a')])
  for (const day of ['2026-05-02', '2026-05-02', '2026-05-03']) await read(id, [goodsRow(1, 'b')], day)
  await read(id, [goodsRow(1, 'b'), goodsRow(1, 'b')], '2026-05-03')
  expect(events()).toHaveLength(1)
})

it('a row that does not come is no change, and is compared with what it was when it comes again', async () => {
  const id = shop()
  await read(id, [goodsRow(1, 'a'), goodsRow(2, 'a')])
  await read(id, [goodsRow(2, 'a')], '2026-05-02')
  await read(id, [], '2026-05-03')
  expect(events()).toEqual([])
  await read(id, [goodsRow(1, 'b'), goodsRow(2, 'a')], '2026-05-04')
  expect(events()).toMatchObject([
    [id, 1, expect.any(String), 'NAME', 'product', '1', 'a', 'b', expect.any(String)],
  ])
})

it('the event and the row that it tells of come together or not at all', async () => {
  const id = shop()
  await read(id, [goodsRow(1, 'a')])
  const names = () => stores.dims.prepare('SELECT name FROM dim_test_goods').pluck().all()
  for (const table of ['event_log', 'dim_test_goods', 'dim_checkpoints']) {
    stores.dims.exec(
      `CREATE TEMP TRIGGER broken BEFORE INSERT ON main.${table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    )
    await expect(read(id, [goodsRow(1, 'b')], '2026-05-02')).rejects.toThrow('the disk is full')
    expect([names(), events()]).toEqual([['a'], []])
    stores.dims.exec('DROP TRIGGER temp.broken')
  }
  await read(id, [goodsRow(1, 'b')], '2026-05-02')
  await stores.close()
  stores = await open()
  expect([names(), events().length]).toEqual([['b'], 1])
})

it('shops do not see each other’s rows, and no two events share a number', async () => {
  const [one, other] = [shop(), shop()]
  await read(one, [goodsRow(1, 'a')])
  await read(other, [goodsRow(1, 'b')])
  expect(events()).toEqual([])
  await read(other, [goodsRow(1, 'c')], '2026-05-02')
  await read(one, [goodsRow(1, 'd')], '2026-05-02')
  expect(events()).toMatchObject([
    [other, 1, expect.any(String), 'NAME', 'product', '1', 'b', 'c', expect.any(String)],
    [one, 2, expect.any(String), 'NAME', 'product', '1', 'a', 'd', expect.any(String)],
  ])
})

it('detectors see rows as loaders write them: JSON as values, what is empty as null', async () => {
  const id = shop()
  const more = (value: unknown) => [{ ...goodsRow(1, 'a'), more: value }]
  await read(id, more(null))
  await read(id, more(['x', { y: 1 }]), '2026-05-02')
  await read(id, more(['x', { y: 1 }]), '2026-05-03')
  expect(events()).toMatchObject([
    [id, 1, expect.any(String), 'MORE', 'product', '1', 'null', '["x",{"y":1}]', '{"field":"more"}'],
  ])
})

it('a stream that watches nothing notes nothing', async () => {
  const id = shop()
  const quiet = { ...watching, detector: null }
  await read(id, [goodsRow(1, 'a')], '2026-05-01', quiet)
  await read(id, [goodsRow(1, 'b')], '2026-05-02', quiet)
  expect(events()).toEqual([])
})

it('the question over both databases finds the events', async () => {
  const id = shop()
  await read(id, [goodsRow(1, 'a')])
  await read(id, [goodsRow(1, 'b')], '2026-05-02')
  const rows: unknown[] = []
  for await (const batch of stores.query(
    "SELECT event_type, new_value, metadata ->> 'field' AS field FROM event_log",
  ))
    rows.push(...batch)
  expect(rows).toEqual([{ event_type: 'NAME', new_value: 'b', field: 'name' }])
})

it('several changes of one reading are events of their own, and the next goes on behind them', async () => {
  const id = shop()
  const rows = (name: string) => [1, 2, 3].map(sku => goodsRow(sku, name))
  await read(id, rows('a'))
  await read(id, rows('b'), '2026-05-02')
  await read(id, [goodsRow(2, 'c')], '2026-05-03')
  const seen = stores.dims.prepare('SELECT id, entity_id, new_value FROM event_log ORDER BY id').raw().all()
  expect(seen).toEqual([
    [1, '1', 'b'],
    [2, '2', 'b'],
    [3, '3', 'b'],
    [4, '2', 'c'],
  ])
})
