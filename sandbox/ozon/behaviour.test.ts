import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ozonClient } from '../../tests/support/ozon-client.ts'
import type { DemoKey, Fault, Sandbox, SandboxOptions } from '../index.ts'
import { FAULTS, startSandbox } from '../index.ts'

const TODAY = '2026-11-24'
let sandbox: Sandbox
let demo: ReturnType<typeof ozonClient>
const start = async (options: SandboxOptions = {}) => {
  sandbox = await startSandbox({ today: TODAY, ...options })
  demo = ozonClient(sandbox, sandbox.keys.demo)
}
afterEach(() => sandbox.close())

const ORDERS = '/v3/posting/fbo/list'
const october = { filter: { since: '2026-10-01T00:00:00Z', to: '2026-10-31T00:00:00Z' }, limit: 10 }
type Page = { postings: { posting_number: string }[]; cursor: string; has_next: boolean }

describe('keys', () => {
  beforeEach(() => start({ limits: false }))

  test.each([
    ['deactivated', 403, 'Api-key is deactivated'],
    ['ipRestricted', 403, 'restricted to specific IP addresses'],
    ['blocked', 403, 'Company is blocked'],
    ['offerNotSigned', 403, 'offer not signed'],
  ] as const)('the %s key is refused in the words of the marketplace', async (name, status, words) => {
    const answer = await ozonClient(sandbox, sandbox.keys[name]).post('/v1/roles')
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ code: 7, details: [] })
    expect(answer.text).toContain(words)
  })

  test('a wrong key and a wrong Client-Id get the same words, and no headers other ones', async () => {
    const { demo: key } = sandbox.keys
    for (const wrong of [
      { ...key, apiKey: 'x' },
      { ...key, clientId: '1' },
    ] as DemoKey[])
      expect((await ozonClient(sandbox, wrong).post('/v1/roles')).text).toContain(
        'Invalid Api-Key, please check',
      )
    const bare = await fetch(`${sandbox.url}/v1/roles`, { method: 'POST', body: '{}' })
    expect([bare.status, ((await bare.json()) as { code: number }).code]).toEqual([401, 16])
  })

  test('a key without roles is alive, tells its roles by prefix, and is refused only where they lack', async () => {
    const few = ozonClient(sandbox, sandbox.keys.missingRoles)
    const roles = await few.get<{ roles: { methods: string[] }[] }>('/v1/roles')
    expect(roles.roles.flatMap(r => r.methods)).toContain('/v3/posting/fbo')
    expect((await few.post(ORDERS, october)).status).toBe(200)
    const refused = await few.post('/v1/finance/accrual/types')
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('missing a required role')
  })

  test('the expiring key says when it ends', async () => {
    const { expires_at } = await ozonClient(sandbox, sandbox.keys.expiring).get<{ expires_at: string }>(
      '/v1/roles',
    )
    expect(expires_at.slice(0, 10)).toBe('2026-11-29')
  })

  test('a wrong Performance pair gets invalid_client, a bad token the other error, both in the shape of that host', async () => {
    const wrong = ozonClient(sandbox, sandbox.keys.wrongPerformance)
    const { perfClientId: client_id, perfClientSecret: client_secret } = sandbox.keys.wrongPerformance
    const body = { client_id, client_secret, grant_type: 'client_credentials' }
    const pair = await wrong.performance('POST', '/api/client/token', '', body)
    expect([pair.status, pair.json]).toEqual([401, { error: 'invalid_client' }])
    const token = await demo.performance('GET', '/api/client/campaign', 'eyJwrong')
    expect([token.status, token.json]).toEqual([401, { error: 'Запрос не аутентифицирован' }])
    expect(JSON.stringify(sandbox.log.entries)).not.toContain('wrong-secret')
  })
})

