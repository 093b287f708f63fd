import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { recently, sandbox } from '../support/sandbox.ts'

const STEPS = ['ozon.catalogue', 'ozon.orders', 'ozon.returns', 'ozon.prices']
let market: Sandbox
let truth: unknown
const folder = mkdtempSync(join(tmpdir(), 'prilavok-pauses-'))
beforeAll(async () => {
  // Retry instants are in the time of this computer, so the engine must use it too.
  market = await sandbox({ scale: 0.1, today: undefined })
  const calm = await engine({ sandbox: market, startDay: recently(market) })
  await calm.load(STEPS)
  truth = await calm.query(contentsSql())
  await calm.close()
})
afterEach(() => market.faults.clear())
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const statuses = (progress: Progress) => progress.steps.map(({ step, status }) => `${step} ${status}`)
const done = STEPS.map(id => `${id} done`)
/** The first later progress that matches. */
async function told(of: RunningEngine, enough: (progress: Progress) => boolean): Promise<Progress> {
  for (let next = of.events.length; ; await new Promise(resolve => setTimeout(resolve, 5)))
    for (; next < of.events.length; next += 1) {
      const one = of.events[next]
      if (one?.event === 'sync.progress' && enough(one.payload)) return one.payload
    }
}

describe('a step that was put off', () => {
  test('comes again by itself when its hour has come, while the others are long done', async () => {
    const shop = await engine({ sandbox: market, startDay: recently(market) })
    market.faults.set([{ kind: 'later', path: '/v1/returns/list', times: 1, seconds: 2 }])
    const first = await shop.load(STEPS)
    expect(statuses(first)).toEqual(done.with(2, 'ozon.returns later'))
    const until = Date.parse(first.steps[2]?.until ?? '')
    const datasets = await shop.engine.handlers['sync.datasets']({ shopIds: null })
    // The datasets, the load and the shop show the same instant.
    expect(datasets.find(({ step }) => step === 'ozon.returns')).toMatchObject({
      status: 'later',
      nextAt: first.steps[2]?.until,
    })
    market.log.clear()
    const again = await told(shop, progress => progress.status === 'done')
    expect(statuses(again)).toEqual(done)
    expect(again.percent).toBe(100)
    const [asked] = market.log.find({ path: '/v1/returns/list' })
    expect(asked?.at).toBeGreaterThanOrEqual(until - 50)
    expect(market.log.find({ path: '/v3/posting/fbo/list' })).toEqual([])
    expect(await shop.query(contentsSql())).toEqual(truth)
    expect((await shop.engine.handlers['shop.list']())[0]).toMatchObject({ status: 'active', messages: [] })
    await shop.close()
  })

  test('comes again after a restart too', async () => {
    const dataDir = join(folder, 'later')
    const before = await engine({ sandbox: market, startDay: recently(market), dataDir })
    market.faults.set([{ kind: 'later', path: '/v1/returns/list', times: 1, seconds: 3 }])
    expect(statuses(await before.load(STEPS))).toEqual(done.with(2, 'ozon.returns later'))
    await before.close()
    const after = await engine({ sandbox: market, startDay: recently(market), dataDir })
    after.engine.resume()
    expect(statuses(await told(after, progress => progress.status === 'done'))).toEqual(done)
    expect(await after.query(contentsSql())).toEqual(truth)
    await after.close()
  })
})

describe('a marketplace that asks for decades of silence', () => {
  test('is believed for a day, holds up no other step, and is asked again when a person wants it', async () => {
    const dataDir = join(folder, 'decades')
    const shop = await engine({ sandbox: market, startDay: recently(market), dataDir })
    market.faults.set([{ kind: 'later', path: '/v1/returns/list', times: 1, seconds: 999_999_999 }])
    const first = await shop.load(STEPS)
    expect(statuses(first)).toEqual(done.with(2, 'ozon.returns later'))
    const until = Date.parse(first.steps[2]?.until ?? '')
    expect(until).toBeGreaterThan(Date.now() + 86_000_000)
    expect(until).toBeLessThanOrEqual(Date.now() + 86_400_000)
    await shop.close()
    const after = await engine({ sandbox: market, startDay: recently(market), dataDir })
    expect(statuses(await after.load(STEPS))).toEqual(done)
    expect(await after.query(contentsSql())).toEqual(truth)
    await after.close()
  })

  test.each(['9'.repeat(30), '9'.repeat(400), 'Sat, 01 Jan 275000 00:00:00 GMT'])(
    'in a word that nothing can hold (%s)',
    async word => {
      const shop = await engine({ sandbox: market, startDay: recently(market) })
      market.faults.set([{ kind: 'later', path: '/v1/returns/list', times: 1, retryAfter: word }])
      expect(statuses(await shop.load(STEPS))).toEqual(done.with(2, 'ozon.returns later'))
      await shop.query('SELECT * FROM datasets')
      await shop.close()
    },
  )
})

