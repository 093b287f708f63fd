import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Keys } from '#contract/shop.ts'
import { type Answering, json, openings, type Server } from '../../tests/support/answers.ts'
import { bits, CLAIMS, NEEDED, READ_ONLY, wbKeys, wbToken } from '../../tests/support/wb.ts'
import { today } from '../core/declare/slices.ts'
import { get } from '../core/declare/source.ts'
import { type Step, step, stream } from '../core/declare/stream.ts'
import { id, table } from '../core/declare/table.ts'
import { httpClient } from '../core/http/client.ts'
import { FAIL_FAST } from '../core/http/session.ts'
import { wb } from './api.ts'
import { check } from './check.ts'

const rows = table('rows', { store: 'dims', key: ['n'], columns: { n: id() }, grain: 'One row.' })
const of = (name: string, ...hosts: readonly HostName[]): Step =>
  step(
    name,
    { lane: 'lane', refresh: 'daily' },
    hosts.map(host =>
      stream({
        id: `${name}.${host}`,
        into: [rows],
        slices: today(),
        source: get(host)('/x', { shape: z.object({}), body: () => ({}) }),
        rows: () => ({}),
      }),
    ),
  )
/** Steps on one host each, and two that use several. */
const steps = [
  of('content', 'wb-content'),
  of('orders', 'wb-statistics'),
  of('finance', 'wb-finance'),
  of('supplies', 'wb-supplies'),
  of('today', 'wb-prices', 'wb-analytics', 'wb-marketplace'),
  of('stocks', 'wb-analytics', 'wb-marketplace', 'wb-content'),
]

const { opened, serve: serveHost } = openings()
type Name = keyof typeof wb.hosts
const SERVICES = (Object.keys(wb.hosts) as Name[]).filter(name => name !== 'wb-common')
const PONG = { TS: '2026-11-24T11:19:05+03:00', Status: 'OK' }
const SELLER = { name: 'ИП Кружинин В. Р.', sid: CLAIMS.sid, tin: '1234567890', tradeMark: 'Flax Store' }
const good: Answering = (response, { url }) =>
  json(response, 200, url === '/ping' ? PONG : url === '/api/v1/seller-info' ? SELLER : { state: 'active' })
const refuse =
  (status: number, detail: string): Answering =>
  response =>
    json(response, status, { title: 'x', detail, status })

/** One server per host; hosts that are not named answer normally. */
async function serve(hosts: Partial<Record<Name, Answering>> = {}) {
  const servers = new Map<Name, Server>()
  for (const name of Object.keys(wb.hosts) as Name[]) {
    const server = await serveHost(hosts[name] ?? good)
    servers.set(name, server)
  }
  const asked = (name: Name) => servers.get(name)?.asked.map(({ url }) => url) ?? []
  return {
    asked,
    total: () => [...servers.keys()].flatMap(asked).length,
    urls: Object.fromEntries([...servers].map(([name, { url }]) => [name, url])),
  }
}
const SUPPLIES = 10
const full = () => wbKeys({ s: bits([...NEEDED, SUPPLIES, READ_ONLY]) })
async function checked(servers: Awaited<ReturnType<typeof serve>>, keys: Keys = full(), now?: number) {
  const net = httpClient({ api: wb, hosts: servers.urls, pace: 1000 })
  opened(net)
  const session = net.session({ keys, signal: new AbortController().signal, ...FAIL_FAST })
  return check(keys, session, steps, now)
}
type Result = Awaited<ReturnType<typeof checked>>
const words = (result: Result) => result.warnings.map(({ word }) => word)
const service = (result: Result, name: Name) => result.services.find(one => one.service === name)
const everywhere = (answer: Answering) => Object.fromEntries(SERVICES.map(name => [name, answer]))

