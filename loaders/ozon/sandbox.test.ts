import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { keysOf } from '../../tests/support/engine.ts'
import { memoryShop } from '../../tests/support/memory-shop.ts'
import { specsPresent, validator } from '../../tests/support/openapi.ts'
import type { Request } from '../core/declare/source.ts'
import type { Row } from '../core/declare/table.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { addDays } from '../core/parse/time.ts'
import { ozon } from './api.ts'
import { steps, tables } from './index.ts'
import { older } from './older.ts'

const TODAY = '2026-11-24'
/** Acceleration of limits and waits. */
const PACE = 5000

const shop = (open: HttpClient, key: Sandbox['keys']['demo'], may: readonly string[]) =>
  memoryShop({ open, keys: keysOf(key), tables, today: TODAY, may })

const sum = (rows: readonly Row[], of: (row: Row) => number) =>
  rows.reduce((total, row) => total + of(row), 0)

const byDay = (rows: readonly Row[], of: (row: Row) => number) => {
  const sums: Record<string, number> = {}
  for (const row of rows) sums[String(row.dt)] = (sums[String(row.dt)] ?? 0) + of(row)
  return sums
}

let sandbox: Sandbox
let open: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: PACE })
  open = httpClient({ api: ozon, hosts: sandbox.hosts, pace: PACE })
})
afterAll(async () => {
  await open.close()
  await sandbox.close()
})

const ago = (days: number) => addDays(TODAY, 1 - days)
const line = (row: Row) => Number(row.price) * Number(row.quantity)
const of = (column: string) => (row: Row) => Number(row[column])
/** Split postings do not count; their parts do. */
const counts = (row: Row) => row.status !== 'cancelled_from_split_pending'

describe('older history against the sandbox', () => {
  test('is what the sandbox says of every day back to the first that is told, to the kopeck', async () => {
    const own = shop(open, sandbox.keys.demo, [])
    for (const load of older) await own.load(load)
    const last = addDays(ago(365), -1)
    const { from: begun } = sandbox.truth('demo')
    // The years before the sandbox's own days are a world of their own.
    const before = sandbox.truth('demo', { to: addDays(begun, -1) })
    const since = sandbox.truth('demo', { from: begun, to: last })
    for (const truth of [before, since]) {
      const within = (row: Row) => String(row.dt) >= truth.from && String(row.dt) <= truth.to
      const accruals = own.rows('fact_ozon_transactions').filter(within)
      const lines = own.rows('fact_ozon_transaction_lines').filter(within)
      expect(byDay(accruals, of('amount'))).toEqual(
        Object.fromEntries(Object.entries(truth.accruals.byDay).map(([day, { total }]) => [day, total])),
      )
      expect(accruals).toHaveLength(truth.accruals.total.accruals)
      expect(lines).toHaveLength(truth.accruals.total.lines)
      expect(sum(lines, of('amount'))).toBe(truth.accruals.total.total)
      const orders = own.rows('fact_ozon_orders').filter(within)
      expect(orders).toHaveLength(truth.rows.fact_ozon_orders ?? 0)
      const ordered = orders.filter(counts)
      expect(byDay(ordered, line)).toEqual(
        Object.fromEntries(Object.entries(truth.orders.byDay).map(([day, { revenue }]) => [day, revenue])),
      )
      expect(sum(ordered, of('quantity'))).toBe(truth.orders.total.units)
    }
    expect(before.accruals.total.accruals).toBeGreaterThan(10_000)
    expect(before.orders.total.units).toBeGreaterThan(5_000)
    // Days on which the shop had nothing yet are asked for all the same: an empty month is no end.
    const asked = own.requests.flatMap(({ path, body }) =>
      path.endsWith('/by-day') ? [(body as { date: string }).date] : [],
    )
    expect([asked[0], asked.at(-1), new Set(asked).size]).toEqual([last, '2022-01-01', 1424])
  })
})

