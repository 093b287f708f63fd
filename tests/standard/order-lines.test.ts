import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { duplicatesSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox, TODAY } from '../support/sandbox.ts'

const DAY_MS = 86_400_000
/** Noon in Moscow: orders since yesterday are still being packed. */
const NOON = `${TODAY}T09:00:00.000Z`
const FROM = addDays(TODAY, -30)

let sandbox: Sandbox
let running: RunningEngine
let passed = 0
beforeAll(async () => {
  sandbox = await startSandbox({ at: NOON, scale: 0.3, accrualLines: 400_000 })
  running = await engine({ sandbox, now: () => Date.parse(NOON) + passed * DAY_MS })
  await running.load(['ozon.catalogue', 'ozon.orders'])
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const ordered = async (from: string, to: string) => {
  const { units, revenue } = (await running.engine.handlers['overview.get']({
    shopIds: [running.shop.id],
    from,
    to,
  })) as Overview
  return { units: units.value, revenue: revenue.value }
}
const truth = (from: string, to: string) =>
  (({ units, revenue }) => ({ units, revenue }))(sandbox.truth('demo', { from, to }).orders.total)

/** Recent postings that will change within two days, by what the sandbox lists now. */
const unsettled = () =>
  running.query(`
    SELECT count(*) FILTER (sku = 0)::INT AS late, count(DISTINCT posting_number) FILTER (status LIKE 'awaiting%')::INT AS packing
    FROM fact_ozon_orders WHERE dt >= DATE '${addDays(TODAY, -2)}'`)

async function holdsTheTruth(): Promise<void> {
  const today = sandbox.today()
  expect(await ordered(FROM, today)).toEqual(truth(FROM, today))
  for (const day of [today, addDays(today, -1), addDays(today, -2), addDays(today, -3)])
    expect(await ordered(day, day), day).toEqual(truth(day, day))
  const [{ rows } = {}] = await running.query('SELECT count(*)::INT AS rows FROM fact_ozon_orders')
  expect(rows).toBe(sandbox.truth('demo', { from: addDays(TODAY, -364), to: today }).rows.fact_ozon_orders)
  expect(await running.query(duplicatesSql())).toEqual([])
}

describe('postings that come without products, lose a line or a piece, and are split', () => {
  test('count as what they are now', async () => {
    const [now] = await unsettled()
    expect(Number(now?.late)).toBeGreaterThan(0)
    await holdsTheTruth()
  })

  test.each([1, 3])('and, %s days later, as what they have become', async days => {
    const before = sandbox.truth('demo', { from: FROM, to: TODAY }).orders.total
    sandbox.advance(days)
    passed += days
    const after = sandbox.truth('demo', { from: FROM, to: TODAY }).orders.total
    if (days === 1) expect([before.units, before.revenue]).not.toEqual([after.units, after.revenue])
    await running.load(['ozon.orders'])
    await holdsTheTruth()
  })

  test('leave no line behind that was never finished', async () => {
    const [left] = await running.query(
      `SELECT count(*)::INT AS rows FROM fact_ozon_orders WHERE sku = 0 AND dt < DATE '${TODAY}'`,
    )
    expect(left?.rows).toBe(0)
  })

  test('stand under the number that they were split from, which counts for nothing', async () => {
    const [split] = await running.query(`
      SELECT count(*)::INT AS parents, (SELECT count(*)::INT FROM order_lines WHERE posting_number = any_value(parent.posting_number)) AS counted,
        count(part.posting_number)::INT AS parts
      FROM (SELECT DISTINCT posting_number FROM fact_ozon_orders WHERE status = 'cancelled_from_split_pending') AS parent
      LEFT JOIN (SELECT DISTINCT posting_number, parent_posting_number FROM fact_ozon_orders) AS part ON part.parent_posting_number = parent.posting_number`)
    expect(Number(split?.parents)).toBeGreaterThan(3)
    expect(split?.parts).toBe(split?.parents)
    expect(split?.counted).toBe(0)
  })
})
