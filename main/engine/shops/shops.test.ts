import { expect, test } from 'vitest'
import { KindError, kindOf } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import type { Keys } from '#contract/shop.ts'
import { openings } from '../../../tests/support/answers.ts'
import { openMemory } from '../../../tests/support/records.ts'
import { sales } from '../../../tests/support/store.ts'
import type { Stores } from '../store/opening/open.ts'
import { ownership } from '../store/opening/ownership.ts'
import { forgetShop } from '../store/records/shops.ts'
import { shops } from './shops.ts'

const { opened } = openings()

const keysOf = (clientId: string): Keys => ({ marketplace: 'ozon', clientId, apiKey: 'k', performance: null })

/** Shops over a keychain whose writes behave as the test says. */
async function world() {
  const memory = await openMemory([sales])
  opened(memory)
  const { facts, dims } = memory
  const stores = { ...memory, ownership: ownership(facts, dims) } as unknown as Stores
  const keychain = new Map<number, Secrets>()
  const of = {
    keep: async (_shopId: number) => {},
    check: async () => {},
  }
  const host = async (name: string, { shopId, secrets }: { shopId: number; secrets: Secrets }) => {
    if (name === 'keys.remove') keychain.delete(shopId)
    if (name !== 'keys.set') return
    keychain.set(shopId, secrets)
    await of.keep(shopId)
  }
  const checked = { verdict: 'valid', kind: null, expiresAt: null, subscription: null, roles: [] } as const
  const handlers = shops({
    stores,
    host: host as never,
    vault: 'v',
    check: async () => {
      await of.check()
      return { ...checked, shopName: null, services: [], warnings: [] }
    },
    whileStopped: (_shopId, work) => work(),
    changed: () => {},
  })
  const add = (clientId: string) => handlers['shop.add']({ name: clientId, keys: keysOf(clientId) })
  const listed = async () => (await handlers['shop.list']()).map(({ id }) => id)
  return { of, handlers, keychain, dims, facts, add, listed }
}

test('a shop is in the list only when its keys are kept, so that a kill in between leaves none without', async () => {
  const { of, add, listed, keychain } = await world()
  const seen: number[][] = []
  of.keep = async () => void seen.push(await listed())
  const { id } = await add('1')
  expect(seen).toEqual([[]])
  expect(await listed()).toEqual([id])
  expect([...keychain.keys()]).toEqual([id])
})

test('a keychain that refuses half of the keys leaves neither shop nor keys, and the shop’s id is never used again', async () => {
  const { of, add, listed, keychain } = await world()
  of.keep = async () => {
    throw new KindError('keychain_locked')
  }
  expect(await add('1').catch(kindOf)).toBe('keychain_locked')
  expect([await listed(), keychain.size]).toEqual([[], 0])
  of.keep = async () => {}
  expect((await add('1')).id).toBe(2)
})

test('shops that are connected side by side have numbers of their own', async () => {
  const { of, add, listed } = await world()
  let both = () => {}
  const met = new Promise<void>(resolve => {
    both = resolve
  })
  let kept = 0
  of.keep = async () => {
    kept += 1
    if (kept === 2) both()
    await met
  }
  const ids = (await Promise.all([add('1'), add('2')])).map(({ id }) => id)
  expect(ids.toSorted()).toEqual([1, 2])
  expect(await listed()).toEqual([1, 2])
})

test('a cabinet that is connected while its waiting data are removed keeps them: whoever comes second finds no orphan', async () => {
  const { of, handlers, dims, facts, add, listed } = await world()
  const { id } = await add('1')
  forgetShop(dims, id)
  let removing: Promise<unknown> = Promise.resolve()
  of.check = async () => {
    removing = handlers['shop.removeOrphan']({ shopId: id }).then(() => 'removed', kindOf)
    await new Promise(resolve => setTimeout(resolve, 30))
  }
  expect((await add('1')).id).toBe(id)
  expect(await removing).toBe('no_shop')
  expect(await listed()).toEqual([id])
  expect(await facts.read('SELECT shop_id FROM owners')).toHaveLength(1)
})
