import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Keys } from '#contract/shop.ts'
import { type Key, words as say } from '#i18n'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { httpClient } from '../core/http/client.ts'
import { FAIL_FAST, type HttpClient } from '../core/http/session.ts'
import { steps as wbSteps } from '../wb/index.ts'
import { categoryOf } from '../wb/token.ts'
import { ozon } from './api.ts'
import { check, isPremium, opens } from './check.ts'
import { steps } from './index.ts'

let sandbox: Sandbox
let net: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox({ speedup: 60 })
  net = httpClient({ api: ozon, hosts: sandbox.hosts, pace: 1000 })
})
afterEach(() => {
  sandbox.faults.clear()
  sandbox.log.clear()
})
afterAll(async () => {
  await net.close()
  await sandbox.close()
})

type Name = keyof Sandbox['keys']
function keysOf(name: Name): Keys {
  const { clientId, apiKey, perfClientId, perfClientSecret } = sandbox.keys[name]
  const performance =
    perfClientId && perfClientSecret ? { clientId: perfClientId, clientSecret: perfClientSecret } : null
  return { marketplace: 'ozon', clientId, apiKey, performance }
}
/** Each check has its own HTTP client, so that pauses of one do not affect the next. */
async function checked(keys: Keys, now?: number) {
  const own = httpClient({ api: ozon, hosts: sandbox.hosts, pace: 1000 })
  const session = own.session({ keys, signal: new AbortController().signal, ...FAIL_FAST })
  try {
    return await check(keys, session, steps, now)
  } finally {
    await own.close()
  }
}
const serviceOf = (result: Awaited<ReturnType<typeof check>>, name: string) =>
  result.services.find(({ service }) => service === name)
const words = (result: Awaited<ReturnType<typeof check>>) => result.warnings.map(({ word }) => word)
const SELLER_STEPS = () =>
  steps.filter(step => step.streams.every(({ source }) => source.host === 'ozon-seller')).map(({ id }) => id)

test('every method that a step asks, and every category that a token needs, is named in README, in both languages', () => {
  const prefixes = steps
    .flatMap(({ streams }) => streams)
    .filter(({ source }) => source.host === 'ozon-seller')
    .flatMap(({ source }) => source.paths.map(path => path.split('/').slice(0, 3).join('/')))
  for (const page of ['README.md', 'README.ru.md']) {
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8')
    const rows = text.split('\n').filter(line => line.startsWith('| `/v'))
    const named = rows.flatMap(row => (row.split(' | ')[0] ?? '').match(/\/v[\w/-]+/g) ?? [])
    expect(named.toSorted(), page).toEqual([...new Set(prefixes)].toSorted())
    const hosts = wbSteps.flatMap(({ streams }) => streams.map(({ source }) => source.host))
    for (const category of new Set(hosts.map(categoryOf)))
      if (category) expect(text, page).toContain(`«${say('ru').t(`keys.category.${category}` as Key)}»`)
  }
})