describe('every step against the sandbox', () => {
  test('loads what the sandbox says is true, to the kopeck', async () => {
    const own = shop(open, sandbox.keys.demo, ['premium', 'performance'])
    for (const step of steps) await own.load(step)
    const year = sandbox.truth('demo', { from: ago(365), to: TODAY })
    const half = sandbox.truth('demo', { from: ago(180), to: TODAY })

    const orders = own.rows('fact_ozon_orders')
    expect(orders).toHaveLength(year.rows.fact_ozon_orders ?? 0)
    const ordered = orders.filter(counts)
    expect(sum(ordered, of('quantity'))).toBe(year.orders.total.units)
    expect(sum(ordered, line)).toBe(year.orders.total.revenue)
    const cancelled = orders.filter(row => row.status === 'cancelled')
    expect(sum(cancelled, line)).toBe(year.orders.total.cancelledRevenue)

    const accruals = own.rows('fact_ozon_transactions')
    const lines = own.rows('fact_ozon_transaction_lines')
    expect(accruals).toHaveLength(year.accruals.total.accruals)
    expect(lines).toHaveLength(year.accruals.total.lines)
    expect(sum(accruals, of('amount'))).toBe(year.accruals.total.total)
    expect(sum(lines, of('amount'))).toBe(year.accruals.total.total)
    expect(sum(accruals, of('accruals_for_sale'))).toBe(year.accruals.total.sale)
    expect(sum(accruals, of('sale_commission'))).toBe(year.accruals.total.commission)
    expect(sum(accruals, of('services_total'))).toBe(year.accruals.total.services)

    const funnel = own.rows('fact_ozon_funnel')
    expect(funnel).toHaveLength(year.funnel.total.rows)
    expect(sum(funnel, of('revenue'))).toBe(year.funnel.total.revenue)

    const returns = own.rows('fact_ozon_returns')
    expect(returns).toHaveLength(year.returns.total.returns)
    expect(sum(returns, of('price'))).toBe(year.returns.total.price)

    const stocks = own.rows('fact_ozon_warehouse_stocks').filter(row => row.warehouse_type === 'fbo')
    expect(stocks).toHaveLength(year.stocks.total.rows)
    expect(sum(stocks, of('free_to_sell'))).toBe(year.stocks.total.available)
    expect(new Set(stocks.map(row => row.sku)).size).toBe(year.stocks.skus)

    const ads = own.rows('fact_ozon_ad_daily')
    const spent = half.ads.total.spend + half.orderAds.total.spend
    expect(ads).toHaveLength(half.ads.total.rows + half.orderAds.total.rows)
    expect(sum(ads, of('money_spent'))).toBe(spent)
    expect(sum(own.rows('fact_ozon_ad_expense'), of('money_spent'))).toBe(spent)
    expect(sum(ads, of('revenue'))).toBe(half.ads.total.revenue + half.orderAds.total.revenue)

    for (const table of ['dim_ozon_products', 'dim_ozon_product_content', 'fact_ozon_prices'])
      expect(own.rows(table), table).toHaveLength(year.products.all)
    expect(own.rows('dim_ozon_product_skus')).toHaveLength(year.products.skus)
    expect(own.rows('dim_ozon_campaigns')).toHaveLength(year.campaigns)
    expect(own.rows('fact_ozon_seller_rating')).toHaveLength(year.ratings)

    const counted = ['action_candidates', 'fbs_index', 'wrong_volume', 'reviews', 'questions', 'supplies']
    for (const name of [...counted, 'supply_items'].map(name => `fact_ozon_${name}`))
      expect(own.rows(name), name).toHaveLength(year.rows[name] ?? 0)
    expect(own.rows('fact_ozon_fbs_errors')).toHaveLength(half.rows.fact_ozon_fbs_errors ?? 0)
    for (const name of ['dim_ozon_warehouses', 'dim_ozon_cluster_warehouses'])
      expect(own.rows(name), name).toHaveLength(year.rows[name] ?? 0)

    for (const table of tables) expect(own.rows(table.name), table.name).not.toHaveLength(0)
    expect(own.unmapped).toEqual([])
    const kept = [...own.notes.keys()].filter(key => !key.startsWith('ozon.placement.'))
    expect(kept, 'reports that nobody took').toEqual([])
    if (specsPresent) expect(misfits(own.requests)).toEqual([])
  }, 600_000)

  test('loads the same money from the endpoints that the present ones replaced', async () => {
    const now = shop(open, sandbox.keys.demo, [])
    for (const step of steps.filter(({ id }) => /catalogue|stocks/.test(id))) await now.load(step)
    sandbox.setEra('demo', 'old')
    const own = shop(open, sandbox.keys.demo, ['performance'])
    for (const step of steps.filter(({ id }) => OLDER.has(id))) await own.load(step)
    sandbox.setEra('demo', 'new')
    const year = sandbox.truth('demo', { from: ago(365), to: TODAY })
    const orders = own.rows('fact_ozon_orders')
    expect(orders).toHaveLength(year.rows.fact_ozon_orders ?? 0)
    expect(sum(orders.filter(counts), line)).toBe(year.orders.total.revenue)
    expect(own.rows('fact_ozon_transactions')).toHaveLength(year.accruals.total.accruals)
    expect(sum(own.rows('fact_ozon_transactions'), of('amount'))).toBe(year.accruals.total.total)
    expect(sum(own.rows('fact_ozon_transaction_lines'), of('amount'))).toBe(year.accruals.total.total)
    // The older method has no pickup points (negative ids) and adds up rows that differ only by tags.
    const shelves = ({ rows }: typeof own) =>
      rows('fact_ozon_warehouse_stocks').filter(
        row => row.warehouse_type === 'fbo' && Number(row.warehouse_id ?? 1) > 0,
      )
    expect(sum(shelves(own), of('free_to_sell'))).toBe(sum(shelves(now), of('free_to_sell')))
    // Unknown operation types are loaded and counted.
    expect(own.unmapped.filter(word => !word.startsWith('operation_type: '))).toEqual([])
  }, 600_000)

  test('loads ninety days and two figures of the funnel without Premium Plus, and says how deep', async () => {
    const own = shop(open, sandbox.keys.demo, [])
    for (const step of steps.filter(({ id }) => /catalogue|funnel|ads/.test(id))) await own.load(step)
    const truth = sandbox.truth('demo', { from: ago(90), to: TODAY })
    const funnel = own.rows('fact_ozon_funnel')
    expect(funnel).toHaveLength(truth.funnel.total.rows)
    expect(sum(funnel, of('ordered_units'))).toBe(truth.funnel.total.units)
    expect(funnel.every(row => row.hits_view === null && row.conv_tocart === null)).toBe(true)
    expect(own.rows('fact_ozon_ad_expense')).toEqual([])
    const step = steps.find(({ id }) => id === 'ozon.funnel')
    expect(step?.notice?.(own.plan)).toEqual({ word: 'funnel_depth', details: { days: 90 } })
  }, 600_000)
})

