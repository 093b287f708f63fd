import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { marketplaceOf } from '../../loaders/index.ts'
import type { DemoKey, Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, keysOf, type RunningEngine } from '../support/engine.ts'
import { cabinetsOf, type SandboxKey } from '../support/keys.ts'
import { sandbox } from '../support/sandbox.ts'

let market: Sandbox
const open: RunningEngine[] = []
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
})
afterEach(async () => {
  market.faults.clear()
  for (const one of open.splice(0)) await one.close()
})
afterAll(() => market.close())

async function fresh(key?: SandboxKey): Promise<RunningEngine> {
  const one = await engine({ sandbox: market, ...(key ? { key } : {}) })
  open.push(one)
  return one
}
const shopOf = async (of: RunningEngine) => (await of.engine.handlers['shop.list']())[0]
const runsOf = (of: RunningEngine) =>
  of.engine.handlers['runs.list']({ shopIds: null, limit: 50, before: null })
const board = (of: RunningEngine) => of.engine.handlers['sync.board']({ shopIds: null })
const STEPS = ['ozon.catalogue', 'ozon.orders', 'ozon.returns', 'ozon.prices', 'ozon.seller_rating']

describe.each(['ozon', 'wb'] as const)('a marketplace that refuses a good key now and then: %s', name => {
  test('is asked again, and nothing of it is left but the truth', async () => {
    const { demo } = cabinetsOf(market)[name]
    const first = marketplaceOf(name).steps.map(({ id }) => id)
    const only = name === 'ozon' ? STEPS : first.filter(id => id !== 'wb.finance' && id !== 'wb.funnel')
    const calm = await fresh(demo)
    await calm.load(only)
    const truth = await calm.query(contentsSql())
    const shop = await fresh(demo)
    // One in ten: the check of the keys before the run is not spared either.
    market.faults.set([{ kind: 'key_refused', probability: 0.1 }])
    const progress = await shop.load(only)
    expect(progress.steps.map(({ step, status, message }) => [step, status, message])).toEqual(
      only.map(id => [id, 'done', null]),
    )
    expect(await shop.query(contentsSql())).toEqual(truth)
    expect(market.log.find({ status: 401 }).length).toBeGreaterThan(0)
    expect(await shopOf(shop)).toMatchObject({ status: 'active', messages: [] })
  })
})

describe('a key that was revoked', () => {
  test('stops the requests of its shop, is told once, and a new one catches up with what was missed', async () => {
    const shop = await fresh()
    const shopId = shop.shop.id
    await shop.load(STEPS)
    const before = new Map((await board(shop)).map(({ step, lastSuccessAt }) => [step, lastSuccessAt]))
    const updated = (await shopOf(shop))?.updated
    expect(updated).toMatchObject({ behind: [] })
    expect(updated?.at).not.toBeNull()
    market.faults.set([{ kind: 'key_refused', host: 'ozon-seller' }])
    market.log.clear()
    const refused = await shop.load(STEPS)
    expect(refused.status).toBe('failed')
    expect(await shopOf(shop)).toMatchObject({
      status: 'auth_error',
      messages: [{ word: 'keys_refused', details: { kind: 'bad_key' } }],
      // A refusal is a try, and no update.
      updated: {
        at: updated?.at,
        triedAt: expect.not.stringMatching(String(updated?.triedAt)),
        behind: STEPS,
      },
    })
    // The check of the keys has found it out by ten in a row and what was on its way: no step has asked for anything.
    const asked = market.log.find({ host: 'ozon-seller' })
    expect(asked.length).toBeGreaterThanOrEqual(10)
    expect(asked.length).toBeLessThanOrEqual(15)
    for (const { status } of asked) expect(status).toBe(401)
    expect(market.log.find({ path: '/v3/posting/fbo/list' })).toEqual([])
    for (const { step, status, kind, lastSuccessAt } of await board(shop))
      if (STEPS.includes(step)) {
        expect([step, status, kind]).toEqual([step, 'failed', 'bad_key'])
        expect(lastSuccessAt, step).toBe(before.get(step))
        expect(lastSuccessAt, step).not.toBeNull()
      }
    expect(
      (await shop.engine.handlers['log.list']({ limit: 1000 })).filter(({ word }) => word === 'keys_refused'),
    ).toHaveLength(1)

    // As another key of the same cabinet: the person has made a new one.
    market.faults.clear()
    await shop.engine.handlers['shop.updateKeys']({ shopId, keys: keysOf(market.keys.demo as DemoKey) })
    const caughtUp = await shop.engine.ended(shopId)
    expect(caughtUp).toMatchObject({ trigger: 'keys', status: 'done', percent: 100 })
    expect(caughtUp.steps).toHaveLength(marketplaceOf('ozon').steps.length)
    expect(await shopOf(shop)).toMatchObject({ status: 'active', messages: [] })
    expect((await runsOf(shop)).map(({ trigger, status }) => [trigger, status])).toEqual([
      ['keys', 'done'],
      ['person', 'failed'],
      ['person', 'done'],
    ])
  })
})
