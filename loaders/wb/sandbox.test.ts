import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { memoryShop } from '../../tests/support/memory-shop.ts'
import { specsPresent, validator } from '../../tests/support/openapi.ts'
import type { Request } from '../core/declare/source.ts'
import type { Row } from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { addDays } from '../core/parse/time.ts'
import { wb } from './api.ts'
import { older } from './finance/step.ts'
import { steps, tables } from './index.ts'

const TODAY = '2026-11-24'
/** Acceleration of limits and waits. */
const PACE = 20_000

let sandbox: Sandbox
let open: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: PACE, scale: 0.5 })
  open = httpClient({ api: wb, hosts: sandbox.hosts, pace: PACE })
})
afterAll(async () => {
  await open.close()
  await sandbox.close()
})

const shop = (token: keyof Sandbox['tokens'], ...may: readonly string[]) => shopOf(open, token, ...may)
const shopOf = (of: HttpClient, token: keyof Sandbox['tokens'], ...may: readonly string[]) =>
  memoryShop({
    open: of,
    keys: { marketplace: 'wb', token: sandbox.tokens[token].token },
    tables,
    today: TODAY,
    may,
  })
const ago = (days: number) => addDays(TODAY, 1 - days)
const sum = (rows: readonly Row[], of: string | ((row: Row) => number)) =>
  rows.reduce((total, row) => total + (typeof of === 'string' ? Number(row[of]) : of(row)), 0)
const signed = (column: string) => (row: Row) =>
  Number(row[column]) * (row.doc_type_name === 'Возврат' ? -1 : 1)

const SPECS = [
  'products',
  'analytics',
  'reports',
  'finances',
  'promotion',
  'tariffs',
  'supplies-fbw',
  'delta-2026-10',
] as const
const UNKNOWN = 'is not in the document'

/** Violations of the vendor's specifications by requests, each kind once. */
function misfits(requests: readonly Request[]): string[] {
  const specs = SPECS.map(name => validator(`wb-${name}`))
  const lists = (query: Request['query']) =>
    Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, [value].flat().map(String)]))
  return [
    ...new Set(
      requests.flatMap(({ method, path, query, body }) => {
        const said = specs.map(spec => spec.request(method, path, method === 'GET' ? lists(query) : body))
        const known = said.filter(complaints => !complaints.some(complaint => complaint.endsWith(UNKNOWN)))
        return (known.length > 0 ? known.flat() : [UNKNOWN]).map(
          complaint => `${method} ${path.replace(/[0-9a-f-]{36}|\d{5,}/, '…')}: ${complaint}`,
        )
      }),
    ),
  ]
}

/** Continues when the marketplace is ready again, as a run does, until everything is loaded. */
async function patiently(load: () => Promise<void>): Promise<void> {
  for (let times = 0; times < 2000; times += 1)
    try {
      await load()
      return
    } catch (error) {
      if (!(error instanceof LoadError) || error.kind !== 'later') throw error
      await sleep(Math.max(1, (error.until ?? 0) - Date.now()))
    }
  throw new Error('it never ends')
}

