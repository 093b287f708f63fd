import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allTables } from '../../../loaders/index.ts'
import { type Book, chargeBooks } from '../../../tests/support/charge-books.ts'
import { openStores, type Stores } from '../store/opening/open.ts'
import { moveType } from '../store/records/charge-moves.ts'
import { listShops } from '../store/records/shops.ts'
import { chargeMoves } from '../store/schema/tables.ts'
import { adMoney } from './ad-money.ts'
import { VIEWS } from './views.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-ad-money-'))
let stores: Stores
const run = (...sql: readonly string[]) =>
  stores.facts.exclusive(async connection => {
    for (const one of sql) await connection.run(one)
  })
beforeAll(async () => {
  stores = await openStores({
    dataDir: folder,
    migrationsDir: join(import.meta.dirname, '../../../resources/migrations'),
    tables: allTables,
  })
  await run(VIEWS)
  const shop = stores.dims.prepare(
    `INSERT INTO shops (id, name, marketplace, demo, status, status_message, created_at, roles, loaded)
     VALUES (?, 'Лавка', ?, 0, 'idle', '{}', '2026-11-01T00:00:00.000Z', '[]', 1)`,
  )
  for (const [id, marketplace] of [
    [1, 'ozon'],
    [2, 'wb'],
    [3, 'ozon'],
  ])
    shop.run(id, marketplace)
})
afterAll(async () => {
  await stores.close()
  rmSync(folder, { recursive: true, force: true })
})
const TABLES = [
  'fact_ozon_transactions',
  'fact_ozon_transaction_lines',
  'fact_ozon_ad_expense',
  'fact_ozon_seller_taxes',
  'fact_wb_finance',
  'fact_wb_ad_costs',
  'checkpoints',
]
beforeEach(async () => {
  await run(...TABLES.map(table => `DELETE FROM ${table}`))
  stores.dims.exec('UPDATE shops SET perf_client_id = NULL')
})

const { insert, accrual, line } = chargeBooks(run)
const NOW = Date.parse('2026-11-18T12:00:00+03:00')
const told = (shops: readonly number[]) =>
  adMoney(
    stores.facts,
    listShops(stores.dims).filter(({ id }) => shops.includes(id)),
    NOW,
  )
/** Marks a stream of a shop as read from a day to yesterday. */
const read = (shop_id: number, stream_id: string, from = '2026-10-01') =>
  run(
    `INSERT INTO checkpoints (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
     VALUES (${shop_id}, '${stream_id}', 'all', DATE '${from}', DATE '2026-11-17', true, 1, 1, TIMESTAMP '2026-11-18 06:00:00')`,
  )
const spent = (shop_id: number, dt: string, money_spent: number) =>
  run(
    insert('fact_ozon_ad_expense', [
      { shop_id, campaign_id: 5, dt, is_cpo: false, money_spent, bonus_spent: 0, prepayment_spent: 0 },
    ]),
  )
const charged = (shop: number, type_id: number, amount: number, whole: Book = {}) =>
  accrual(shop, [{ kind: 'fee', type_id, amount }], { dt: '2026-10-05', ...whole })
const perf = () => stores.dims.exec("UPDATE shops SET perf_client_id = 'p'")

test('advertising of Ozon is what clicks and orders were charged, beside what campaigns spent; nothing is added', async () => {
  perf()
  await read(1, 'ozon.finance.accruals')
  await read(1, 'ozon.ads.expense')
  await charged(1, 41, -100.5)
  await charged(1, 54, -20)
  // No campaign of the cabinet.
  await charged(1, 47, -5)
  await charged(1, 19, -7)
  await spent(1, '2026-10-06', 110.25)
  await spent(1, '2026-11-02', 1)
  expect(await told([1])).toEqual([
    {
      shopId: 1,
      month: '2026-11',
      booked: 0,
      campaigns: 100,
      difference: -100,
      currency: 'RUB',
      missing: [],
    },
    {
      shopId: 1,
      month: '2026-10',
      booked: 12_050,
      campaigns: 11_025,
      difference: 1025,
      currency: 'RUB',
      missing: [],
    },
  ])
  // Whatever a person moves, the money is the same.
  const move = { marketplace: 'ozon', type: 'PayPerClick', group: 'other' } as const
  await stores.mirror.refresh(null, [chargeMoves], moveType(stores.dims, move, 0))
  expect(await told([1])).toMatchObject([{}, { booked: 12_050 }])
})

test('advertising of Wildberries is what reports deducted, beside what campaigns were charged from «Баланс»', async () => {
  await read(2, 'wb.finance.reports')
  await read(2, 'wb.ads.costs')
  const promotion = {
    operation_type: 'Удержания',
    bonus_type_name: 'Оказание услуг «ВБ.Продвижение», документ №19',
  }
  await line({ ...promotion, dt: '2026-10-11', deduction: 500 })
  await line({
    operation_type: 'Удержания',
    bonus_type_name: 'Предоставление услуг по подписке «Джем»',
    dt: '2026-10-11',
    deduction: 2990,
  })
  const cost = (payment_type: string, amount: number, dt: string) =>
    run(insert('fact_wb_ad_costs', [{ shop_id: 2, advert_id: 3, dt, payment_type, line: 1, amount }]))
  await cost('Баланс', 300, '2026-10-10')
  await cost('Баланс', 250, '2026-10-20')
  await cost('Счет', 70, '2026-10-10')
  await cost('Бонусы', 60, '2026-10-10')
  expect(await told([2])).toEqual([
    {
      shopId: 2,
      month: '2026-10',
      booked: 50_000,
      campaigns: 55_000,
      difference: -5000,
      currency: 'RUB',
      missing: [],
    },
  ])
})

test('advertising is unknown where a side was not read over the whole month, and says of which', async () => {
  await read(1, 'ozon.finance.accruals', '2026-10-02')
  await charged(1, 41, -10)
  await charged(1, 41, -11, { dt: '2026-11-05' })
  const reasons = async () =>
    (await told([1])).map(({ booked, campaigns, difference, missing }) => [
      ...[booked, campaigns, difference],
      missing.map(({ reason, step }) => `${step} ${reason}`),
    ])
  const [history, access] = ['ozon.finance history', 'ozon.ads no_access']
  expect(await reasons()).toEqual([
    [1100, null, null, [access]],
    [null, null, null, [history, access]],
  ])
  perf()
  await read(1, 'ozon.ads.expense')
  expect(await reasons()).toEqual([
    [1100, 0, 1100, []],
    [null, 0, null, [history]],
  ])
})

test('advertising of two currencies has both sides and no difference', async () => {
  perf()
  await read(1, 'ozon.finance.accruals')
  await read(1, 'ozon.ads.expense')
  await run(insert('fact_ozon_seller_taxes', [{ shop_id: 1, dt: '2026-10-01', currency_code: 'KZT' }]))
  await charged(1, 41, -10, { currency_code: 'KZT' })
  await spent(1, '2026-10-06', 10)
  expect(await told([1])).toMatchObject([
    { booked: 1000, campaigns: 1000, difference: null, currency: null, missing: [{ reason: 'currencies' }] },
  ])
  await charged(1, 54, -1)
  expect(await told([1])).toMatchObject([{ booked: null, campaigns: 1000, difference: null }])
})

test('advertising of shops that were not asked for, or have none, is nothing', async () => {
  await read(1, 'ozon.finance.accruals')
  await charged(1, 41, -10)
  await charged(3, 41, -10)
  expect((await told([1])).map(({ shopId }) => shopId)).toEqual([1])
  expect(await told([])).toEqual([])
  expect(await told([2])).toEqual([])
})