describe('P1: good keys', () => {
  test('are valid, with the name, the subscription and the end of the key', async () => {
    const result = await checked(keysOf('demo'))
    expect(result).toMatchObject({
      verdict: 'valid',
      kind: null,
      shopName: 'Тихий дом',
      subscription: 'PREMIUM_PLUS',
      services: [
        { service: 'ozon-seller', state: 'ok', kind: null, without: [] },
        { service: 'ozon-performance', state: 'ok', kind: null, without: [] },
      ],
      // Whether reviews have a subscription of their own is not told.
      warnings: [{ word: 'reviews_plan', details: {} }],
    })
    expect(Date.parse(result.expiresAt ?? '')).toBeGreaterThan(Date.now())
    expect(result.roles).toContain('/v1/posting')
    expect(sandbox.log.entries).toHaveLength(4)
  })

  test.each<Name>(['second', 'old'])('of %s are valid', async name => {
    expect((await checked(keysOf(name))).verdict).toBe('valid')
  })

  test('without a subscription and without Performance keys tell what is lost', async () => {
    const result = await checked(keysOf('basic'))
    expect(result.verdict).toBe('valid')
    expect(words(result)).toEqual(['premium_missing'])
    const lost = steps.filter(step => step.streams.every(({ source }) => source.host === 'ozon-performance'))
    expect(serviceOf(result, 'ozon-performance')).toEqual({
      service: 'ozon-performance',
      state: 'absent',
      kind: 'no_performance',
      without: lost.map(({ id }) => id),
    })
  })

  test('with few roles are valid, and name the steps that stay empty and those that stay in part', async () => {
    const result = await checked(keysOf('missingRoles'))
    expect(result).toMatchObject({ verdict: 'valid', shopName: null, subscription: null })
    const seller = serviceOf(result, 'ozon-seller')
    expect(seller?.state).toBe('ok')
    expect(seller?.without).toEqual([
      'ozon.finance',
      'ozon.funnel',
      'ozon.returns',
      'ozon.seller_rating',
      'ozon.balance',
      'ozon.realization',
      'ozon.realization_postings',
      'ozon.cash_flow',
      'ozon.actions',
      'ozon.placement',
      'ozon.finance_documents',
      'ozon.supplies',
      'ozon.warehouses',
      'ozon.fbs_index',
      'ozon.product_queries',
      'ozon.reviews',
      'ozon.questions',
    ])
    expect(result.warnings).toContainEqual({
      word: 'role_missing',
      details: { steps: 'ozon.orders,ozon.stocks' },
    })
  })

  test('that were made without reports lose those that need them, and nothing else', async () => {
    const result = await checked(keysOf('withoutReports'))
    expect(result.verdict).toBe('valid')
    expect(serviceOf(result, 'ozon-seller')?.without).toEqual([
      'ozon.realization',
      'ozon.placement',
      'ozon.finance_documents',
    ])
    expect(words(result)).toEqual(['reviews_plan'])
  })

  test('that end within two weeks say so, and sooner than that', async () => {
    const result = await checked(keysOf('expiring'))
    expect(result.verdict).toBe('valid')
    expect(result.warnings).toContainEqual({ word: 'key_expires', details: { at: result.expiresAt } })
    const keys = keysOf('demo')
    const end = Date.parse(result.expiresAt ?? '') + 75 * 86_400_000
    expect(words(await checked(keys, end - 15 * 86_400_000))).toEqual(['reviews_plan'])
    expect(words(await checked(keys, end - 13 * 86_400_000))).toEqual(['key_expires', 'reviews_plan'])
    expect(words(await checked(keys, end + 86_400_000))).toEqual(['key_expired', 'reviews_plan'])
  })
})

describe('P1: bad keys are refused by name', () => {
  test.each<[Name, string]>([
    ['deactivated', 'expired_key'],
    ['ipRestricted', 'ip_denied'],
    ['blocked', 'blocked'],
    ['offerNotSigned', 'offer_not_signed'],
  ])('%s: %s', async (name, kind) => {
    const result = await checked(keysOf(name))
    expect(result).toMatchObject({ verdict: 'invalid', kind, warnings: [], roles: [] })
    expect(serviceOf(result, 'ozon-seller')).toMatchObject({
      state: 'refused',
      kind,
      without: SELLER_STEPS(),
    })
    expect(sandbox.log.find({ host: 'ozon-seller' })).toHaveLength(2)
  })

  test('a wrong Api-Key and a wrong Client-Id cannot be told apart: bad_key', async () => {
    const good = keysOf('demo') as Extract<Keys, { marketplace: 'ozon' }>
    for (const keys of [
      { ...good, apiKey: 'wrong' },
      { ...good, clientId: '42' },
      { ...good, apiKey: 'с кириллицей' },
    ])
      expect(await checked(keys)).toMatchObject({ verdict: 'invalid', kind: 'bad_key' })
  })

  test('a wrong Performance pair beside a good Api-Key is refused alone: the shop could go without it', async () => {
    const result = await checked(keysOf('wrongPerformance'))
    expect(result).toMatchObject({ verdict: 'partial', kind: 'bad_key', shopName: 'Тихий дом' })
    expect(serviceOf(result, 'ozon-seller')?.state).toBe('ok')
    expect(serviceOf(result, 'ozon-performance')).toMatchObject({ state: 'refused', kind: 'bad_key' })
  })
})

