import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary } from '#contract/schedule.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { duplicatesSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { idle, type Passing, passing } from '../support/passing.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

// 06:10 in Moscow, ten minutes after the daily slot.
const MORNING = '2026-11-18T03:10:00Z'
const HOUR = 60
const folder = mkdtempSync(join(tmpdir(), 'prilavok-schedule-'))
const dataDir = join(folder, 'data')

let market: Sandbox
let time: Passing
let one: RunningEngine
beforeAll(async () => {
  market = await sandbox({ scale: 0.1, at: MORNING, today: undefined })
  time = passing(market, MORNING)
  one = await start()
  const other = await one.connect(market.tokens.demo)
  await Promise.all([one.load(), one.load(undefined, other)])
  one.engine.watch(time.ticks)
  await idle(one.engine)
})
afterAll(async () => {
  await one.close()
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = () => engine({ sandbox: market, dataDir, startDay: RECENTLY, now: time.now })
const runs = (): Promise<RunSummary[]> =>
  one.engine.handlers['runs.list']({ shopIds: null, limit: 200, before: null })
/** Number of runs of each coordinator and shop since an instant: `1 daily` -> 1. */
async function begun(since: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { shopId, trigger, startedAt } of await runs())
    if (Date.parse(startedAt) >= since)
      counts[`${shopId} ${trigger}`] = (counts[`${shopId} ${trigger}`] ?? 0) + 1
  return counts
}

/** Orders of both shops equal the marketplace's as of now: none is missing or doubled. */
async function expectTruth(): Promise<void> {
  const [ozon] = await one.query(
    `SELECT count(DISTINCT posting_number)::INT AS postings, sum(quantity)::INT AS units, (sum(price * quantity) * 100)::BIGINT::VARCHAR AS revenue,
       coalesce(sum(quantity) FILTER (status = 'cancelled'), 0)::INT AS "cancelledUnits" FROM fact_ozon_orders WHERE status <> 'cancelled_from_split_pending' AND dt >= '${RECENTLY}'`,
  )
  const truth = market.truth('demo', { from: RECENTLY, to: market.today() }).orders.total
  expect(ozon).toEqual({
    postings: truth.postings,
    units: truth.units,
    revenue: String(truth.revenue),
    cancelledUnits: truth.cancelledUnits,
  })
  const [wb] = await one.query(
    `SELECT count(*)::INT AS orders, (sum(price_with_disc) * 100)::BIGINT::VARCHAR AS revenue FROM fact_wb_orders WHERE dt >= DATE '${market.today()}' - 80`,
  )
  const since = new Date(Date.parse(market.today()) - 80 * 86_400_000).toISOString().slice(0, 10)
  const { orders } = market.wbTruth('wb-demo', { from: since })
  expect(wb).toEqual({ orders: orders.total.orders, revenue: String(orders.total.revenue) })
  expect(await one.query(duplicatesSql())).toEqual([])
}

test('what was just loaded is not loaded again', async () => {
  expect(await begun(time.now() + 1)).toEqual({})
  expect((await runs()).map(({ trigger }) => trigger)).toEqual(['person', 'person'])
})

test('two hours: each slot is served once in each shop, and the orders are those of the marketplace', async () => {
  const since = time.now() + 1
  await time.pass(2 * HOUR, one.engine)
  expect(await begun(since)).toEqual({
    '1 frequent': 4,
    '1 ads': 2,
    '2 frequent': 4,
    '2 ads': 2,
    '2 funnel': 1,
  })
  for (const { status } of await runs()) expect(status).toBe('done')
  // The last slot was ten minutes ago.
  await time.pass(20, one.engine)
  await expectTruth()
})

test('two hours offline, and then a sleep of two days, are caught up by one run of each coordinator', async () => {
  await one.engine.surroundings['conditions.tell']({ online: false })
  let since = time.now()
  await time.pass(2 * HOUR, one.engine)
  expect(await begun(since)).toEqual({})
  await one.engine.surroundings['conditions.tell']({ online: true })
  await idle(one.engine)
  expect(await begun(since)).toEqual({
    '1 frequent': 1,
    '1 ads': 1,
    '2 frequent': 1,
    '2 ads': 1,
    '2 funnel': 1,
  })
  await expectTruth()

  time.sleep(48 * HOUR)
  since = time.now()
  await one.engine.surroundings['conditions.tell']({ woke: true })
  await idle(one.engine)
  const each = { daily: 1, frequent: 1, ads: 1 }
  for (const shop of [1, 2])
    for (const name of Object.keys(each)) expect(await begun(since)).toHaveProperty(`${shop} ${name}`, 1)
  expect(await begun(since)).toHaveProperty('2 funnel', 1)
  expect(Object.keys(await begun(since))).toHaveLength(7)
  await expectTruth()
})

test('an engine that is closed in the middle of a coordinator takes its run up at the next start and doubles nothing', async () => {
  time.sleep(40)
  const since = time.now()
  market.faults.set([{ kind: 'hang', path: '/v3/posting/fbo/list' }])
  one.engine.watch(time.ticks)
  const [cut] = (await runs()).filter(({ shopId, trigger }) => shopId === 1 && trigger === 'frequent')
  expect(cut?.status).toBe('running')
  await one.close()
  market.faults.clear()

  one = await start()
  one.engine.resume()
  one.engine.watch(time.ticks)
  await idle(one.engine)
  expect(await begun(since)).toMatchObject({ '1 frequent': 1, '2 frequent': 1 })
  expect((await runs()).find(({ runId }) => runId === cut?.runId)).toMatchObject({ status: 'done' })
  await expectTruth()
})

test('the datasets says when each dataset comes next', async () => {
  const datasets = await one.engine.handlers['sync.datasets']({ shopIds: [1] })
  const orders = datasets.find(({ step }) => step === 'ozon.orders')
  const next = Date.parse(orders?.nextAt ?? '')
  expect(next).toBeGreaterThan(time.now())
  expect(next - time.now()).toBeLessThanOrEqual(31 * 60_000)
  expect(orders).toMatchObject({ coordinator: 'frequent', every: 1_800_000, blocker: null })
})
