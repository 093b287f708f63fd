import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { KindError, kindOf } from '#contract/errors.ts'
import type { Host } from '#contract/host.ts'
import type { Client } from '#contract/rpc.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, keysOf, type RunningEngine } from '../support/engine.ts'
import { idle, passing } from '../support/passing.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'
import { strangers } from '../support/strangers.ts'

const STEPS = ['ozon.catalogue', 'ozon.orders']
/** Time for a new run to commit rows. */
const A_WHILE_MS = 400

let market: Sandbox
beforeAll(async () => {
  market = await sandbox({ scale: 0.05 })
})
afterAll(() => market.close())

/** A keychain whose answers the test decides and whose calls it sees. */
function keychain() {
  const rules = new Map<string, () => Promise<void>>()
  const between = (host: Client<Host>): Client<Host> =>
    (async (name: keyof Host, ...args: never[]) => {
      await rules.get(name)?.()
      return (host as (...all: unknown[]) => unknown)(name, ...args)
    }) as never
  return {
    between,
    on: (name: keyof Host, rule: () => Promise<void>) => rules.set(name, rule),
    calm: () => rules.clear(),
  }
}
const locked = async () => {
  throw new KindError('keychain_locked')
}

/** An engine with a loaded shop, a keychain controlled by the test, and a stopped clock. */
async function loaded() {
  const chain = keychain()
  const time = passing(market, `${market.today()}T09:00:00Z`)
  const of = await engine({ sandbox: market, startDay: RECENTLY, between: chain.between, now: time.now })
  await of.load(STEPS)
  return { of, chain, time, shopId: of.shop.id, name: of.shop.name, keys: keysOf(market.keys.demo) }
}
const open: RunningEngine[] = []
const kept = async () => {
  const one = await loaded()
  open.push(one.of)
  return one
}
afterEach(async () => {
  for (const of of open.splice(0)) await of.close()
})
const kind = (work: Promise<unknown>) => work.then(() => 'done', kindOf)

/** Everything that may happen in between: due slots, clicks on a shop and on all, calls of a page. */
async function everything({ of, time, shopId }: Awaited<ReturnType<typeof loaded>>) {
  const clicks = [
    kind(of.engine.handlers['sync.start']({ shopId })),
    kind(of.engine.handlers['sync.now']({ shopIds: null })),
  ]
  of.engine.watch(time.ticks)
  time.sleep(24 * 60)
  time.wake()
  await sleep(A_WHILE_MS)
  return clicks
}

describe('while a shop is being removed', () => {
  test('nothing begins in it, whatever is due and whoever clicks; no row of it stays', async () => {
    const one = await kept()
    const { of, chain, shopId, name } = one
    let clicks: readonly Promise<string>[] = []
    chain.on('keys.remove', async () => {
      clicks = await everything(one)
    })
    await of.engine.handlers['sync.start']({ shopId, steps: STEPS })
    await of.engine.handlers['shop.remove']({ shopId, name })
    expect(await Promise.all(clicks)).toEqual(['no_shop', 'done'])
    await sleep(A_WHILE_MS)
    expect(await of.engine.handlers['shop.list']()).toEqual([])
    expect(await strangers(of)).toEqual([])
    expect(of.keychain.size).toBe(0)
  })

  test('a second click finds no shop, and new keys find none either', async () => {
    const { of, shopId, name, keys } = await kept()
    const remove = () => kind(of.engine.handlers['shop.remove']({ shopId, name }))
    const all = [remove(), remove(), kind(of.engine.handlers['shop.updateKeys']({ shopId, keys }))]
    expect(await Promise.all(all)).toEqual(['done', 'no_shop', 'no_shop'])
    expect(await strangers(of)).toEqual([])
    expect(of.keychain.size).toBe(0)
  })

  test('a keychain that refuses leaves it as it was: what was cut off goes on to its end', async () => {
    const { of, chain, shopId, name } = await kept()
    await of.engine.handlers['sync.start']({ shopId, steps: STEPS })
    chain.on('keys.remove', locked)
    expect(await kind(of.engine.handlers['shop.remove']({ shopId, name }))).toBe('keychain_locked')
    await idle(of.engine)
    expect(await of.engine.handlers['shop.list']()).toMatchObject([{ id: shopId, status: 'active' }])
    expect(await of.engine.handlers['sync.status']({ shopId })).toMatchObject({ status: 'done' })
    chain.calm()
    await of.engine.handlers['shop.remove']({ shopId, name })
    expect(await strangers(of)).toEqual([])
  })
})

