import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { addDays } from '../../loaders/core/parse/time.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { type Passing, passing } from '../support/passing.ts'
import { sandbox } from '../support/sandbox.ts'

// Noon in Moscow: the last day before the absence is loaded in part.
const NOON = '2026-06-10T09:00:00Z'
const BEFORE = '2026-06-10'
/** Days for which Wildberries keeps an order. */
const KEPT = 90
const AWAY = 120
const folder = mkdtempSync(join(tmpdir(), 'prilavok-absence-'))

let market: Sandbox
let time: Passing
let one: RunningEngine
let shop: Shop
const start = () =>
  engine({ sandbox: market, key: null, dataDir: join(folder, 'data'), now: time.now }).then(async running => {
    shop = await running.connect(market.tokens.demo)
    return running
  })
const overview = (from: string, to: string) =>
  one.engine.handlers['overview.get']({ shopIds: [shop.id], from, to })
/** Orders are shown up to half an hour late. */
const truth = (from: string, to: string) =>
  market.wbTruth('wb-demo', { from, to, before: new Date(time.now() - 1_800_000).toISOString() }).orders.total

beforeAll(async () => {
  market = await sandbox({ scale: 0.1, at: NOON, today: undefined })
  time = passing(market, NOON)
  one = await start()
  await one.load(['wb.orders'], shop)
})
afterAll(async () => {
  await one.close()
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what was sold while nobody looked for longer than Wildberries keeps an order is a hole, and no figure is shown over it', async () => {
  await one.close()
  time.sleep(AWAY * 1440)
  one = await start()
  await one.load(['wb.orders'], shop)
  const today = market.today()
  expect(today).toBe(addDays(BEFORE, AWAY))
  const served = addDays(today, 1 - KEPT)
  // The marketplace itself knows that there were orders.
  expect(truth(BEFORE, addDays(served, -1)).orders).toBeGreaterThan(20)

  const hole = { from: BEFORE, to: addDays(served, -1) }
  for (const table of ['fact_wb_orders', 'fact_wb_sales']) {
    const covered = (await one.engine.handlers['coverage.get']({ shopIds: [shop.id] })).find(
      of => of.table === table,
    )
    expect(covered?.holes, table).toEqual([hole])
  }
  for (const [from, to] of [
    [hole.from, hole.to],
    [addDays(hole.from, -5), today],
    [hole.to, today],
    [addDays(hole.from, -5), hole.from],
  ] as const)
    expect((await overview(from, to)).revenue, `${from} – ${to}`).toMatchObject({
      value: null,
      missing: [{ reason: 'hole', since: served }],
    })
  for (const [from, to] of [
    [served, today],
    [addDays(BEFORE, -30), addDays(BEFORE, -1)],
  ] as const)
    expect((await overview(from, to)).revenue, `${from} – ${to}`).toMatchObject({
      value: truth(from, to).revenue,
      missing: [],
    })
})

test('an absence that Wildberries still tells of leaves none', async () => {
  await one.close()
  time.sleep((KEPT - 1) * 1440)
  one = await start()
  await one.load(['wb.orders'], shop)
  const holes = (await one.engine.handlers['coverage.get']({ shopIds: [shop.id] })).flatMap(of =>
    of.table === 'fact_wb_orders' ? of.holes : [],
  )
  expect(holes).toHaveLength(1)
  const from = addDays(market.today(), -120)
  expect((await overview(from, market.today())).revenue).toMatchObject({
    value: truth(from, market.today()).revenue,
    missing: [],
  })
})
