import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KindError, kindOf } from '#contract/errors.ts'
import type { Host } from '#contract/host.ts'
import type { Client } from '#contract/rpc.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, keysOf, type RunningEngine } from '../support/engine.ts'
import { idle, passing } from '../support/passing.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'
import { strangers } from '../support/strangers.ts'

const STEPS = ['ozon.catalogue', 'ozon.orders']
const ACTS = [
  'start',
  'pause',
  'resume',
  'keys',
  'remove',
  'add',
  'restart',
  'offline',
  'tick',
  'breathe',
] as const

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-states-'))
beforeAll(async () => {
  market = await sandbox({ scale: 0.02 })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Messages that a user may see; anything else is a bug. */
const REFUSALS = [
  'done',
  'already_running',
  'not_running',
  'no_shop',
  'shop_exists',
  'keychain_locked',
  'network',
]

let folders = 0
/** A data folder whose engine is restarted, with a keychain that refuses on demand. */
async function world() {
  folders += 1
  const dataDir = join(folder, String(folders))
  const time = passing(market, `${market.today()}T09:00:00Z`)
  let locked = false
  const between = (host: Client<Host>): Client<Host> =>
    (async (name: keyof Host, ...args: never[]) => {
      if (locked && name !== 'keys.get' && name !== 'demo.get') throw new KindError('keychain_locked')
      return (host as (...all: unknown[]) => unknown)(name, ...args)
    }) as never
  const open = () =>
    engine({ sandbox: market, startDay: RECENTLY, key: null, dataDir, now: time.now, between })
  const begin = (of: RunningEngine) => {
    of.engine.resume()
    of.engine.watch(time.ticks)
    return of
  }
  let of = begin(await open())
  return {
    time,
    now: () => of,
    lock(on: boolean) {
      locked = on
    },
    async restart() {
      await of.close()
      of = begin(await open())
    },
  }
}

test('whatever is done with a shop, in whatever order and without waiting: no row of a removed one, no run lost, none said to go on that does not', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ act: fc.constantFrom(...ACTS), wait: fc.boolean(), locked: fc.boolean() }), {
        minLength: 4,
        maxLength: 10,
      }),
      async acts => {
        const one = await world()
        const going: Promise<string>[] = []
        const shopId = async () => (await one.now().engine.handlers['shop.list']())[0]?.id ?? 1
        const keys = keysOf(market.keys.demo)
        const kind = (work: Promise<unknown>) => work.then(() => 'done', kindOf)
        await one.now().engine.handlers['shop.add']({ name: 'A', keys })
        for (const { act, wait, locked } of acts) {
          const { handlers, surroundings } = one.now().engine
          one.lock(locked)
          const id = await shopId()
          const does: Record<(typeof ACTS)[number], () => Promise<unknown>> = {
            start: () => handlers['sync.start']({ shopId: id, steps: STEPS }),
            pause: () => handlers['sync.pause']({ shopId: id }),
            resume: () => handlers['sync.resume']({ shopId: id }),
            keys: () => handlers['shop.updateKeys']({ shopId: id, keys }),
            remove: () => handlers['shop.remove']({ shopId: id, name: 'A' }),
            add: () => handlers['shop.add']({ name: 'A', keys }),
            restart: async () => {
              await Promise.all(going)
              await one.restart()
            },
            offline: async () => {
              await surroundings['conditions.tell']({ online: false })
              await surroundings['conditions.tell']({ online: true })
            },
            tick: async () => {
              one.time.sleep(31)
              one.time.wake()
            },
            breathe: () => new Promise(resolve => setTimeout(resolve, 30)),
          }
          const done = kind(does[act]())
          going.push(done)
          if (wait || act === 'restart') await done
        }
        const said = await Promise.all(going)
        expect(said.filter(word => !REFUSALS.includes(word))).toEqual([])
        await idle(one.now().engine)
        const { handlers } = one.now().engine
        expect(await strangers(one.now())).toEqual([])
        for (const shop of await handlers['shop.list']()) {
          // A shop whose keys were never stored does not exist; any other is in a stable state.
          expect(['active', 'paused']).toContain(shop.status)
          const runs = await handlers['runs.list']({ shopIds: [shop.id], limit: 50, before: null })
          expect(runs.filter(({ status }) => status === 'running')).toEqual([])
          if (shop.status === 'active') expect(runs.filter(({ endedAt }) => endedAt === null)).toEqual([])
          const last = await handlers['sync.status']({ shopId: shop.id })
          if (last?.percent === 100)
            expect(last.steps.filter(({ status }) => status === 'failed')).toEqual([])
        }
        expect(
          await handlers['log.list']({ limit: 1000 }).then(lines =>
            lines.filter(({ word }) => word === 'task_failed'),
          ),
        ).toEqual([])
        await one.now().close()
      },
    ),
    { numRuns: 6 },
  ))
