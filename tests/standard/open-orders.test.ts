import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daysBetween, moscowDay } from '#contract/days.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { duplicatesSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

/** Orders of this day are in progress forty days longer than all others. */
const ASTRAY = '2026-11-03'
const PATHS = { FBO: '/v3/posting/fbo/list', FBS: '/v4/posting/fbs/list' } as const

let sandbox: Sandbox
let running: RunningEngine
/** First days of the windows that the last load requested, by scheme. */
let asked: Readonly<Record<keyof typeof PATHS, readonly string[]>>
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
  await load()
})
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

async function load(): Promise<void> {
  sandbox.log.clear()
  expect(await running.load(['ozon.orders'])).toMatchObject({ status: 'done' })
  const windows = (path: string) => {
    const from = sandbox.log.find({ path }).map(({ body }) => {
      const { filter } = body as { filter: { since: string } }
      return moscowDay(filter.since)
    })
    return [...new Set(from)].sort()
  }
  asked = { FBO: windows(PATHS.FBO), FBS: windows(PATHS.FBS) }
}
const statuses = async (mode: string) => {
  const rows = await running.query(
    `SELECT status, count(DISTINCT posting_number) AS postings FROM fact_ozon_orders WHERE warehouse_mode = '${mode}' AND dt = '${ASTRAY}' GROUP BY ALL`,
  )
  return Object.fromEntries(rows.map(({ status, postings }) => [String(status), Number(postings)]))
}
const holds = (from: string, day: string) => from <= day && daysBetween(from, day) <= 31

describe.each(['FBO', 'FBS'] as const)('a %s order that is under way for six weeks', mode => {
  test('stands in the table as such', async () => {
    expect((await statuses(mode)).delivering).toBeGreaterThan(0)
  })
})

test('its window is asked for as long as it is under way, and no other that ended more than two weeks ago', async () => {
  sandbox.advance(24)
  await load()
  for (const mode of ['FBO', 'FBS'] as const) {
    const old = asked[mode].filter(from => daysBetween(from, sandbox.today()) > 14 + 31)
    expect(
      old.map(from => holds(from, ASTRAY)),
      mode,
    ).toEqual([true])
    expect((await statuses(mode)).delivering).toBeGreaterThan(0)
  }
})

test('is brought up to date when it is delivered after forty days, and no row stands there twice', async () => {
  sandbox.advance(16)
  await load()
  for (const mode of ['FBO', 'FBS'] as const) {
    const now = await statuses(mode)
    expect(Object.keys(now).filter(status => !['delivered', 'cancelled'].includes(status))).toEqual([])
    expect(now.delivered).toBeGreaterThan(0)
  }
  const { orders } = sandbox.truth('demo', { from: ASTRAY, to: ASTRAY })
  const [sums] = await running.query(
    `SELECT count(*) AS lines, sum(quantity)::BIGINT AS units, coalesce(sum(quantity) FILTER (status = 'cancelled'), 0)::BIGINT AS cancelled FROM fact_ozon_orders WHERE dt = '${ASTRAY}'`,
  )
  const { lines, units, cancelledUnits: cancelled } = orders.total
  expect(
    Object.fromEntries(Object.entries(sums ?? {}).map(([name, value]) => [name, Number(value)])),
  ).toEqual({ lines, units, cancelled })
  expect(await running.query(duplicatesSql())).toEqual([])
})

test('in a window that was old at the first load already is read again until it is delivered', async () => {
  const market = await startSandbox({ today: '2026-12-12' })
  const shop = await engine({ sandbox: market })
  const of = async () => {
    const rows = await shop.query(
      `SELECT DISTINCT status FROM fact_ozon_orders WHERE dt = '${ASTRAY}' AND status NOT IN ('delivered', 'cancelled')`,
    )
    return rows.length
  }
  try {
    await shop.load(['ozon.orders'])
    expect(await of()).toBeGreaterThan(0)
    market.advance(12)
    await shop.load(['ozon.orders'])
    expect(await of()).toBe(0)
  } finally {
    await shop.close()
    await market.close()
  }
}, 600_000)

test('its window is read once more when all is final, and then never again', async () => {
  await load()
  expect(asked.FBO.some(from => holds(from, ASTRAY))).toBe(true)
  await load()
  for (const mode of ['FBO', 'FBS'] as const)
    expect(
      asked[mode].some(from => holds(from, ASTRAY)),
      mode,
    ).toBe(false)
})