test('a wrong Performance pair says nothing of an Api-Key that is refused, or that could not be asked about', async () => {
  const wrong = keysOf('wrongPerformance') as Extract<Keys, { marketplace: 'ozon' }>
  const refused = await checked({ ...wrong, apiKey: sandbox.keys.deactivated.apiKey })
  expect(refused).toMatchObject({ verdict: 'invalid', kind: 'expired_key' })
  sandbox.faults.set([{ kind: '500', host: 'ozon-seller' }])
  expect(await checked(wrong)).toMatchObject({ verdict: 'unknown', kind: 'server' })
})

describe('what could not be asked is unknown, never invalid', () => {
  test.each(['429', 'later', '500', '502', 'reset', 'html', 'truncated', 'circuit_open'] as const)(
    '%s',
    async kind => {
      sandbox.faults.set([{ kind, seconds: 60 }])
      const result = await checked(keysOf('demo'))
      expect(result.verdict).toBe('unknown')
      expect(serviceOf(result, 'ozon-seller')).toMatchObject({ state: 'unknown', without: [] })
      expect(serviceOf(result, 'ozon-performance')).toMatchObject({ state: 'unknown', without: [] })
      expect(sandbox.log.entries.length).toBeLessThanOrEqual(6)
    },
  )

  test('a fault of one of the two answers leaves the key valid', async () => {
    for (const path of ['/v1/roles', '/v1/seller/info']) {
      sandbox.faults.set([{ kind: '500', path }])
      const result = await checked(keysOf('demo'))
      expect(result.verdict).toBe('valid')
      expect(serviceOf(result, 'ozon-seller')?.without).toEqual([])
    }
  })

  test('advertising that does not answer leaves the key valid', async () => {
    sandbox.faults.set([{ kind: '500', host: 'ozon-performance' }])
    const result = await checked(keysOf('demo'))
    expect(result.verdict).toBe('valid')
    expect(serviceOf(result, 'ozon-performance')).toMatchObject({ state: 'unknown', without: [] })
  })
})

test('a check that is stopped ends as cancelled, with no verdict', async () => {
  const abort = new AbortController()
  abort.abort()
  const keys = keysOf('demo')
  const session = net.session({ keys, signal: abort.signal })
  await expect(check(keys, session, steps)).rejects.toMatchObject({ kind: 'cancelled' })
})

test('a role opens its paths and what lies under them, and nothing that only begins alike', () => {
  expect(opens(['/v1/posting'], '/v1/posting/fbs/list')).toBe(true)
  expect(opens(['/v3/product/list'], '/v3/product/list')).toBe(true)
  expect(opens(['/v1/post'], '/v1/posting')).toBe(false)
  expect(opens([], '/v1/posting')).toBe(false)
})

test('only Premium Plus and Premium Pro open the full funnel', () => {
  const open = ['UNKNOWN', 'UNSPECIFIED', 'PREMIUM_LITE', 'PREMIUM', 'PREMIUM_PLUS', 'PREMIUM_PRO'].filter(
    isPremium,
  )
  expect(open).toEqual(['PREMIUM_PLUS', 'PREMIUM_PRO'])
  expect(isPremium(null)).toBe(false)
})

test('a key that both questions turn away is proved by one listed product', async () => {
  for (const path of ['/v1/seller/info', '/v1/roles']) sandbox.faults.add({ kind: 'obsolete', path })
  expect(await checked(keysOf('demo'))).toMatchObject({ verdict: 'valid', kind: null, shopName: null })
  expect(await checked(keysOf('deactivated'))).toMatchObject({ verdict: 'invalid', kind: 'expired_key' })
})
