import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OlderHistory } from '#contract/history.ts'
import { COORDINATORS } from '#contract/schedule.ts'
import { addDays } from '../../loaders/core/parse/time.ts'
import { slotLedger } from '../../main/engine/schedule/slot-ledger.ts'
import { latestSlot, TIMINGS } from '../../main/engine/schedule/slots.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { RunningEngine } from '../support/engine.ts'
import { engine, quarterPast } from '../support/engine.ts'
import { sandbox } from '../support/sandbox.ts'

const TODAY = '2023-03-31'
/** The first day of the first load, and the first that Ozon tells anything of. */
const YEAR = '2022-04-01'
const OLDEST = '2022-01-01'
const BY_DAY = '/v1/finance/accrual/by-day'

const dataDir = mkdtempSync(join(tmpdir(), 'prilavok-older-'))
let market: Sandbox
let one: RunningEngine
let now: () => number
beforeAll(async () => {
  market = await sandbox({ today: TODAY, scale: 0.1 })
  // No slot comes while the test runs, which has no ticks.
  now = quarterPast(market)
})
afterAll(async () => {
  await one.close()
  await market.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Takes every slot for served, so that fresh data is not due. */
function allIsServed() {
  const dims = new Database(join(dataDir, 'dims.sqlite'))
  const ledger = slotLedger(dims)
  for (const name of COORDINATORS) ledger.write(1, name, latestSlot(TIMINGS[name], now()), now())
  dims.close()
}
/** Nothing ticks: runs begin only because of what the test does. */
const ticks = () => ({ stop: () => {} })
/** Days of accruals that were asked for, oldest request first. */
const asked = () => market.log.find({ path: BY_DAY }).map(({ body }) => (body as { date: string }).date)
const older = () => asked().filter(day => day < YEAR)
const known = async () => (await one.engine.handlers['history.list']())[0] as OlderHistory
const state = async () => (await known()).state
const cell = async (sql: string) => (await one.query(`SELECT (${sql})::VARCHAR AS cell`))[0]?.cell
const first = () => cell('SELECT min(dt) FROM fact_ozon_transactions')
const holes = async () =>
  (await one.engine.handlers['coverage.get']({ shopIds: null }))
    .filter(({ step }) => ['ozon.finance', 'ozon.orders'].includes(step))
    .flatMap(({ table, holes }) => holes.map(hole => ({ table, ...hole })))
/** A quarter beside the one before it, which is older history. */
const quarter = async () =>
  (await one.engine.handlers['overview.get']({ shopIds: null, from: YEAR, to: '2022-06-29' })).revenue

test('older history is read in rest, broken off by fresh data, the switch and the end of the app, and goes on to what the marketplace has had, to the kopeck', async () => {
  one = await engine({ sandbox: market, dataDir, restMs: 1, now })
  await one.load(['ozon.orders', 'ozon.finance'])
  expect(await first()).toBe(YEAR)
  expect(older()).toEqual([])
  expect(await state()).toBe('waiting')
  expect(await quarter()).toMatchObject({
    previous: null,
    previousMissing: [{ reason: 'history', since: YEAR }],
  })

  await one.close()
  allIsServed()
  one = await engine({ sandbox: market, dataDir, restMs: 1, now })

  // Broken off after some days by a run of a person, in which no other day is asked for.
  one.engine.watch(ticks)
  await expect.poll(() => older().length).toBeGreaterThan(4)
  await one.load(['ozon.orders'])
  expect(await holes()).toEqual([])

  // By the switch: at once, and what is read stays.
  const before = older().length
  await expect.poll(() => older().length).toBeGreaterThan(before + 2)
  await one.engine.handlers['background.set']({ olderHistory: false })
  await expect.poll(state).toBe('off')
  const reached = await first()
  expect(String(reached) < YEAR).toBe(true)
  expect(await holes()).toEqual([])
  const sent = market.log.entries.length
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(market.log.entries.length).toBe(sent)
  await one.close()

  // By the end of the app; it is switched on again and goes on.
  one = await engine({ sandbox: market, dataDir, restMs: 1, now })
  one.engine.watch(ticks)
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(await first()).toBe(reached)
  await one.engine.handlers['background.set']({ olderHistory: true })
  await expect.poll(state).toBe('done')

  // No day is asked for twice but one in hand when it was broken off.
  expect(new Set(older()).size).toBe(90)
  expect(older().length).toBeLessThanOrEqual(90 + 3)
  expect((await known()).steps.map(({ status }) => status)).toEqual(['done', 'done'])
  const runs = await one.engine.handlers['runs.list']({ shopIds: null, limit: 50, before: null })
  expect(runs.filter(({ trigger }) => trigger === 'history')).toMatchObject([
    { status: 'done', first: false },
  ])

  // The years before the sandbox's own days are a world of their own.
  const { from: begun } = market.truth('demo')
  const spans = [
    { from: OLDEST, to: addDays(begun, -1) },
    { from: begun, to: addDays(YEAR, -1) },
  ]
  for (const span of spans) {
    const { accruals, orders } = market.truth('demo', span)
    const within = `dt BETWEEN DATE '${span.from}' AND DATE '${span.to}'`
    expect(await cell(`SELECT count(*) FROM fact_ozon_transactions WHERE ${within}`)).toBe(
      String(accruals.total.accruals),
    )
    expect(
      await cell(`SELECT (sum(amount) * 100)::BIGINT FROM fact_ozon_transaction_lines WHERE ${within}`),
    ).toBe(String(accruals.total.total))
    expect(
      await cell(
        `SELECT (sum(price * quantity) * 100)::BIGINT FROM fact_ozon_orders WHERE status <> 'cancelled_from_split_pending' AND ${within}`,
      ),
    ).toBe(String(orders.total.revenue))
    expect(accruals.total.accruals).toBeGreaterThan(50)
    expect(orders.total.units).toBeGreaterThan(5)
  }
  expect(await holes()).toEqual([])
  // A quarter is compared with the one before the first load.
  const revenue = spans.reduce((sum, span) => sum + market.truth('demo', span).orders.total.revenue, 0)
  expect(await quarter()).toMatchObject({ previous: revenue })
})