/** Violations of the vendor's specification by requests, each kind once. */
function misfits(requests: readonly Request[]): string[] {
  const specs = {
    'ozon-seller': validator('ozon-seller'),
    'ozon-seller-more': validator('ozon-seller-more'),
    'ozon-performance': validator('ozon-performance'),
  }
  const lists = (query: Request['query']) =>
    Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, [value].flat().map(String)]))
  const complaintsOf = (host: string, method: string, path: string, body: unknown): string[] => {
    const found = specs[host as keyof typeof specs].request(method, path, body)
    return found.some(one => one.endsWith('is not in the document'))
      ? specs['ozon-seller-more'].request(method, path, body)
      : found
  }
  return [
    ...new Set(
      requests.flatMap(({ host, method, path, query, body }) =>
        complaintsOf(host, method, path, method === 'GET' ? lists(query) : body).map(
          complaint => `${method} ${path.replace(/\/[0-9a-f-]{36}$|\d{5,}/, '…')}: ${complaint}`,
        ),
      ),
    ),
  ]
}

const OLDER = new Set(['ozon.catalogue', 'ozon.orders', 'ozon.finance', 'ozon.stocks'])

test('one reading of the stocks asks for the list of products once', async () => {
  const own = shop(open, sandbox.keys.demo, [])
  for (const step of steps.filter(({ id }) => /catalogue|stocks/.test(id))) await own.load(step)
  const lists = own.requests.filter(({ path }) => path === '/v4/product/info/stocks')
  // Products on sale, and archived ones.
  expect(lists).toHaveLength(2)
  const kinds = new Set(own.rows('fact_ozon_warehouse_stocks').map(row => row.warehouse_type))
  expect(kinds).toEqual(new Set(['fbo', 'fbs']))
  expect(own.rows('fact_ozon_product_stocks').length).toBeGreaterThan(0)
})
