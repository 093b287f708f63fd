import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Api, api, shell } from '#contract/api.ts'
import { CAUSES, FAULTS, KindError } from '#contract/errors.ts'
import { host } from '#contract/host.ts'
import { type Answer, answer, type Handlers, type Methods } from '#contract/rpc.ts'
import type { Shop } from '#contract/shop.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, keysOf, type RunningEngine } from '../support/engine.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

const KINDS: ReadonlySet<string> = new Set([...CAUSES, ...FAULTS])
/** `internal` is the word of a bug: no input may lead to it. */
const REFUSALS: ReadonlySet<string> = new Set([...KINDS].filter(kind => kind !== 'internal'))
const methods = Object.keys(api) as (keyof Api)[]

let sandbox: Sandbox
let running: RunningEngine
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
})
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const ask = (name: string, input: unknown): Promise<Answer> =>
  answer(api, running.engine.handlers, name, input)

/** Every key, the path of the data folder, and words that appear in SQL only. */
function expectClean(said: unknown): void {
  const text = JSON.stringify(said)
  for (const key of Object.values(sandbox.keys)) {
    expect(text).not.toContain(key.apiKey)
    if (key.perfClientSecret) expect(text).not.toContain(key.perfClientSecret)
  }
  expect(text).not.toContain(running.dataDir)
  expect(text).not.toMatch(/\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE)\b/)
  expect(text).not.toMatch(/node_modules|\.sqlite|\.duckdb|\/tmp\//)
}
function expectRefusal(answer: Answer): void {
  expect(answer.ok).toBe(false)
  if (answer.ok) return
  expect(KINDS.has(answer.kind), answer.kind).toBe(true)
  expectClean(answer)
}

const NO_SUCH = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  'shop.list ',
  'SHOP.LIST',
  'keys.get',
  'app.info',
] as const

describe('a name that is no method', () => {
  test.each(NO_SUCH)('«%s» is answered «unknown_method»', async name => {
    expect(await ask(name, undefined)).toMatchObject({ ok: false, kind: 'unknown_method' })
  })

  test('is refused whatever it is, and never runs anything', () =>
    fc.assert(
      fc.asyncProperty(fc.string(), fc.anything(), async (name, input) => {
        fc.pre(!Object.hasOwn(api, name))
        expect(await ask(name, input)).toMatchObject({ ok: false, kind: 'unknown_method' })
      }),
    ))

  test('is not echoed whole: it could be a key', async () => {
    const refused = await ask('k'.repeat(5000), undefined)
    expect(JSON.stringify(refused).length).toBeLessThan(300)
  })
})

// Methods that must not succeed by chance: each names a missing shop, or has invalid input.
const noise = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
  fc.record(
    {
      shopId: fc.oneof(fc.constant(-1), fc.double(), fc.string(), fc.constant(null)),
      shopIds: fc.oneof(fc.constant(null), fc.array(fc.anything()), fc.string()),
      name: fc.oneof(fc.string(), fc.anything()),
      steps: fc.oneof(fc.array(fc.string()), fc.anything()),
      keys: fc.anything(),
      from: fc.oneof(fc.string(), fc.constant('2026-13-45')),
      to: fc.oneof(fc.string(), fc.constant("2026-01-01'; DROP TABLE shops")),
    },
    { requiredKeys: [] },
  ),
)

describe.each(methods)('%s', name => {
  test('answers noise with a value of its own or a word that is known, and with nothing that is secret', () =>
    fc.assert(
      fc.asyncProperty(noise, async input => {
        // Connecting the demo shop takes no input, so noise cannot reach it.
        fc.pre(input !== undefined)
        const formed = api[name].input.safeParse(input).success
        const answered = await ask(name, input)
        if (formed) expect(answered.ok || REFUSALS.has(answered.kind), JSON.stringify(answered)).toBe(true)
        else expect(answered).toMatchObject({ ok: false, kind: 'bad_input' })
        expectClean(answered)
      }),
      { numRuns: 60 },
    ))
})

/** Methods about one shop, with their other inputs. */
const OF_ONE_SHOP = {
  'shop.rename': () => ({ name: 'X' }),
  'shop.checkKeys': () => ({ keys: keysOf(sandbox.keys.demo) }),
  'shop.updateKeys': () => ({ keys: keysOf(sandbox.keys.demo) }),
  'shop.remove': () => ({ name: 'X' }),
  'shop.removeOrphan': () => ({}),
  'sync.start': () => ({}),
  'sync.pause': () => ({}),
  'sync.resume': () => ({}),
  'sync.status': () => ({}),
} as const
/** Methods about several shops. */
const OF_SHOPS = {
  'sync.now': {},
  'sync.datasets': {},
  'runs.list': { limit: 10, before: null },
  'overview.get': { from: '2026-01-01', to: '2026-01-02' },
  'events.list': { kinds: null, from: null, to: null, text: '', before: null },
  'coverage.get': {},
  'charges.types': {},
  'charges.advertising': {},
  'report.ask': {
    ...{ measures: ['ordered_units'], by: [], grain: null, where: {} },
    ...{ from: '2026-01-01', to: '2026-01-02', compare: null, order: null, limit: 10 },
  },
} as const

test('every method that takes shops is in one of these lists', () => {
  const takes = (name: keyof Api, field: string) =>
    api[name].input instanceof z.ZodObject && field in api[name].input.shape
  expect(methods.filter(name => takes(name, 'shopId')).toSorted()).toEqual(
    Object.keys(OF_ONE_SHOP).toSorted(),
  )
  expect(methods.filter(name => takes(name, 'shopIds')).toSorted()).toEqual(Object.keys(OF_SHOPS).toSorted())
})

