import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { DemoKey, Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { keysOf, type RunningEngine } from '../support/engine.ts'
import { engines } from '../support/engines.ts'
import { cabinetsOf } from '../support/keys.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

let market: Sandbox
const fresh = engines(() => market, { startDay: RECENTLY })
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
})
afterAll(() => market.close())

const shopOf = async (of: RunningEngine) => (await of.engine.handlers['shop.list']())[0]
const runsOf = (of: RunningEngine) =>
  of.engine.handlers['runs.list']({ shopIds: null, limit: 50, before: null })
const datasets = (of: RunningEngine) => of.engine.handlers['sync.datasets']({ shopIds: null })
const STEPS = ['ozon.catalogue', 'ozon.orders', 'ozon.returns', 'ozon.prices', 'ozon.seller_rating']

describe.each(Marketplace.options)('a marketplace that refuses a good key now and then: %s', name => {
  test('is asked again, and nothing of it is left but the truth', async () => {
    const { demo } = cabinetsOf(market)[name]
    const first = marketplaceOf(name).steps.map(({ id }) => id)
    const only = name === 'ozon' ? STEPS : first.filter(id => id !== 'wb.finance' && id !== 'wb.funnel')
    const calm = await fresh({ key: demo })
    await calm.load(only)
    const truth = await calm.query(contentsSql())
    const shop = await fresh({ key: demo })
    // One in ten, the key check before the run included.
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
    const before = new Map((await datasets(shop)).map(({ step, lastSuccessAt }) => [step, lastSuccessAt]))
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
      // A refusal counts as a try, not as an update.
      updated: {
        at: updated?.at,
        triedAt: expect.not.stringMatching(String(updated?.triedAt)),
        behind: STEPS,
      },
    })
    // The key check found it out after ten refusals in a row and the requests in flight: no step has sent any.
    const asked = market.log.find({ host: 'ozon-seller' })
    expect(asked.length).toBeGreaterThanOrEqual(10)
    expect(asked.length).toBeLessThanOrEqual(15)
    for (const { status } of asked) expect(status).toBe(401)
    expect(market.log.find({ path: '/v3/posting/fbo/list' })).toEqual([])
    for (const { step, status, kind, lastSuccessAt } of await datasets(shop))
      if (STEPS.includes(step)) {
        expect([step, status, kind]).toEqual([step, 'failed', 'bad_key'])
        expect(lastSuccessAt, step).toBe(before.get(step))
        expect(lastSuccessAt, step).not.toBeNull()
      }
    expect(
      (await shop.engine.handlers['log.list']({ limit: 1000 })).filter(({ word }) => word === 'keys_refused'),
    ).toHaveLength(1)

    // As if the user had made another key of the same cabinet.
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

describe('a key that is renewed', () => {
  const demo = () => market.keys.demo
  const renewal = (apiKey: string | null, clientSecret: string | null) => ({
    marketplace: 'ozon' as const,
    clientId: demo().clientId,
    apiKey,
    performance: { clientId: demo().perfClientId ?? '', clientSecret },
  })

  test('leaves the secret of the advertising in the keychain, which nobody has to find again', async () => {
    const shop = await fresh()
    const { id: shopId } = shop.shop
    const { handlers } = shop.engine
    const keys = renewal(market.keys.expiring.apiKey, null)
    expect(await handlers['shop.checkKeys']({ shopId, keys })).toMatchObject({
      verdict: 'valid',
      services: [{ state: 'ok' }, { service: 'ozon-performance', state: 'ok' }],
    })
    await handlers['shop.updateKeys']({ shopId, keys })
    expect(shop.keychain.get(shopId)).toEqual({
      'ozon-seller': market.keys.expiring.apiKey,
      'ozon-performance': demo().perfClientSecret,
    })
    expect(await shopOf(shop)).toMatchObject({ perfClientId: demo().perfClientId, status: 'active' })
    expect((await shop.load(['ozon.ads'])).steps[0]).toMatchObject({ step: 'ozon.ads', status: 'done' })
  })

  test('may be the one of the advertising alone; a wrong one changes nothing', async () => {
    const shop = await fresh()
    const { id: shopId } = shop.shop
    const { handlers } = shop.engine
    const before = shop.keychain.get(shopId)
    const wrong = renewal(null, 'wrong-secret')
    expect(await handlers['shop.checkKeys']({ shopId, keys: wrong })).toMatchObject({
      verdict: 'partial',
      kind: 'bad_key',
    })
    await expect(handlers['shop.updateKeys']({ shopId, keys: wrong })).rejects.toMatchObject({
      kind: 'bad_key',
    })
    expect(shop.keychain.get(shopId)).toEqual(before)

    await handlers['shop.updateKeys']({ shopId, keys: { ...renewal(null, null), performance: null } })
    expect(shop.keychain.get(shopId)).toEqual({ 'ozon-seller': demo().apiKey })
    expect(await shopOf(shop)).toMatchObject({ perfClientId: null })
    // A removed secret cannot be kept.
    await expect(handlers['shop.updateKeys']({ shopId, keys: renewal(null, null) })).rejects.toMatchObject({
      kind: 'no_key',
    })

    await handlers['shop.updateKeys']({ shopId, keys: renewal(null, demo().perfClientSecret) })
    expect(shop.keychain.get(shopId)).toEqual(before)
  })

  test('and another half renewed at the same moment are both kept', async () => {
    const shop = await fresh()
    const { id: shopId } = shop.shop
    const { handlers } = shop.engine
    const { perfClientId, perfClientSecret } = market.keys.second
    const account = { clientId: perfClientId ?? '', clientSecret: perfClientSecret }
    await Promise.all([
      handlers['shop.updateKeys']({ shopId, keys: renewal(market.keys.expiring.apiKey, null) }),
      handlers['shop.updateKeys']({ shopId, keys: { ...renewal(null, null), performance: account } }),
    ])
    expect(shop.keychain.get(shopId)).toEqual({
      'ozon-seller': market.keys.expiring.apiKey,
      'ozon-performance': perfClientSecret,
    })
    expect(await shopOf(shop)).toMatchObject({ perfClientId })
  })

  test('of another cabinet or marketplace, or of the demo, is refused before anything is asked', async () => {
    const shop = await fresh()
    const { id: shopId } = shop.shop
    const { handlers } = shop.engine
    const { id: demoId } = await handlers['shop.addDemo']({ marketplace: 'ozon' })
    market.log.clear()
    const given = renewal(null, null)
    for (const [of, keys, kind] of [
      [shopId, { ...given, clientId: market.keys.second.clientId }, 'other_shop'],
      [shopId, { marketplace: 'wb', token: market.tokens.demo.token }, 'bad_input'],
      [demoId, given, 'bad_input'],
    ] as const)
      for (const name of ['shop.checkKeys', 'shop.updateKeys'] as const)
        await expect(handlers[name]({ shopId: of, keys })).rejects.toMatchObject({ kind })
    expect(market.log.entries).toEqual([])
  })
})