describe('P1: a good token', () => {
  test('is valid after one ping on each host and the name of the shop', async () => {
    const servers = await serve()
    const result = await checked(servers)
    expect(result).toEqual({
      verdict: 'valid',
      kind: null,
      account: CLAIMS.sid,
      roles: [
        'content',
        'analytics',
        'prices',
        'marketplace',
        'statistics',
        'promotion',
        'supplies',
        'finance',
      ],
      shopName: 'Flax Store',
      subscription: null,
      expiresAt: new Date(CLAIMS.exp * 1000).toISOString(),
      services: SERVICES.map(name => ({ service: name, state: 'ok', kind: null, without: [] })),
      warnings: [],
    })
    for (const name of SERVICES) expect(servers.asked(name)).toEqual(['/ping'])
    expect(servers.asked('wb-common')).toEqual(['/api/v1/seller-info'])
  })

  test('that says a scope is missing names what stays empty and what stays in part', async () => {
    const scope = refuse(401, 'token scope not allowed')
    const keys = wbKeys({ s: bits([1, 3, 4, 5, 6, READ_ONLY]) })
    const result = await checked(await serve({ 'wb-finance': scope, 'wb-analytics': scope }), keys)
    expect(result.verdict).toBe('valid')
    expect(service(result, 'wb-finance')).toMatchObject({
      state: 'refused',
      kind: 'no_role',
      without: ['finance'],
    })
    expect(service(result, 'wb-analytics')).toMatchObject({ state: 'refused', kind: 'no_role', without: [] })
    expect(result.warnings).toEqual([
      { word: 'category_missing', details: { category: 'analytics', step: 'today,stocks' } },
    ])
  })

  test('may leave the category of supplies out: that is said beforehand, asks nothing of its host and warns of nothing', async () => {
    const servers = await serve()
    const result = await checked(servers, wbKeys())
    expect(result).toMatchObject({ verdict: 'valid', warnings: [] })
    expect(service(result, 'wb-supplies')).toEqual({
      service: 'wb-supplies',
      state: 'absent',
      kind: null,
      without: ['supplies'],
    })
    expect(servers.asked('wb-supplies')).toEqual([])
  })

  test('loses a step that takes from several hosts only with all of them', async () => {
    const scope = refuse(401, 'token scope not allowed')
    const result = await checked(
      await serve({ 'wb-prices': scope, 'wb-analytics': scope, 'wb-marketplace': scope }),
    )
    for (const name of ['wb-prices', 'wb-analytics', 'wb-marketplace'] as const)
      expect(service(result, name)?.without).toEqual(['today'])
    expect(result.warnings).toEqual([
      { word: 'category_missing', details: { category: 'marketplace,analytics', step: 'stocks' } },
    ])
  })

  test('of a wrong type for one service says so', async () => {
    const result = await checked(await serve({ 'wb-finance': refuse(403, 'base token is not allowed') }))
    expect(service(result, 'wb-finance')).toMatchObject({ state: 'refused', kind: 'token_type' })
    expect(result.verdict).toBe('valid')
  })

  test('that is a Base one, may write or ends soon says so', async () => {
    const servers = await serve()
    expect(words(await checked(servers, wbKeys({ acc: 1, for: undefined })))).toEqual(['base_token'])
    expect(words(await checked(servers, wbKeys({ s: bits(NEEDED) })))).toEqual(['write_access'])
    const end = CLAIMS.exp * 1000
    expect((await checked(servers, wbKeys(), end - 13 * 86_400_000)).warnings).toEqual([
      { word: 'token_expires', details: { at: new Date(end).toISOString() } },
    ])
    expect(words(await checked(servers, wbKeys(), end - 15 * 86_400_000))).toEqual([])
  })

  test('stays valid without the name of the shop', async () => {
    const result = await checked(await serve({ 'wb-common': refuse(500, 'x') }))
    expect(result).toMatchObject({ verdict: 'valid', shopName: null })
  })

  test('of a service may ask for the subscription, and only that one does', async () => {
    const servers = await serve()
    expect((await checked(servers, wbKeys({ acc: 4, for: 'asid:1' }))).subscription).toBe('JAM')
    expect(servers.asked('wb-common')).toHaveLength(2)
    const never = await serve({
      'wb-common': (response, { url }) =>
        url === '/api/v1/seller-info' ? json(response, 200, SELLER) : response.writeHead(200).end(),
    })
    expect((await checked(never, wbKeys({ acc: 4 }))).subscription).toBeNull()
  })
})

