import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { httpClient } from '../core/http/client.ts'
import { FAIL_FAST } from '../core/http/session.ts'
import { wb } from './api.ts'
import { check } from './check.ts'
import { steps } from './index.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ speedup: 60 })
})
afterEach(() => {
  sandbox.faults.clear()
  sandbox.log.clear()
})
afterAll(() => sandbox.close())

type Name = keyof Sandbox['tokens']
/** Each check has its own HTTP client, so that pauses of one do not affect the next. */
async function checked(name: Name) {
  const keys = { marketplace: 'wb', token: sandbox.tokens[name].token } as const
  const own = httpClient({ api: wb, hosts: sandbox.hosts, pace: 60 })
  try {
    return await check(keys, own.session({ keys, signal: new AbortController().signal, ...FAIL_FAST }), steps)
  } finally {
    await own.close()
  }
}
const words = (result: Awaited<ReturnType<typeof check>>) => result.warnings.map(({ word }) => word)
const refused = (result: Awaited<ReturnType<typeof check>>) =>
  result.services.filter(({ state }) => state !== 'ok').map(({ service, kind }) => [service, kind])

describe('P1: tokens of the sandbox', () => {
  test.each<[Name, string[]]>([
    ['readonly', []],
    ['demo', ['write_access']],
    ['base', ['base_token']],
    ['expiring', ['write_access', 'token_expires']],
    ['untyped', ['write_access']],
  ])('%s opens everything and says %j', async (name, told) => {
    const result = await checked(name)
    expect(result).toMatchObject({
      verdict: 'valid',
      kind: null,
      account: sandbox.tokens[name].sid,
      shopName: 'Тихий дом',
    })
    expect(refused(result)).toEqual([])
    expect(words(result)).toEqual(told)
    expect(sandbox.log.entries.map(({ path }) => path).filter(path => path === '/ping')).toHaveLength(9)
    expect(sandbox.log.entries).toHaveLength(10)
  })

  test('base names what its type does not open, before anything is loaded', async () => {
    expect((await checked('base')).warnings).toEqual([
      {
        word: 'base_token',
        details: { step: 'wb.reports,wb.promotions,wb.ad_clusters,wb.order_feed,wb.supplies' },
      },
    ])
  })

  test('service may ask for Jam', async () => {
    expect(await checked('service')).toMatchObject({ verdict: 'valid', subscription: 'JAM' })
  })

  test.each<[Name, string, string[]]>([
    ['missingFinance', 'wb-finance', ['wb.finance', 'wb.reports', 'wb.balance']],
    ['missingContent', 'wb-content', ['wb.content']],
    ['missingPromotion', 'wb-advert', ['wb.ads', 'wb.ad_clusters']],
  ])('%s loses one service and its steps', async (name, service, without) => {
    const result = await checked(name)
    expect(result.verdict).toBe('valid')
    expect(refused(result)).toEqual([[service, 'no_role']])
    expect(result.services.find(one => one.service === service)?.without).toEqual(without)
  })

  test('withoutSupplies is told that it brings no supplies, and is whole all the same', async () => {
    const result = await checked('withoutSupplies')
    expect(result).toMatchObject({ verdict: 'valid', kind: null, warnings: [] })
    expect(result.services.filter(({ state }) => state !== 'ok')).toEqual([
      { service: 'wb-supplies', state: 'absent', kind: null, without: ['wb.supplies'] },
    ])
  })

  test('missingAnalytics loses the funnel whole, and stocks in part', async () => {
    const result = await checked('missingAnalytics')
    expect(refused(result)).toEqual([['wb-analytics', 'no_role']])
    expect(result.services.find(({ service }) => service === 'wb-analytics')?.without).toContain('wb.funnel')
    expect(result.warnings).toEqual([
      { word: 'category_missing', details: { category: 'analytics', step: 'wb.prices_stocks' } },
    ])
  })

  test.each<[Name, string]>([
    ['deleted', 'bad_key'],
    ['feedbackOnly', 'no_role'],
  ])('%s is refused by every host: %s', async (name, kind) => {
    expect(await checked(name)).toMatchObject({ verdict: 'invalid', kind })
  })

  test.each<[Name, string]>([
    ['expired', 'expired_key'],
    ['test', 'test_token'],
  ])('%s is known without a request: %s', async (name, kind) => {
    expect(await checked(name)).toMatchObject({ verdict: 'invalid', kind })
    expect(sandbox.log.entries).toHaveLength(0)
  })
})

test.each(['429', '500', '502', 'reset', 'html', 'truncated'] as const)(
  'what could not be asked for %s is unknown, never invalid',
  async kind => {
    sandbox.faults.set([{ kind, seconds: 60 }])
    const result = await checked('readonly')
    expect(result.verdict).toBe('unknown')
    for (const { state } of result.services) expect(state).toBe('unknown')
  },
)