describe('a load that a person stops', () => {
  test('is paused with what it has, stays so over a restart, and goes on from there to the truth', async () => {
    const dataDir = join(folder, 'paused')
    const shop = await engine({ sandbox: market, startDay: recently(market), dataDir })
    const { handlers } = shop.engine
    const shopId = shop.shop.id
    const far = told(shop, progress => (progress.steps[1]?.slice ?? 0) >= 4)
    const begun = await handlers['sync.start']({ shopId, steps: STEPS })
    await far
    const paused = await handlers['sync.pause']({ shopId })
    expect(paused).toMatchObject({ status: 'paused', runId: begun.runId, endedAt: null })
    expect(paused.percent).toBeLessThan(100)
    expect((await handlers['shop.list']())[0]?.status).toBe('paused')
    await expect(handlers['sync.pause']({ shopId })).rejects.toMatchObject({ kind: 'not_running' })
    const [held] = await shop.query('SELECT count(*) AS rows FROM fact_ozon_orders')
    expect(Number(held?.rows)).toBeGreaterThan(0)
    await shop.close()

    const again = await engine({ sandbox: market, startDay: recently(market), dataDir })
    again.engine.resume()
    expect(await again.engine.handlers['sync.status']({ shopId })).toMatchObject({ status: 'paused' })
    market.log.clear()
    const resumed = await again.engine.handlers['sync.resume']({ shopId })
    expect(resumed.runId).toBe(begun.runId)
    expect(resumed.percent).toBeGreaterThanOrEqual(paused.percent)
    expect(statuses(await again.engine.ended(shopId))).toEqual(done)
    expect(await again.query(contentsSql())).toEqual(truth)
    await expect(again.engine.handlers['sync.resume']({ shopId })).rejects.toMatchObject({
      kind: 'not_running',
    })
    await again.close()
  })

  test('cannot be started twice, and a step that nobody knows starts nothing', async () => {
    const shop = await engine({ sandbox: market, startDay: recently(market) })
    const { handlers } = shop.engine
    const shopId = shop.shop.id
    await expect(handlers['sync.start']({ shopId, steps: ['ozon.nothing'] })).rejects.toMatchObject({
      kind: 'bad_input',
    })
    expect(await handlers['sync.status']({ shopId })).toBeNull()
    await handlers['sync.start']({ shopId, steps: STEPS })
    await expect(handlers['sync.start']({ shopId })).rejects.toMatchObject({ kind: 'already_running' })
    await expect(handlers['sync.resume']({ shopId })).rejects.toMatchObject({ kind: 'already_running' })
    expect(statuses(await shop.engine.ended(shopId))).toEqual(done)
    await expect(handlers['sync.start']({ shopId: 99 })).rejects.toMatchObject({ kind: 'no_shop' })
    await shop.close()
  })

  test('is retried step by step: what was good keeps its word and is not asked for again', async () => {
    const shop = await engine({ sandbox: market, startDay: recently(market) })
    market.faults.set([{ kind: 'bad_request', path: '/v5/product/info/prices' }])
    const first = await shop.load(STEPS)
    expect(statuses(first)).toEqual(done.with(3, 'ozon.prices failed'))
    market.faults.clear()
    market.log.clear()
    const retried = await shop.load(['ozon.prices'])
    expect(statuses(retried)).toEqual(done)
    expect(retried.steps[1]).toEqual(first.steps[1])
    expect(market.log.find({ path: '/v3/posting/fbo/list' })).toEqual([])
    expect(await shop.query(contentsSql())).toEqual(truth)
    await shop.close()
  })
})
