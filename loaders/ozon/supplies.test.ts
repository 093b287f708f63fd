import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { keysOf } from '../../tests/support/engine.ts'
import { memoryShop } from '../../tests/support/memory-shop.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { ozon } from './api.ts'
import { tables } from './index.ts'
import { suppliesStep } from './supplies.ts'

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
