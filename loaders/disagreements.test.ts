import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { startSandbox } from '../sandbox/index.ts'
import type { Finding } from '../tests/support/checks/finding.ts'
import { ozonFindings } from '../tests/support/checks/ozon.ts'
import { wbFindings } from '../tests/support/checks/wb.ts'
import { keysOf, type SandboxKey } from '../tests/support/keys.ts'
import { memoryShop } from '../tests/support/memory-shop.ts'
import type { Step } from './core/declare/stream.ts'
import { httpClient } from './core/http/client.ts'
import type { HttpClient } from './core/http/session.ts'
import { addDays } from './core/parse/time.ts'
import { marketplaceOf } from './index.ts'

const TODAY = '2026-11-18'
const PACE = 20_000
/** All that the checks compare; of advertising only what it cost. */
const OZON = {
  'ozon.finance': null,
  'ozon.balance': null,
  'ozon.realization': null,
  'ozon.cash_flow': null,
  'ozon.placement': null,
  'ozon.returns': null,
  'ozon.orders': null,
  'ozon.ads': 'ozon.ads.expense',
}
/** Whose older rows explain younger ones. */
const WHOLE = ['ozon.returns']
const WB = { 'wb.finance': null, 'wb.reports': null, 'wb.ads': 'wb.ads.costs' }

/** The first of a month before which no script touches a row. */
const FROM = '2026-08-01'
/** The first day of the year before. */
const YEAR = '2025-12-01'

let sandbox: Sandbox
type Open = ReadonlyMap<Marketplace, HttpClient>
let open: Open
const openTo = ({ hosts }: Sandbox): Open =>
  new Map(
    Marketplace.options.map(name => [name, httpClient({ api: marketplaceOf(name).api, hosts, pace: PACE })]),
  )
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: PACE, scale: 0.2, mechanisms: [] })
  open = openTo(sandbox)
})
afterAll(async () => {
  await Promise.all([...open.values()].map(client => client.close()))
  await sandbox.close()
})

/** A step without the streams that nothing is compared with, and without days before `from`. */
const shortened = (steps: readonly Step[], wanted: Readonly<Record<string, string | null>>, from: string) =>
  steps
    .filter(({ id }) => id in wanted)
    .map(step => ({
      ...step,
      streams: step.streams
        .filter(({ id }) => wanted[step.id] === null || wanted[step.id] === id)
        .map(stream => ({
          ...stream,
          slices: async (...of: Parameters<typeof stream.slices>) =>
            (await stream.slices(...of)).filter(({ to }) => to >= from || WHOLE.includes(step.id)),
        })),
    }))

type Shop = ReturnType<typeof memoryShop>
async function loaded(key: SandboxKey, from: string, by = open): Promise<Shop> {
  const { marketplace } = key
  const { tables, steps } = marketplaceOf(marketplace)
  const shop = memoryShop({
    open: by.get(marketplace) as HttpClient,
    keys: keysOf(key),
    tables,
    today: TODAY,
    may: ['premium', 'performance'],
  })
  for (const step of shortened(steps, marketplace === 'ozon' ? OZON : WB, from)) await shop.load(step)
  return shop
}
const sumOf = (found: readonly Finding[]): number => found.reduce((sum, one) => sum + one.sum, 0)
const checksOf = (found: readonly Finding[]): readonly string[] => [
  ...new Set(found.map(({ check }) => check)),
]
const of = (found: readonly Finding[], check: string) => found.filter(one => one.check === check)

describe('a shop without a disagreement', () => {
  test('on Ozon agrees with Ozon to the kopeck in every check and month of a year', async () => {
    const shop = await loaded(sandbox.keys.second, YEAR)
    for (const table of ['fact_ozon_realization', 'fact_ozon_ad_expense', 'fact_ozon_placement'])
      expect(shop.rows(table).length, table).toBeGreaterThan(20)
    expect(ozonFindings(shop.rows, YEAR, TODAY)).toEqual([])
    expect(sandbox.truth('second').disagreements).toEqual([])
  })

  test('on Wildberries agrees with it to the kopeck in every check and report', async () => {
    const shop = await loaded(sandbox.tokens.demo, YEAR)
    expect(shop.rows('fact_wb_reports').length).toBeGreaterThan(90)
    expect(wbFindings(shop.rows)).toEqual([])
    expect(sandbox.wbTruth('wb-demo').disagreements).toEqual([])
  })
})

