import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { keysOf } from '../../tests/support/engine.ts'
import { memoryShop } from '../../tests/support/memory-shop.ts'
import { type Answer, play } from '../../tests/support/play.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { ozon } from './api.ts'
import { tables } from './index.ts'
import { suppliesStep } from './supplies.ts'

/** Answers with one supply that holds these goods, of which Ozon counts so many. */
const holding =
  (items: readonly object[], total_count: number | undefined): Answer =>
  ({ path }) => {
    if (path.endsWith('/list')) return { order_ids: ['1'], last_id: '' }
    if (path.endsWith('/bundle')) return { items, total_count, has_next: false, last_id: '' }
    const supplies = [{ supply_id: 5, state: 'COMPLETED', bundle_id: 'b' }]
    return { orders: [{ order_id: 1, state: 'COMPLETED', created_date: '2026-07-01T09:00:00Z', supplies }] }
  }
const linesOf = async (items: readonly object[], total: number | undefined) =>
  (await play('ozon.supplies.orders', holding(items, total))).rows.fact_ozon_supply_items?.map(
    ({ sku, line, quantity }) => [sku, line, quantity],
  )
const goods = (sku: number) => ({ sku, quantity: 3 })

test('two equal lines of a supply are two; a list that was doubled is told by what Ozon counts', async () => {
  const two = [goods(7), goods(7)]
  expect(await linesOf(two, 2)).toEqual([
    [7, 1, 3],
    [7, 2, 3],
  ])
  expect(await linesOf(two, 1)).toEqual([[7, 1, 3]])
  const whole = [1, 2, 3, 4].map(goods)
  expect(await linesOf([...whole, ...whole], 8)).toHaveLength(8)
  expect(await linesOf([...whole, ...whole], 4)).toHaveLength(4)
  // Where nothing is counted, few goods that come again are believed.
  expect(await linesOf(two, undefined)).toHaveLength(2)
  expect(await linesOf([...whole, ...whole], undefined)).toHaveLength(4)
})

const TODAY = '2026-11-24'
let sandbox: Sandbox
let open: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, scale: 0.1, limits: false, speedup: 5000 })
  open = httpClient({ api: ozon, hosts: sandbox.hosts, pace: 5000 })
})
afterAll(async () => {
  await open.close()
  await sandbox.close()
})

test('a supply whose time slot is to come is there with what it holds, and those that were are too', async () => {
  const shop = memoryShop({ open, keys: keysOf(sandbox.keys.demo), tables, today: TODAY, may: [] })
  await shop.load(suppliesStep)
  const rows = shop.rows('fact_ozon_supplies')
  expect(rows).toHaveLength(
    sandbox.truth('demo', { from: '2025-11-25', to: TODAY }).rows.fact_ozon_supplies ?? 0,
  )
  const coming = rows.filter(row => String(row.dt) > TODAY)
  expect(coming).toMatchObject([{ state: 'READY_TO_SUPPLY', arrived_at: null }])
  expect(rows.length).toBeGreaterThan(coming.length)
  const items = shop.rows('fact_ozon_supply_items')
  expect(items.filter(row => row.supply_id === coming[0]?.supply_id)).not.toHaveLength(0)
  const asked = shop.requests.filter(({ path }) => path === '/v3/supply-order/list').map(({ body }) => body)
  expect(asked.at(-1)).toMatchObject({ filter: { states: ['DATA_FILLING', 'READY_TO_SUPPLY'] } })
})