describe('every step against the sandbox', () => {
  test('loads what the sandbox says is true, to the kopeck', async () => {
    const own = shop('demo', 'supplies')
    for (const step of steps) await own.load(step)
    const whole = sandbox.wbTruth('wb-demo', { from: '2024-01-29', to: TODAY })
    const quarter = sandbox.wbTruth('wb-demo', { from: ago(90), to: TODAY })
    const year = sandbox.wbTruth('wb-demo', { from: ago(365), to: TODAY })

    const orders = own.rows('fact_wb_orders')
    expect(orders).toHaveLength(quarter.orders.total.orders)
    expect(sum(orders, 'price_with_disc')).toBe(quarter.orders.total.revenue)
    expect(orders.filter(row => row.is_cancel)).toHaveLength(quarter.orders.total.cancels)
    const sales = own.rows('fact_wb_sales')
    expect(sales.filter(row => row.is_return)).toHaveLength(quarter.sales.total.returns)
    expect(sum(sales, 'for_pay')).toBe(quarter.sales.total.forPay)

    const funnel = own.rows('fact_wb_funnel')
    expect(funnel).toHaveLength(year.funnel.total.rows)
    expect(sum(funnel, 'order_sum')).toBe(year.funnel.total.orderSum)
    expect(sum(funnel, 'open_count')).toBe(year.funnel.total.opens)
    expect(sum(funnel, 'cancel_count')).toBe(year.funnel.total.cancels)

    const lines = own.rows('fact_wb_finance')
    const weekly = lines.filter(row => row.period === 'weekly')
    expect(weekly).toHaveLength(whole.weekly.total.lines)
    expect(sum(weekly, signed('payout_amount'))).toBe(whole.weekly.total.forPay)
    expect(sum(weekly, 'delivery_service')).toBe(whole.weekly.total.logistics)
    expect(sum(weekly, 'storage_fee')).toBe(whole.weekly.total.storage)
    expect(sum(weekly, 'penalty_total')).toBe(whole.weekly.total.penalty)
    expect(sum(weekly, 'deduction')).toBe(whole.weekly.total.deduction)
    const lastWeekly =
      weekly
        .map(row => String(row.date_to))
        .sort()
        .at(-1) ?? ''
    const daily = lines.filter(row => row.period === 'daily')
    expect(daily.length).toBeGreaterThan(0)
    expect(daily.every(row => String(row.date_from) > lastWeekly)).toBe(true)

    const ads = own.rows('fact_wb_ad_daily')
    const costs = own.rows('fact_wb_ad_costs')
    expect(costs).toHaveLength(whole.adCosts.total.rows)
    expect(sum(costs, 'amount')).toBe(whole.adCosts.total.sum)
    const told = ads.filter(row => row.nm_id !== 0)
    expect(sum(ads, 'spend')).toBe(whole.ads.total.spend)
    expect(sum(ads, 'revenue')).toBe(whole.ads.total.revenue)
    expect(told).toHaveLength(whole.ads.total.rows)

    const stocks = own.rows('fact_wb_stocks')
    expect(
      sum(
        stocks.filter(row => row.kind === 'fbo'),
        'quantity',
      ),
    ).toBe(whole.stocks.wb.quantity)
    expect(
      sum(
        stocks.filter(row => row.kind === 'fbs'),
        'quantity',
      ),
    ).toBe(whole.stocks.own.quantity)

    expect(own.rows('dim_wb_products')).toHaveLength(whole.products.all - whole.products.trashed)
    expect(own.rows('dim_wb_trash')).toHaveLength(whole.products.trashed)
    expect(own.rows('dim_wb_sizes')).toHaveLength(whole.products.sizes)
    expect(own.rows('dim_wb_campaigns')).toHaveLength(whole.campaigns)
    for (const table of tables) expect(own.rows(table.name), table.name).not.toHaveLength(0)
    expect(own.unmapped).toEqual([])
    expect(
      [...own.notes.keys()].filter(note => /report|remains/.test(note)),
      'reports nobody took',
    ).toEqual([])
    if (specsPresent) expect(misfits(own.requests)).toEqual([])
  }, 600_000)

  test('loads the funnel day by day without Jam, and no stock of its own where there is none', async () => {
    const own = shop('second')
    for (const step of steps) await own.load(step)
    const year = sandbox.wbTruth('wb-second', { from: ago(365), to: TODAY })
    expect(own.rows('fact_wb_funnel')).toHaveLength(year.funnel.total.rows)
    expect(sum(own.rows('fact_wb_funnel'), 'order_sum')).toBe(year.funnel.total.orderSum)
    expect(own.rows('fact_wb_stocks').every(row => row.kind === 'fbo')).toBe(true)
  }, 600_000)

  test('loads every step with a Base token too, request by request, and to the same sums', async () => {
    const better = shop('demo')
    // Half a day between two requests becomes a moment.
    const hasty = httpClient({ api: wb, hosts: sandbox.hosts, pace: 5_000_000 })
    const base = shopOf(hasty, 'base', 'base')
    for (const step of steps) {
      if (/content|finance|stocks/.test(step.id)) await better.load(step)
      await patiently(() => base.load(step))
    }
    await hasty.close()
    const pieces = (of: typeof base, kind: string) =>
      sum(
        of.rows('fact_wb_stocks').filter(row => row.kind === kind),
        'quantity',
      )
    for (const kind of ['fbo', 'fbs']) expect(pieces(base, kind), kind).toBe(pieces(better, kind))
    expect(pieces(base, 'fbs')).toBeGreaterThan(0)
    expect(base.rows('fact_wb_finance')).toHaveLength(better.rows('fact_wb_finance').length)
    expect(base.rows('fact_wb_prices')).toHaveLength(better.rows('fact_wb_prices').length)
    expect(base.unmapped).toEqual([])
    if (specsPresent) expect(misfits(base.requests)).toEqual([])
  }, 600_000)

  test('loads a shop that has nothing, without a failure', async () => {
    const own = shop('empty')
    for (const step of steps) await own.load(step)
    for (const table of ['dim_wb_products', 'fact_wb_orders', 'fact_wb_finance', 'fact_wb_ad_costs'])
      expect(own.rows(table), table).toEqual([])
  }, 600_000)
})

test('orders of many small pages are all there', async () => {
  const pages = await startSandbox({
    today: TODAY,
    limits: false,
    speedup: PACE,
    scale: 0.5,
    statisticsPage: 100,
  })
  const narrow = httpClient({ api: wb, hosts: pages.hosts, pace: PACE })
  try {
    const keys = { marketplace: 'wb' as const, token: pages.tokens.demo.token }
    const own = memoryShop({ open: narrow, keys, tables, today: TODAY, may: [] })
    for (const step of steps.filter(({ id }) => id === 'wb.orders')) await own.load(step)
    const { orders, sales } = pages.wbTruth('wb-demo', { from: ago(90), to: TODAY })
    expect(own.rows('fact_wb_orders')).toHaveLength(orders.total.orders)
    expect(own.rows('fact_wb_sales')).toHaveLength(sales.total.sales + sales.total.returns)
  } finally {
    await narrow.close()
    await pages.close()
  }
}, 600_000)

test('older history and the first load together have every weekly report since the first, to the kopeck', async () => {
  const own = shop('veteran')
  const weekly = () => own.rows('fact_wb_finance').filter(({ period }) => period === 'weekly')
  const first = () =>
    weekly()
      .map(({ dt }) => String(dt))
      .sort()[0]
  for (const step of steps.filter(({ id }) => id === 'wb.finance')) await own.load(step)
  // A year, and what the windows hold before it.
  expect(first()).toBe('2025-07-28')
  for (const load of older) await own.load(load)
  expect(first()).toBe('2024-01-29')
  const truth = sandbox.wbTruth('wb-veteran', { from: '2024-01-29', to: TODAY }).weekly
  const weeks = Object.entries(truth.byWeek).filter(([week]) =>
    weekly().some(({ date_from }) => date_from === week),
  )
  expect(weeks.length).toBeGreaterThan(140)
  for (const [week, sums] of weeks) {
    const rows = weekly().filter(({ date_from }) => date_from === week)
    expect([rows.length, sum(rows, signed('payout_amount')), sum(rows, 'delivery_service')], week).toEqual([
      sums.lines,
      sums.forPay,
      sums.logistics,
    ])
  }
})