describe('while its keys are changed', () => {
  test('nothing begins in a shop, and what was cut off or is due is read with the new ones', async () => {
    const one = await kept()
    const { of, chain, shopId, keys } = one
    let begun = 0
    chain.on('keys.set', async () => {
      const before = of.events.length
      void (await everything(one))
      begun = of.events.slice(before).filter(({ event }) => event === 'sync.progress').length
    })
    await of.engine.handlers['sync.start']({ shopId, steps: STEPS })
    await of.engine.handlers['shop.updateKeys']({ shopId, keys })
    expect(begun).toBe(0)
    await idle(of.engine)
    const runs = await of.engine.handlers['runs.list']({ shopIds: null, limit: 50, before: null })
    expect(runs.filter(({ status }) => status !== 'done')).toEqual([])
    expect(await of.engine.handlers['shop.list']()).toMatchObject([{ status: 'active' }])
  })

  test('a keychain that refuses leaves no shop syncing for ever', async () => {
    const { of, chain, shopId, keys } = await kept()
    chain.on('keys.set', locked)
    await of.engine.handlers['sync.start']({ shopId, steps: STEPS })
    expect(await kind(of.engine.handlers['shop.updateKeys']({ shopId, keys }))).toBe('keychain_locked')
    await idle(of.engine)
    expect(await of.engine.handlers['sync.status']({ shopId })).toMatchObject({ status: 'done' })
    expect(await of.engine.handlers['shop.list']()).toMatchObject([{ status: 'active' }])
  })

  test('keys of another cabinet are refused, and nothing is stored or stopped', async () => {
    const { of, shopId } = await kept()
    const before = structuredClone(of.keychain)
    const keys = keysOf(market.keys.second)
    expect(await kind(of.engine.handlers['shop.updateKeys']({ shopId, keys }))).toBe('other_shop')
    expect(of.keychain).toEqual(before)
    expect(await of.engine.handlers['shop.list']()).toMatchObject([{ clientId: market.keys.demo.clientId }])
  })
})

describe('a double click', () => {
  test('connects a shop once, however slow the keychain is', async () => {
    const chain = keychain()
    const of = await engine({ sandbox: market, startDay: RECENTLY, key: null, between: chain.between })
    open.push(of)
    chain.on('keys.set', () => sleep(50))
    const add = () => kind(of.engine.handlers['shop.add']({ name: 'A', keys: keysOf(market.keys.demo) }))
    const demo = () => kind(of.engine.handlers['shop.addDemo']({ marketplace: 'wb' }))
    expect(await Promise.all([add(), add(), demo(), demo()])).toEqual(['done', 'shop_exists', 'done', 'done'])
    expect(await of.engine.handlers['shop.list']()).toHaveLength(2)
    expect(of.keychain.size).toBe(1)
  })

  test('finds no shop whose keys are not stored yet, and none is left where they are refused', async () => {
    const chain = keychain()
    const of = await engine({ sandbox: market, startDay: RECENTLY, key: null, between: chain.between })
    open.push(of)
    let click: Promise<string> = Promise.resolve('')
    chain.on('keys.set', async () => {
      expect(await of.engine.handlers['shop.list']()).toEqual([])
      click = kind(of.engine.handlers['sync.start']({ shopId: 1 }))
      await sleep(A_WHILE_MS)
      await locked()
    })
    const add = of.engine.handlers['shop.add']({ name: 'A', keys: keysOf(market.keys.demo) })
    expect(await kind(add)).toBe('keychain_locked')
    expect(await click).toBe('no_shop')
    expect(of.keychain.size).toBe(0)
    expect(await strangers(of)).toEqual([])
  })
})

test('a keychain that never answers holds up no pause', async () => {
  const { of, chain, shopId } = await kept()
  chain.on('keys.get', () => new Promise(() => {}))
  await of.engine.handlers['sync.start']({ shopId, steps: STEPS })
  expect(await of.engine.handlers['sync.pause']({ shopId })).toMatchObject({ status: 'paused' })
  expect(await of.engine.handlers['shop.list']()).toMatchObject([{ status: 'paused' }])
  chain.calm()
  await of.engine.handlers['sync.resume']({ shopId })
  expect(await of.engine.ended(shopId)).toMatchObject({ status: 'done' })
})
