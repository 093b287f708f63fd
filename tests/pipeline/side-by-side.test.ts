import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

const SETS = [
  ['ozon.catalogue', 'ozon.orders', 'ozon.prices'],
  ['ozon.seller_rating', 'ozon.ads'],
  ['ozon.returns', 'ozon.stocks'],
] as const
let market: Sandbox
let truth: unknown
const folder = mkdtempSync(join(tmpdir(), 'prilavok-beside-'))
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  const calm = await engine({ sandbox: market, startDay: RECENTLY })
  // Some steps need ids of the catalogue, so none may find it empty.
  await calm.load(['ozon.catalogue'])
  for (const steps of SETS) await calm.load(steps)
  truth = await calm.query(contentsSql())
  await calm.close()
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = (of: RunningEngine, steps: readonly string[]) =>
  of.engine.handlers['sync.start']({ shopId: of.shop.id, steps: [...steps] })
const runs = (of: RunningEngine) =>
  of.engine.handlers['runs.list']({ shopIds: null, limit: 50, before: null })
/** Final progress of each run. */
function last(of: RunningEngine): ReadonlyMap<number, Progress> {
  const told = of.events.flatMap(({ event, payload }) => (event === 'sync.progress' ? [payload] : []))
  return new Map(told.map(progress => [progress.runId, progress]))
}

test('runs of other steps of one shop hold together what one after another would', async () => {
  const shop = await engine({ sandbox: market, startDay: RECENTLY })
  await shop.load(['ozon.catalogue'])
  for (const steps of SETS) await start(shop, steps)
  await shop.engine.ended(shop.shop.id)
  expect(await shop.query(contentsSql())).toEqual(truth)
  const made = (await runs(shop)).slice(0, SETS.length).reverse()
  expect(made.map(({ status, steps }) => [status, steps.map(({ step }) => step)])).toEqual(
    SETS.map(steps => ['done', [...steps]]),
  )
  // Each started before any other had ended.
  const began = made.map(({ startedAt }) => startedAt).sort()
  const ended = made.map(({ endedAt }) => endedAt ?? '').sort()
  expect((began.at(-1) ?? '') <= (ended[0] ?? '')).toBe(true)
  expect(await shop.engine.inspect()).toEqual([])
  await shop.close()
})

test('that are cut off together go on together after a restart, each from where it stood', async () => {
  const dataDir = join(folder, 'cut')
  const before = await engine({ sandbox: market, startDay: RECENTLY, dataDir })
  await before.load(['ozon.catalogue'])
  market.faults.set([
    { kind: 'hang', path: '/v1/returns/list' },
    { kind: 'hang', path: '/v3/posting/fbo/list', skip: 3 },
  ])
  for (const steps of SETS) await start(before, steps)
  await expect
    .poll(() => [...last(before).values()].some(({ steps }) => (steps[1]?.slice ?? 0) > 0))
    .toBe(true)
  await before.close()
  market.faults.clear()
  const cut = [...last(before).values()].filter(({ status }) => status === 'interrupted')
  expect(cut.length).toBeGreaterThanOrEqual(2)

  const after = await engine({ sandbox: market, startDay: RECENTLY, dataDir })
  after.engine.resume()
  await after.engine.ended(after.shop.id)
  for (const { status, runId } of await runs(after)) expect([runId, status]).toEqual([runId, 'done'])
  expect(await runs(after)).toHaveLength(1 + SETS.length)
  expect(await after.query(contentsSql())).toEqual(truth)
  await after.close()
})
