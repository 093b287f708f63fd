import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppStatus } from '#contract/schedule.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox, TODAY } from '../support/sandbox.ts'

/** The status may be sent a second late. */
const PATIENCE = { timeout: 20_000 }

let market: Sandbox
let shop: RunningEngine
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  shop = await engine({ sandbox: market })
})
afterAll(async () => {
  await shop.close()
  await market.close()
})

const status = (): Promise<AppStatus> => shop.engine.handlers['status.get']()
const told = () => shop.events.flatMap(one => (one.event === 'status.changed' ? [one.payload] : []))

test('today is a dash until its orders are loaded, and then what the overview and the marketplace say', async () => {
  const before = { shopId: shop.shop.id, name: shop.shop.name, units: null, revenue: null }
  expect(await status()).toMatchObject({ state: 'idle', paused: false, shops: [before] })
  const { status: begun } = await shop.engine.handlers['sync.start']({
    shopId: shop.shop.id,
    steps: ['ozon.catalogue', 'ozon.orders'],
  })
  expect(begun).toBe('running')
  expect((await status()).state).toBe('syncing')
  await shop.engine.ended(shop.shop.id)
  const truth = market.truth('demo', { from: TODAY, to: TODAY }).orders.total
  const query = { shopIds: null, from: TODAY, to: TODAY }
  const { units, revenue } = await shop.engine.handlers['overview.get'](query)
  const now = await status()
  expect(now.shops[0]).toMatchObject({ units: truth.units, revenue: truth.revenue })
  expect(now.shops[0]).toMatchObject({ units: units.value, revenue: revenue.value })
  expect(truth.units).toBeGreaterThan(0)
  await expect.poll(() => told().at(-1), PATIENCE).toEqual(now)
})

test('orders that could not be refreshed are told with the time of their last load, and the shop with what is behind', async () => {
  const shopNow = async () => (await shop.engine.handlers['shop.list']())[0]?.updated
  const before = await shopNow()
  expect(before).toMatchObject({ behind: [] })
  market.faults.set([{ kind: 'wrong_types', path: '/v3/posting/fbo/list' }])
  await shop.load(['ozon.orders', 'ozon.catalogue'])
  expect(await shopNow()).toMatchObject({ at: before?.at, behind: ['ozon.orders'] })
  expect((await status()).shops[0]).toMatchObject({ lateSince: before?.at })
  market.faults.clear()
  await shop.load(['ozon.orders'])
  expect((await shopNow())?.behind).toEqual([])
  expect((await shopNow())?.at).not.toBe(before?.at)
  expect((await status()).shops[0]).toMatchObject({ lateSince: null })
})

test('a step that failed asks for attention until it is read', async () => {
  market.faults.set([{ kind: 'wrong_types', path: '/v1/returns/list' }])
  await shop.load(['ozon.returns'])
  await expect.poll(() => told().at(-1)?.state, PATIENCE).toBe('attention')
  market.faults.clear()
  await shop.load(['ozon.returns'])
  await expect.poll(() => told().at(-1)?.state, PATIENCE).toBe('idle')
})