describe('a shop of the whole world, without a disagreement', () => {
  let whole: Sandbox
  let by: Open
  beforeAll(async () => {
    whole = await startSandbox({ today: TODAY, limits: false, speedup: PACE, scale: 0.2 })
    by = openTo(whole)
  })
  afterAll(async () => {
    await Promise.all(Object.values(by).map(client => client.close()))
    await whole.close()
  })

  test('on Ozon agrees with Ozon to the kopeck, from both its warehouses', async () => {
    const shop = await loaded(whole.keys.demo, YEAR, by)
    const schemes = new Set(shop.rows('fact_ozon_orders').map(row => row.warehouse_mode))
    expect([...schemes].map(mode => String(mode).toUpperCase()).sort()).toEqual(['FBO', 'FBS'])
    expect(ozonFindings(shop.rows, YEAR, TODAY)).toEqual([])
  })

  test('on Wildberries agrees with it to the kopeck', async () => {
    const shop = await loaded(whole.tokens.demo, YEAR, by)
    expect(shop.rows('fact_wb_ad_costs').length).toBeGreaterThan(20)
    expect(wbFindings(shop.rows)).toEqual([])
  })
})

describe('a shop whose money is not roubles', () => {
  test('on Ozon agrees with Ozon in tenge, which nothing of it is beside', async () => {
    const key = sandbox.keys.tenge
    const shop = await loaded(key, FROM)
    expect(ozonFindings(shop.rows, FROM, TODAY, 'KZT')).toEqual([])
    const { currencies, accruals } = sandbox.truth(key.shop, { from: FROM, to: TODAY })
    expect(Object.keys(currencies)).toEqual(['KZT'])
    const rows = shop.rows('fact_ozon_transactions').filter(({ dt }) => String(dt) >= FROM)
    expect(rows.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(currencies.KZT?.accrued)
    expect(currencies.KZT?.accrued).toBe(accruals.total.total)
    for (const table of ['fact_ozon_balance', 'fact_ozon_cash_flow', 'fact_ozon_orders', 'fact_ozon_returns'])
      expect([...new Set(shop.rows(table).flatMap(row => row.currency_code ?? []))], table).toEqual(['KZT'])
    // Ozon makes no such report for its sellers in Kazakhstan.
    expect(shop.rows('fact_ozon_realization')).toEqual([])
  })

  test('on Wildberries agrees with it in Belarusian roubles', async () => {
    const key = sandbox.tokens.belarus
    const shop = await loaded(key, FROM)
    expect(wbFindings(shop.rows, 'BYN')).toEqual([])
    for (const table of ['fact_wb_finance', 'fact_wb_reports', 'fact_wb_ad_costs'])
      expect([...new Set(shop.rows(table).map(row => row.currency))], table).toEqual(['BYN'])
    expect(sandbox.wbTruth(key.shop).currency).toBe('BYN')
  })
})

async function onOzon(id: keyof Sandbox['keys']) {
  const key = sandbox.keys[id]
  const shop = await loaded(key, FROM)
  const [said, ...others] = sandbox.truth(key.shop).disagreements
  if (!said) throw new Error(`${key.shop} disagrees about nothing`)
  expect(others).toEqual([])
  const found = ozonFindings(shop.rows, FROM, TODAY)
  return { key, shop, said, found, of: (check: string) => of(found, check) }
}

describe('a disagreement on Ozon', () => {
  test('1: an accrual of a closed month that is published late stands in the balance before', async () => {
    const { said, found, ...made } = await onOzon('disagreement1')
    expect(said).toMatchObject({
      check: 'O2',
      reason: 'начисление опубликовано позже',
      rows: 1,
      sum: -124_000,
    })
    expect(checksOf(found)).toEqual(['O2', 'O5'])
    // The total and its service, less than theirs by a negative sum.
    expect(made.of('O2').map(({ of, sum }) => [of, sum])).toEqual([
      ['2026-10-16 CrossDock', 124_000],
      ['2026-10-16 accrued', 124_000],
    ])
    expect(said.days).toEqual(['2026-10-31'])
  })

  test('2: an accrual has a part that nobody knows', async () => {
    const { said, found } = await onOzon('disagreement2')
    expect(said).toMatchObject({ check: 'O1', reason: 'неизвестная часть ответа', rows: 1, sum: 3715 })
    expect(found).toEqual([{ check: 'O1', of: said.of[0], sum: 3715 }])
  })

  test('3: the report of realised goods lacks a posting of two products', async () => {
    const { said, found, shop, ...made } = await onOzon('disagreement3')
    expect(said).toMatchObject({ check: 'O3', reason: 'документ другого вида', rows: 1, sum: 598_000 })
    expect(checksOf(found)).toEqual(['O3', 'O3 units', 'O4'])
    expect(sumOf(made.of('O3'))).toBe(598_000)
    const skus = shop
      .rows('fact_ozon_transaction_lines')
      .filter(row => String(row.operation_id) === said.of[0] && row.kind === 'sale_amount')
      .map(row => `${said.days[0]?.slice(0, 7)} ${row.sku}`)
    expect(skus).toHaveLength(2)
    expect(made.of('O3').map(one => one.of)).toEqual(skus.sort())
  })

  test('4: forty lines are credited with a little more than the seller’s price', async () => {
    const { said, found } = await onOzon('disagreement4')
    expect(said).toMatchObject({ check: 'O1b', reason: 'расходятся поля цены', rows: 40, sum: 6230 })
    expect(checksOf(found)).toEqual(['O1b'])
    expect([found.length, sumOf(found)]).toEqual([40, 6230])
    expect([...new Set(found.map(one => one.of))].sort()).toEqual([...said.of].sort())
  })

  test('5: orders of the last day of a month are paid for on the next', async () => {
    const { said, found } = await onOzon('disagreement5')
    expect(said).toMatchObject({ check: 'O6', reason: 'следующий день', rows: 6, sum: 81_240 })
    expect(found).toEqual([
      { check: 'O6', of: '2026-09', sum: -81_240 },
      { check: 'O6', of: '2026-10', sum: 81_240 },
    ])
    expect(said.days).toEqual(['2026-10-01'])
  })

  test('6: storage is charged for a warehouse that no report lists', async () => {
    const { said, found } = await onOzon('disagreement6')
    expect(said).toMatchObject({ check: 'O9', reason: 'нет в отчёте о размещении', rows: 3, sum: 45_590 })
    expect(checksOf(found)).toEqual(['O9'])
    expect([found.map(one => one.of), sumOf(found)]).toEqual([said.days, 45_590])
  })

  test('7: a return is compensated twice, until that is taken back', async () => {
    const { said, found, shop } = await onOzon('disagreement7')
    expect(said).toMatchObject({ check: 'O10', reason: 'компенсация без возврата', rows: 3, sum: 199_000 })
    expect(found).toEqual([{ check: 'O10', of: said.of[1], sum: 199_000 }])
    const paid = shop.rows('fact_ozon_transactions').filter(row => said.of.includes(String(row.operation_id)))
    expect(paid.map(({ dt, amount }) => [dt, amount]).sort()).toEqual([
      ['2026-08-10', 199_000],
      ['2026-08-11', 199_000],
      ['2026-10-11', -199_000],
    ])
  })

  test('12: a sale is credited in tenge, and no sum of the shop has it', async () => {
    const { said, found, key } = await onOzon('disagreement12')
    expect(said).toMatchObject({
      check: 'X2',
      reason: 'валюта строки',
      rows: 1,
      sum: 1_250_000,
      currency: 'KZT',
    })
    expect(found).toEqual([{ check: 'X2', of: said.of[0], sum: 1_250_000 }])
    const { books, accruals, currencies } = sandbox.truth(key.shop, { from: FROM })
    expect(currencies.KZT).toEqual({ accruals: 1, accrued: 1_250_000, lines: 1, ordered: 1_250_000 })
    expect(currencies.RUB?.accrued).toBe(accruals.total.total)
    const booked = Object.values(books).reduce((sum, { accrued }) => sum + accrued, 0)
    expect(booked).toBe(accruals.total.total)
  })
})

async function onWb(id: keyof Sandbox['tokens'], days = 0) {
  const key = sandbox.tokens[id]
  const shop = await loaded(key, addDays(TODAY, -200))
  if (days > 0) sandbox.advance(days)
  const [said, ...others] = sandbox.wbTruth(key.shop).disagreements
  if (!said) throw new Error(`${key.shop} disagrees about nothing`)
  expect(others).toEqual([])
  return { key, shop, said, found: wbFindings(shop.rows) }
}

describe('a disagreement on Wildberries', () => {
  test('8: a reward is adjusted on a line of deductions', async () => {
    const { said, found, shop } = await onWb('disagreement8')
    expect(said).toMatchObject({ check: 'W1', reason: 'Корректировка ВВ вычитается', rows: 1, sum: 215_328 })
    expect(found).toEqual([
      { check: 'W1', of: said.of[0], sum: 215_328 },
      { check: 'W2', of: `${said.of[0]} bonus_amount`, sum: -215_328 },
    ])
    const lines = shop.rows('fact_wb_finance').filter(row => String(row.report_id) === said.of[0])
    expect(lines.filter(row => row.operation_type === 'Удержание')).toMatchObject([
      { bonus_type_name: 'Остаток по минимальному платежу', reward: 215_328 },
    ])
  })

  test('10: the last hundred lines of a report are lost', async () => {
    const { said, found } = await onWb('disagreement10')
    expect(said).toMatchObject({ check: 'W2', reason: 'строк меньше, чем в итоге', rows: 100 })
    const sums = found.filter(({ check }) => check !== 'W4')
    expect([...new Set(sums.map(one => one.of.split(' ')[0]))]).toEqual(said.of)
    // What was held for advertising that week is among them.
    expect(checksOf(found)).toEqual(['W1', 'W2', 'W4'])
    expect(-sumOf(of(found, 'W1'))).toBe(said.sum)
    expect(said.sum).not.toBe(0)
  })

  test('11: what was paid from the account stands in no report, and as much was held for another document', async () => {
    const { said, found, shop } = await onWb('disagreement11')
    expect(said).toMatchObject({ check: 'W4', reason: 'оплачено со Счёта', rows: 2, sum: 1_800_000 })
    expect(checksOf(found)).toEqual(['W4'])
    expect(found.map(({ sum }) => sum)).toEqual([-1_800_000])
    const paid = shop.rows('fact_wb_ad_costs').filter(row => said.of.includes(String(row.upd_num)))
    expect(paid).toMatchObject([{ payment_type: 'Счет', amount: 1_800_000, dt: said.days[0] }])
  })

  test('9: a report is replaced under its number, with a line more', async () => {
    expect(sandbox.wbTruth('wb-disagreement-9').disagreements).toEqual([])
    const { said, key, shop } = await onWb('disagreement9', 2)
    expect(said).toMatchObject({ check: 'W2', reason: 'отчёт заменён', rows: 1, sum: -34_700 })
    const later = await loaded(key, addDays(TODAY, -200))
    // The lines of a report that is closed long since are not read again; its header is.
    const rows = (table: string) => (table === 'fact_wb_finance' ? shop : later).rows(table)
    const found = wbFindings(rows).filter(one => one.of.startsWith(said.of[0] ?? ''))
    expect(found).toEqual([
      { check: 'W1', of: said.of[0], sum: 34_700 },
      { check: 'W2', of: `${said.of[0]} deduction`, sum: -34_700 },
    ])
    expect(wbFindings(later.rows)).toEqual([])
  })
})
