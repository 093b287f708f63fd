import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engines } from '../support/engines.ts'
import { sandbox } from '../support/sandbox.ts'

let market: Sandbox
const fresh = engines(() => market)
beforeAll(async () => {
  market = await sandbox({ scale: 0.5, today: '2026-08-20' })
})
afterAll(() => market.close())

test('a compensation that comes long after a return, without another status of it, is seen', async () => {
  const shop = await fresh()
  const found = async () => {
    const rows = await shop.query(
      "SELECT return_id::VARCHAR AS id, strftime(compensation_changed_at, '%Y-%m-%d') AS dt FROM fact_ozon_returns WHERE compensation_status = 'Received'",
    )
    return Object.fromEntries(rows.map(({ id, dt }) => [String(id), String(dt)]))
  }
  const wanted = () => {
    const today = market.today()
    const { compensated } = market.truth('demo', { from: addDays(today, -364), to: today })
    return Object.fromEntries(Object.entries(compensated).map(([id, at]) => [id, at.slice(0, 10)]))
  }
  await shop.load(['ozon.returns'])
  const before = wanted()
  expect(await found()).toEqual(before)
  const first = market.today()
  market.advance(60)
  await shop.load(['ozon.returns'])
  const later = wanted()
  expect(await found()).toMatchObject(later)
  // The days of younger returns are read again by every run.
  const rows = await shop.query(
    `SELECT return_id::VARCHAR AS id FROM fact_ozon_returns WHERE dt < DATE '${addDays(first, -70)}'`,
  )
  const late = rows.filter(({ id }) => String(id) in later && !(String(id) in before))
  expect(late.length).toBeGreaterThan(0)
})
