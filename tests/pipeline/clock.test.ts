import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { clockOf, engine, type RunningEngine } from '../support/engine.ts'
import { word } from '../support/fault-matrix.ts'
import { sandbox } from '../support/sandbox.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY
const STEPS = ['ozon.stocks', 'ozon.ads']
const TABLES = ['fact_ozon_warehouse_stocks', 'fact_ozon_product_stocks', 'log_ozon_bids', 'checkpoints']
const folder = mkdtempSync(join(tmpdir(), 'prilavok-clock-'))

let market: Sandbox
let one: RunningEngine
/** The shop on a computer whose clock is so many ms ahead. */
const on = async (ahead: number) => {
  const right = clockOf(market)
  one = await engine({ sandbox: market, dataDir: join(folder, 'data'), now: () => right() + ahead })
  market.tellTime(right)
  return one
}
/** All rows of tables with days. */
const held = async () =>
  Promise.all(TABLES.map(table => one.query(`SELECT * EXCLUDE (shop_id) FROM ${table} ORDER BY ALL`)))

let before: Awaited<ReturnType<typeof held>>
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  await on(0)
  await one.load(['ozon.catalogue', ...STEPS])
  before = await held()
  await one.close()
  for (const rows of before) expect(rows.length).toBeGreaterThan(2)
})
afterEach(() => one.close())
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['thirty years ahead', 30 * YEAR],
  ['a year back', -YEAR],
  ['two days ahead', 2 * DAY],
])(
  'a clock %s deletes nothing and files nothing under a wrong day: its steps say why, and the person is told',
  async (_, ahead) => {
    await on(ahead)
    expect(await held()).toEqual(before)
    const run = await one.load(STEPS)
    for (const step of STEPS) expect(word(run, step)).toMatchObject({ status: 'failed', kind: 'wrong_clock' })
    expect(await held()).toEqual(before)
    const notices = one.events.flatMap(told => (told.event === 'app.notice' ? [told.payload.word] : []))
    expect(notices).toEqual(['wrong_clock'])
    const [shop] = await one.engine.handlers['shop.list']()
    expect(shop?.status).toBe('active')
    expect(shop?.messages.map(({ details }) => details.kind)).toEqual(['wrong_clock', 'wrong_clock'])
  },
)

test('a clock thirty years ahead with no marketplace to be heard does neither', async () => {
  market.faults.set([{ kind: 'reset' }])
  await on(30 * YEAR)
  const run = await one.load(STEPS)
  market.faults.clear()
  for (const step of STEPS) expect(word(run, step)).toMatchObject({ status: 'failed', kind: 'network' })
  expect(await held()).toEqual(before)
})

test('a clock that is set right goes on, and what is older than it is kept goes behind the first run', async () => {
  await on(0)
  expect((await one.load(STEPS)).status).toBe('done')
  const bids = async (where = 'true') =>
    Number((await one.query(`SELECT count(*) AS n FROM log_ozon_bids WHERE ${where}`))[0]?.n)
  const old = await bids()
  await one.close()
  // More than a year passes.
  market.advance(400)
  await on(0)
  expect(await bids()).toBe(old)
  expect(word(await one.load(STEPS), 'ozon.ads')).toMatchObject({ kind: null })
  await expect.poll(() => bids(`dt < '${market.today()}'::DATE - 365`)).toBe(0)
  expect(await bids()).toBeGreaterThan(0)
})
