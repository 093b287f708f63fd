import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import { allTables } from '../../loaders/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { cabinetsOf } from '../support/keys.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

/** Acceleration of the documented limits, here and there. */
const FASTER = 500
/** Four shops of the smallest size with rows of every kind. */
const SCALE = 0.05
/** A Base token waits for hours: each becomes a few seconds. */
const BASE_FASTER = 2000

let folder = ''
let sandbox: Sandbox | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-shops-'))
})
afterEach(async () => {
  await sandbox?.close()
  rmSync(folder, { recursive: true, force: true })
})
const limited = async (speedup: number, today?: string) => {
  sandbox = await startSandbox({
    scale: SCALE,
    limits: true,
    speedup,
    ...(today === undefined ? {} : { today }),
  })
  return sandbox
}

test('P26: two Ozon and two Wildberries shops that load at once hold what each holds alone, exceed no limit, and go one by one', async () => {
  const market = await limited(FASTER)
  const keys = Object.values(cabinetsOf(market)).flatMap(({ demo, second }) => [demo, second])
  const all = await engine({ sandbox: market, key: null, pace: FASTER })
  try {
    const shops: Awaited<ReturnType<typeof all.connect>>[] = []
    for (const key of keys) shops.push(await all.connect(key))
    for (const progress of await Promise.all(shops.map(shop => all.load(undefined, shop))))
      expect(progress).toMatchObject({ status: 'done', percent: 100 })
    expect(market.limited()).toEqual({})
    expect(market.log.find({ status: 429 })).toEqual([])
    const held = new Map<number, unknown>()
    for (const { id } of shops) held.set(id, await all.query(contentsSql(id)))
    for (const { name } of allTables)
      for (const row of await all.query(`SELECT DISTINCT shop_id FROM ${name}`))
        expect([...held.keys()], name).toContain(Number(row.shop_id))

    // The same cabinets, without limits, each in its own folder.
    const calm = await startSandbox({ scale: SCALE })
    try {
      const alone = keys.map(async (key, index) => {
        const one = await engine({ sandbox: calm, key })
        await one.load()
        expect(await one.query(contentsSql(one.shop.id)), key.shop).toEqual(held.get(shops[index]?.id ?? 0))
        await one.close()
      })
      await Promise.all(alone)
    } finally {
      await calm.close()
    }

    // Removing a shop removes its own data only, row for row.
    for (const shop of [...shops].reverse()) {
      await all.engine.handlers['shop.remove']({ shopId: shop.id, name: shop.name })
      held.delete(shop.id)
      for (const [id, contents] of held) expect(await all.query(contentsSql(id))).toEqual(contents)
      for (const { table, rows } of await all.query(contentsSql(shop.id))) expect(rows, String(table)).toBe(0)
    }
  } finally {
    await all.close()
  }
}, 900_000)

const later = ({ steps }: Progress) => steps.filter(({ status }) => status === 'later')

/** Loads with a Base token as far as it gets. */
async function begun(market: Sandbox, dataDir: string): Promise<{ base: RunningEngine; progress: Progress }> {
  const base = await engine({
    sandbox: market,
    key: market.tokens.base,
    dataDir,
    pace: BASE_FASTER,
    now: Date.now,
  })
  return { base, progress: await base.load() }
}

test('a Base token finishes what it can, says when the rest will come, and exceeds no limit, after a restart neither', async () => {
  const market = await limited(BASE_FASTER, new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10))
  const dataDir = join(folder, 'data')
  const { base, progress } = await begun(market, dataDir)
  const rowsOf = async (of: typeof base) =>
    Number((await of.query('SELECT count(*) AS rows FROM fact_wb_funnel'))[0]?.rows)
  const before = await rowsOf(base)
  try {
    // A Base token may not ask for the list of reports, and not often enough for what takes several requests.
    const closed = ['wb.reports', 'wb.promotions', 'wb.ad_clusters', 'wb.order_feed', 'wb.supplies']
    for (const { step, status } of progress.steps)
      expect(closed.includes(step) ? ['skipped'] : ['done', 'later'], step).toContain(status)
    expect(progress.steps.find(({ step }) => step === 'wb.content')?.status).toBe('done')
    expect(later(progress).length).toBeGreaterThan(0)
    for (const { step, until } of later(progress)) expect(until, step).toMatch(/^\d{4}-.*Z$/)
  } finally {
    await base.close()
  }
  const again = await engine({
    sandbox: market,
    key: market.tokens.base,
    dataDir,
    pace: BASE_FASTER,
    now: Date.now,
  })
  try {
    // A premature run of the user costs no request.
    const put = later(progress).map(({ step }) => step)
    const retried = await again.load(put)
    expect(later(retried).length).toBeGreaterThan(0)
    expect(market.limited()).toEqual({})
    // When its time has come, each continues automatically, one request at a time.
    await expect.poll(() => rowsOf(again), { timeout: 60_000, interval: 200 }).toBeGreaterThan(before)
    expect(market.limited()).toEqual({})
  } finally {
    await again.close()
  }
}, 900_000)