describe('a shop that is not there', () => {
  test.each(Object.entries(OF_ONE_SHOP))(
    '%s knows no run of it, or refuses as «no_shop»',
    async (name, rest) => {
      const answered = await ask(name, { shopId: 999_999, ...rest() })
      // A page may ask about a shop that was just removed.
      const known = name === 'sync.status' ? { ok: true, value: null } : { ok: false, kind: 'no_shop' }
      expect(answered).toMatchObject(known)
      expectClean(answered)
    },
  )

  test.each(Object.entries(OF_SHOPS))('among others in %s it is refused or left out', async (name, rest) => {
    const answered = await ask(name, { shopIds: [999_999], ...rest })
    if (!answered.ok) expect(answered.kind).toBe('no_shop')
    else expect(JSON.stringify(answered.value ?? null)).not.toContain(running.shop.name)
    expectClean(answered)
  })
})

test('the noise has changed nothing', async () => {
  expect(await ask('shop.list', undefined)).toMatchObject({ ok: true, value: [{ id: running.shop.id }] })
  expect(await running.engine.inspect()).toEqual([])
})

describe('keys', () => {
  const bad = ['deactivated', 'ipRestricted', 'blocked', 'offerNotSigned'] as const
  test.each(bad)(
    'P1: «%s» is refused with its reason; nothing is stored, and no answer holds it',
    async name => {
      const keys = keysOf(sandbox.keys[name])
      // Their states may change, since noise may have started a load of everything.
      const connected = async () =>
        ((await ask('shop.list', undefined)) as { value: Shop[] }).value.map(({ id, name }) => ({ id, name }))
      const shops = await connected()
      const checked = await ask('shop.check', { keys })
      expect(checked).toMatchObject({ ok: true, value: { verdict: 'invalid' } })
      // A client id that is already connected is refused before any request.
      const added = await ask('shop.add', { name, keys })
      expectRefusal(added)
      for (const said of [checked, added]) expectClean(said)
      expect(await connected()).toEqual(shops)
      expect([...running.keychain.keys()]).toEqual([running.shop.id])
    },
  )

  test('go in and never come out: no answer and no event of a shop holds one', async () => {
    for (const name of ['shop.list', 'settings.get'] as const) expectClean(await ask(name, undefined))
    // Noise may have started a load of everything.
    expectClean(await ask('sync.pause', { shopId: running.shop.id }))
    expectClean(await ask('shop.updateKeys', { shopId: running.shop.id, keys: keysOf(sandbox.keys.demo) }))
    expectClean(await ask('shop.check', { keys: keysOf(sandbox.keys.wrongPerformance) }))
    await running.load(['ozon.seller_rating'])
    expectClean(await ask('sync.status', { shopId: running.shop.id }))
    expectClean(running.events)
  })
})

describe('an error of the inside', () => {
  const broken = (error: unknown): Handlers<Methods> => ({ it: () => Promise.reject(error) })
  const it = { it: api['shop.list'] } as unknown as Methods

  test.each([
    ['of SQLite', new Error('no such column: api_key in SELECT api_key FROM shops')],
    ['of DuckDB', new Error('IO Error: Cannot open file "/home/anna/data/facts.duckdb"')],
    [
      'of a word with its cause',
      new KindError('facts_unreadable', '/home/anna/facts.duckdb', { cause: new Error('x') }),
    ],
    ['that is no error', '/home/anna SELECT 1 FROM shops'],
  ])('%s is told as a word without SQL or path', async (_, error) => {
    const answered = await answer(it, broken(error), 'it', undefined)
    expectRefusal(answered)
    expect(JSON.stringify(answered)).not.toMatch(/anna|api_key/)
  })

  test('an answer that is not what the method promises is not let through', async () => {
    const handlers = { it: async () => [{ id: 'secret' }] } as unknown as Handlers<Methods>
    expect(await answer(it, handlers, 'it', undefined)).toEqual({
      ok: false,
      kind: 'internal',
      message: 'ZodError',
    })
  })
})

describe('the shell and the host', () => {
  let asked: string[] = []
  beforeEach(() => {
    asked = []
  })
  const handlersOf = (all: Methods): Handlers<Methods> =>
    Object.fromEntries(
      Object.keys(all).map(name => [
        name,
        async () => {
          asked.push(name)
          return undefined
        },
      ]),
    )

  test.each([
    ['shell', shell],
    ['host', host],
  ] as const)('the %s runs nothing on noise, and knows no other names', async (_, of) => {
    const all: Methods = of
    const handlers = handlersOf(all)
    for (const name of NO_SUCH)
      if (!Object.hasOwn(all, name))
        expect(await answer(all, handlers, name, undefined)).toMatchObject({ kind: 'unknown_method' })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(all)), fc.anything(), async (name, input) => {
        fc.pre(!all[name]?.input.safeParse(input).success)
        expect(await answer(all, handlers, name, input)).toMatchObject({ ok: false, kind: 'bad_input' })
      }),
    )
    expect(asked).toEqual([])
  })

  test('a refused input is told by the paths in it, never by its values', async () => {
    const secrets = { 'ozon-seller': 7, other: 'super-secret' }
    const refused = await answer(host as Methods, handlersOf(host), 'keys.set', {
      vault: 'v',
      shopId: 1,
      secrets,
    })
    expect(refused).toMatchObject({ ok: false, kind: 'bad_input' })
    expect(JSON.stringify(refused)).not.toContain('super-secret')
  })
})
