import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { keysOf } from '../../tests/support/engine.ts'
import { memoryShop } from '../../tests/support/memory-shop.ts'
import { type Answer, play } from '../../tests/support/play.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import type { Instant } from '../core/parse/time.ts'
import { moscowDay } from '../core/parse/time.ts'
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

let sandbox: Sandbox
let open: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-24', scale: 0.1, limits: false, speedup: 5000 })
  open = httpClient({ api: ozon, hosts: sandbox.hosts, pace: 5000 })
})
afterAll(async () => {
  await open.close()
  await sandbox.close()
})

test('a supply whose time slot is to come is there with what it holds, and those that were are too', async () => {
  const supplied = () => sandbox.truth('demo', { from: sandbox.today(), to: sandbox.today() }).supplied
  // Few goods are supplied to a small shop.
  const isComing = () => Object.keys(supplied().byDay).some(day => day > sandbox.today())
  for (let day = 0; day < 60 && !isComing(); day++) sandbox.advance(1)
  const today = sandbox.today()
  const shop = memoryShop({ open, keys: keysOf(sandbox.keys.demo), tables, today, may: [] })
  await shop.load(suppliesStep)
  const rows = shop.rows('fact_ozon_supplies')
  const truth = sandbox.truth('demo', { from: addDays(today, -364), to: today })
  expect(rows).toHaveLength(truth.rows.fact_ozon_supplies ?? 0)
  expect(rows.length).toBeGreaterThan(10)
  const coming = rows.filter(row => String(row.dt) > today)
  expect(coming.length).toBeGreaterThan(0)
  for (const { state, arrived_at } of coming) {
    expect(['DATA_FILLING', 'READY_TO_SUPPLY']).toContain(state)
    expect(arrived_at).toBeNull()
  }
  expect(rows.length).toBeGreaterThan(coming.length)
  const items = shop.rows('fact_ozon_supply_items')
  expect(items.filter(row => row.supply_id === coming[0]?.supply_id)).not.toHaveLength(0)
  const told: Record<string, { lines: number; units: number; volume: number }> = {}
  const received: Record<string, { units: number }> = {}
  for (const { supply_id, dt, sku, quantity, total_volume_litres } of items) {
    const day = told[String(dt)] ?? { lines: 0, units: 0, volume: 0 }
    told[String(dt)] = day
    day.lines += 1
    day.units += Number(quantity)
    day.volume += Math.round(Number(total_volume_litres) * 100)
    const of = rows.find(row => row.supply_id === supply_id)
    if (of?.state !== 'COMPLETED') continue
    const key = `${moscowDay(String(of.state_changed_at) as Instant)} ${sku}`
    received[key] = { units: (received[key]?.units ?? 0) + Number(quantity) }
  }
  expect(told).toEqual(truth.supplied.byDay)
  // What came on the first two days was brought before them.
  const from = addDays(today, -362)
  expect(Object.fromEntries(Object.entries(received).filter(([key]) => key >= from))).toEqual(
    sandbox.truth('demo', { from, to: today }).received,
  )
  const asked = shop.requests.filter(({ path }) => path === '/v3/supply-order/list').map(({ body }) => body)
  expect(asked.at(-1)).toMatchObject({ filter: { states: ['DATA_FILLING', 'READY_TO_SUPPLY'] } })
})