describe('pages', () => {
  beforeEach(() => start({ limits: false }))

  test('the last page of the catalogue has a cursor too, `total_items` and no `total`', async () => {
    type List = { result: { items: unknown[]; last_id: string; total?: number; total_items: number } }
    const { result } = await demo.get<List>('/v3/product/list', {
      filter: { visibility: 'ALL' },
      limit: 1000,
    })
    expect(result.last_id).not.toBe('')
    expect(result).not.toHaveProperty('total')
    const after = await demo.get<List>('/v3/product/list', {
      filter: { visibility: 'ALL' },
      last_id: result.last_id,
      limit: 1000,
    })
    expect([after.result.items, result.items.length]).toEqual([[], result.total_items])
    const archived = await demo.get<List>('/v3/product/list', { filter: { visibility: 'ARCHIVED' } })
    expect(result.items.length + archived.result.items.length).toBe(40)
  })

  test('unknown ids are left out in silence', async () => {
    expect(await demo.get('/v3/product/info/list', { product_id: [1, '2'] })).toEqual({ items: [] })
    expect(await demo.get('/v1/product/rating-by-sku', { skus: ['3'] })).toEqual({ products: [] })
    expect((await demo.post('/v1/product/info/description', { product_id: 4 })).json).toMatchObject({
      code: 5,
    })
  })

  test('a cursor belongs to its question, a page to at most 100 and a period to a year', async () => {
    const { cursor } = await demo.get<Page>(ORDERS, october)
    expect((await demo.post(ORDERS, { ...october, cursor })).status).toBe(200)
    const other = { since: '2026-09-01T00:00:00Z', to: '2026-10-31T00:00:00Z' }
    expect((await demo.post(ORDERS, { ...october, filter: other, cursor })).status).toBe(400)
    expect((await demo.post(ORDERS, { ...october, limit: 101 })).status).toBe(400)
    const long = await demo.post(ORDERS, {
      filter: { since: '2024-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
    })
    expect(long.text).toContain('PERIOD_IS_TOO_LONG')
    expect((await demo.post('/v4/posting/fbs/list', { limit: 100, filter: {} })).status).toBe(400)
  })

  test('an accrual cursor belongs to its day', async () => {
    const foreign = Buffer.from('2026-10-01|1').toString('base64')
    expect(
      (await demo.post('/v1/finance/accrual/by-day', { date: '2026-10-02', last_id: foreign })).status,
    ).toBe(400)
    expect((await demo.post('/v1/finance/accrual/by-day', { date: '2026-10-02' })).status).toBe(400)
  })

  test('returns take one date filter at a time', async () => {
    const period = { time_from: '2026-10-01T00:00:00Z', time_to: '2026-10-02T00:00:00Z' }
    const filter = { logistic_return_date: period, visual_status_change_moment: period }
    expect((await demo.post('/v1/returns/list', { filter, limit: 500 })).status).toBe(400)
  })
})

describe('limits', () => {
  const funnel = {
    date_from: '2026-11-01',
    date_to: '2026-11-02',
    dimension: ['day'],
    metrics: ['revenue'],
    limit: 10,
  }

  test('fifty requests a second per Client-Id, with what is left in a header', async () => {
    // A second that lasts five, so that a slow machine gets its fifty in as well.
    await start({ speedup: 0.2 })
    const first = await demo.post('/v1/roles')
    expect(first.headers.get('ratelimit-remaining')).toBe('49')
    const answers = await Promise.all(Array.from({ length: 60 }, () => demo.post('/v1/roles')))
    const refused = answers.filter(a => a.status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused[0]?.json).toMatchObject({
      code: 8,
      message: 'You have reached request rate limit per second',
    })
    expect(sandbox.log.count({ status: 429 })).toBe(refused.length)
    expect(sandbox.log.busiest(60_000, { path: '/v1/roles' })).toBe(61)
  })

  test('one analytics/data a minute for each cabinet', async () => {
    await start()
    expect((await demo.post('/v1/analytics/data', funnel)).status).toBe(200)
    const second = await demo.post('/v1/analytics/data', funnel)
    expect([second.status, Number(second.headers.get('retry-after')) > 50]).toEqual([429, true])
    expect((await ozonClient(sandbox, sandbox.keys.second).post('/v1/analytics/data', funnel)).status).toBe(
      200,
    )
  })

  test('fifty analytics/data a day without a full subscription, any number with one', async () => {
    await start({ speedup: 10_000 })
    const basic = ozonClient(sandbox, sandbox.keys.basic)
    const ask = async (client: typeof demo) => {
      await new Promise(resolve => setTimeout(resolve, 8))
      return (await client.post('/v1/analytics/data', funnel)).status
    }
    const answers: number[] = []
    for (let n = 0; n < 51; n++) answers.push(await ask(basic))
    expect([answers.slice(0, 50).every(s => s === 200), answers[50]]).toEqual([true, 429])
    for (let n = 0; n < 51; n++) expect(await ask(demo)).toBe(200)
  })

  test('transactions want one request after another', async () => {
    await start({ speedup: 0.2 })
    const old = ozonClient(sandbox, sandbox.keys.old)
    const date = { from: '2026-10-01T00:00:00.000Z', to: '2026-10-31T23:59:59.000Z' }
    await old.post('/v3/finance/transaction/list', { filter: { date }, page: 1, page_size: 10 })
    const both = await Promise.all(
      [1, 2].map(page => old.post('/v3/finance/transaction/list', { filter: { date }, page, page_size: 10 })),
    )
    expect(both.map(a => a.status).sort()).toEqual([200, 429])
    const long = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-31T23:59:59.000Z' }
    expect(
      (await old.post('/v3/finance/transaction/list', { filter: { date: long }, page: 1, page_size: 10 }))
        .text,
    ).toContain('only one month allowed')
  })

  test('one report at a time, of ten campaigns and 62 days at most', async () => {
    await start({ speedup: 3 })
    const token = await demo.token()
    const { list } = (await demo.performance('GET', '/api/client/campaign', token)).json as {
      list: { id: string }[]
    }
    const ids = list.map(c => c.id)
    const order = (body: object) =>
      demo.performance('POST', '/api/client/statistics/json', token, {
        groupBy: 'DATE',
        dateFrom: '2026-11-01',
        dateTo: '2026-11-02',
        ...body,
      })
    expect((await order({ campaigns: ids.slice(0, 11) })).text).toContain(
      'Превышен лимит по количеству кампаний',
    )
    expect((await order({ campaigns: ids.slice(0, 1), dateFrom: '2026-09-01' })).status).toBe(400)
    const { UUID } = (await order({ campaigns: ids.slice(0, 1) })).json as { UUID: string }
    const second = await order({ campaigns: ids.slice(1, 2) })
    expect([second.status, second.json, second.headers.get('retry-after')]).toEqual([
      429,
      { error: 'Превышен лимит активных запросов (максимум 1)' },
      null,
    ])
    const early = await demo.performance('GET', `/api/client/statistics/report?UUID=${UUID}`, token)
    expect([early.status, early.json]).toEqual([404, { error: 'report not found' }])
    const seen = new Set<string>()
    while (!seen.has('OK'))
      seen.add(
        ((await demo.performance('GET', `/api/client/statistics/${UUID}`, token)).json as { state: string })
          .state,
      )
    expect([...seen]).toEqual(['NOT_STARTED', 'IN_PROGRESS', 'OK'])
    expect((await order({ campaigns: ids.slice(1, 2) })).status).toBe(200)
  })
})

describe('disturbances', () => {
  beforeEach(() => start({ limits: false }))
  const struck = async (fault: Omit<Fault, 'path'>) => {
    sandbox.faults.set([{ path: '/v3/posting/*', times: 1, ...fault }])
    return demo.post(ORDERS, october)
  }

  test.each([
    ['429', 429, 'rate limit'],
    ['later', 429, 'rate limit per day'],
    ['500', 500, 'Internal'],
    ['502', 502, '<html>'],
    ['html', 200, '<html>'],
    ['token_expired', 403, 'deactivated'],
    ['missing_role', 403, 'missing a required role'],
    ['plan_refused', 403, 'Premium'],
    ['obsolete', 404, 'obsolete method'],
    ['bad_request', 400, 'invalid'],
    ['circuit_open', 429, 'Circle is open'],
  ] as const)('%s takes the place of one answer', async (kind, status, words) => {
    const answer = await struck({ kind })
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(words)
    expect(sandbox.log.entries.at(-1)?.fault).toBe(kind)
    expect((await demo.post(ORDERS, october)).status).toBe(200)
  })

  test('a 429 says when to come back in seconds, as a date, in nonsense or not at all', async () => {
    const header = async (retryAfter: Fault['retryAfter']) =>
      (await struck({ kind: '429', retryAfter, seconds: 7 })).headers.get('retry-after')
    expect(await header('seconds')).toBe('7')
    expect(Date.parse((await header('date')) as string)).toBeGreaterThan(Date.now())
    expect(Number.isNaN(Date.parse((await header('garbage')) as string))).toBe(true)
    expect(await header('absent')).toBeNull()
    expect(Number((await struck({ kind: 'later' })).headers.get('retry-after'))).toBe(10_800)
  })

  test('a reset breaks the connection and a hang never answers', async () => {
    await expect(struck({ kind: 'reset' })).rejects.toThrow('fetch failed')
    const hung = Promise.race([
      struck({ kind: 'hang' }).catch(() => 'gone'),
      new Promise(resolve => setTimeout(resolve, 150, 'waiting')),
    ])
    expect(await hung).toBe('waiting')
  })

  test('a truncated body is no JSON, wrong types are in the first row alone', async () => {
    expect((await struck({ kind: 'truncated' })).json).toBeUndefined()
    const { postings } = (await struck({ kind: 'wrong_types' })).json as { postings: { order_id: unknown }[] }
    expect([typeof postings[0]?.order_id, typeof postings[1]?.order_id]).toEqual(['string', 'number'])
  })

  test('pages come twice, empty or again and again', async () => {
    const plain = await demo.get<Page>(ORDERS, october)
    const twice = (await struck({ kind: 'duplicate_page' })).json as Page
    expect(twice.postings).toEqual([...plain.postings, ...plain.postings])
    const empty = (await struck({ kind: 'empty_page' })).json as Page
    expect([empty.postings, empty.cursor]).toEqual([[], plain.cursor])
    sandbox.faults.set([{ kind: 'stuck_cursor', path: ORDERS }])
    const first = await demo.get<Page>(ORDERS, october)
    const second = await demo.get<Page>(ORDERS, { ...october, cursor: first.cursor })
    expect(second).toEqual(first)
  })

  test('a disturbance strikes only its shop, its host and its turn', async () => {
    sandbox.faults.set([
      { kind: '500', shop: 'second' },
      { kind: '502', host: 'ozon-performance' },
      { kind: '429', path: ORDERS, skip: 1, times: 1 },
    ])
    const statuses = [
      await demo.post(ORDERS, october),
      await demo.post(ORDERS, october),
      await demo.post(ORDERS, october),
    ].map(a => a.status)
    expect(statuses).toEqual([200, 429, 200])
    expect((await ozonClient(sandbox, sandbox.keys.second).post('/v1/roles')).status).toBe(500)
    expect((await demo.performance('GET', '/api/client/campaign', 'x')).status).toBe(502)
    sandbox.faults.clear()
    expect((await demo.performance('GET', '/api/client/campaign', await demo.token())).status).toBe(200)
  })

  test('a disturbance of one shop strikes its token request, too', async () => {
    sandbox.faults.set([{ kind: '500', shop: 'demo', path: '/api/client/token' }])
    const of = async (key: DemoKey) => {
      const body = {
        client_id: key.perfClientId,
        client_secret: key.perfClientSecret,
        grant_type: 'client_credentials',
      }
      return (await demo.performance('POST', '/api/client/token', '', body)).status
    }
    expect([await of(sandbox.keys.demo), await of(sandbox.keys.second)]).toEqual([500, 200])
  })

  test('an expired token has to be fetched anew', async () => {
    const token = await demo.token()
    sandbox.faults.set([{ kind: 'token_expired', host: 'ozon-performance', times: 1 }])
    for (let n = 0; n < 2; n++)
      expect((await demo.performance('GET', '/api/client/campaign', token)).status).toBe(401)
    expect((await demo.performance('GET', '/api/client/campaign', await demo.token())).status).toBe(200)
  })
})

describe('control over HTTP', () => {
  beforeEach(() => start({ limits: false }))
  const call = async (path: string, body?: unknown) => {
    const response = await fetch(
      `${sandbox.url}/_sandbox${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    )
    return { status: response.status, json: await response.json() }
  }

  test('keys, truth, log, faults, era and the passing of days', async () => {
    expect((await call('/keys')).json).toMatchObject({
      hosts: sandbox.hosts,
      keys: { demo: { clientId: sandbox.keys.demo.clientId } },
    })
    expect((await call('/truth?shop=second&from=2026-10-01&to=2026-10-31')).json).toEqual(
      sandbox.truth('second', { from: '2026-10-01', to: '2026-10-31' }),
    )
    for (const kind of FAULTS)
      expect((await call('/faults', { add: [{ kind, path: '/nowhere' }] })).status).toBe(200)
    expect((await call('/faults')).json).toHaveLength(FAULTS.length)
    expect((await call('/faults', [])).json).toEqual([])
    expect((await call('/faults', [{ kind: 'nonsense' }])).status).toBe(400)
    await call('/era', { shop: 'demo', era: 'old' })
    expect((await demo.post(ORDERS, october)).status).toBe(404)
    expect((await call('/log')).json).toMatchObject([
      { shop: 'demo', path: ORDERS, status: 404, body: october },
    ])
    expect((await call('/log?summary=1')).json).toEqual({ [`${ORDERS} 404`]: 1 })
    await call('/log/clear', {})
    expect((await call('/log')).json).toEqual([])
    expect((await call('/advance', { days: 2 })).json).toEqual({ today: '2026-11-26' })
    expect((await call('/nothing')).status).toBe(404)
  })
})