describe('P1: a bad token is known without a request', () => {
  test.each<[string, Keys, string]>([
    ['no token at all', { marketplace: 'wb', token: 'пароль' }, 'bad_key'],
    ['a part of one', { marketplace: 'wb', token: wbToken().slice(0, -9) }, 'bad_key'],
    ['a test one', wbKeys({ acc: 2, t: true }), 'test_token'],
    ['one that has ended', wbKeys({ exp: 1_700_000_000 }), 'expired_key'],
    [
      'one that has ended, may write and is a Base one',
      wbKeys({ exp: 1_700_000_000, s: bits(NEEDED), acc: 1 }),
      'expired_key',
    ],
  ])('%s', async (_name, keys, kind) => {
    const servers = await serve()
    const result = await checked(servers, keys)
    expect(result).toMatchObject({ verdict: 'invalid', kind })
    // Only the cause is reported, without warnings.
    expect(result.warnings).toEqual([])
    expect(result.services.map(({ state }) => state)).toEqual(SERVICES.map(() => 'refused'))
    expect(servers.total()).toBe(0)
  })
})

describe('P1: a bad token is refused by name', () => {
  test.each([
    [401, 'token problem; token is malformed: x', 'bad_key'],
    [401, 'token problem; token is expired', 'expired_key'],
    [401, 'token scope not allowed', 'no_role'],
    [403, 'access denied: the user who made the token was deleted', 'bad_key'],
  ])('%i %s', async (status, detail, kind) => {
    const result = await checked(await serve(everywhere(refuse(status, detail))))
    expect(result).toMatchObject({ verdict: 'invalid', kind })
    expect(words(result)).toEqual([])
  })

  test('one word on the token weighs more than services that are silent', async () => {
    const silent = everywhere(refuse(503, 'x'))
    const result = await checked(await serve({ ...silent, 'wb-prices': refuse(401, 'token is malformed') }))
    expect(result).toMatchObject({ verdict: 'invalid', kind: 'bad_key' })
  })
})

describe('what could not be asked is unknown, never invalid', () => {
  test.each<[string, Answering]>([
    ['429', refuse(429, 'rate limit exceeded')],
    ['500', refuse(500, 'x')],
    ['a page of a gateway', response => response.writeHead(403).end('<html>Forbidden</html>')],
    ['a connection that is reset', response => response.socket?.resetAndDestroy()],
    ['an empty body', response => response.writeHead(200).end()],
  ])('%s', async (_name, answer) => {
    const servers = await serve(everywhere(answer))
    const result = await checked(servers)
    expect(result.verdict).toBe('unknown')
    for (const one of result.services) expect(one).toMatchObject({ state: 'unknown', without: [] })
    for (const name of SERVICES) expect(servers.asked(name).length).toBeLessThanOrEqual(2)
  })

  test('a service that does not answer leaves the token valid', async () => {
    const result = await checked(await serve({ 'wb-advert': refuse(500, 'x') }))
    expect(result.verdict).toBe('valid')
    expect(service(result, 'wb-advert')).toMatchObject({ state: 'unknown', kind: 'server', without: [] })
  })

  test('a silent service whose category the token lacks is refused all the same', async () => {
    const keys = wbKeys({ s: bits([1, 5, READ_ONLY]) })
    const result = await checked(await serve({ 'wb-finance': refuse(500, 'x') }), keys)
    expect(service(result, 'wb-finance')).toMatchObject({
      state: 'refused',
      kind: 'no_role',
      without: ['finance'],
    })
  })
})

test('a check that is stopped ends as cancelled, with no verdict', async () => {
  const servers = await serve()
  const net = httpClient({ api: wb, hosts: servers.urls })
  opened(net)
  const keys = wbKeys()
  const session = net.session({ keys, signal: AbortSignal.abort() })
  await expect(check(keys, session, steps)).rejects.toMatchObject({ kind: 'cancelled' })
})
