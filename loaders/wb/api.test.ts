import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import { wbKeys, wbToken } from '../../tests/support/wb.ts'
import type { Request } from '../core/declare/source.ts'
import { byStatus, type ErrorResponse } from '../core/http/marketplace-api.ts'
import { rateLimiter } from '../core/http/rate-limiter.ts'
import { wb } from './api.ts'

const request = (name: string, host: HostName = 'wb-statistics'): Request => {
  const [method = '', path = ''] = name.split(' ')
  return { host, method: method as Request['method'], path }
}
const METHOD = { name: 'method', every: 1_000 }
const answer = (host: HostName, status: number, body: unknown, path = '/any'): ErrorResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  let json: unknown = null
  try {
    json = JSON.parse(text)
  } catch {}
  return { host, method: 'GET', path, status, json, text, at: Date.now() }
}
const problem = (status: number, detail: string, more = {}) => ({ title: 'title', detail, status, ...more })
const kindOf = (of: ErrorResponse): Cause => wb.classify(of, METHOD)?.kind ?? byStatus(of.status)

describe('P17: a refusal is named', () => {
  const malformed = 'token problem; token is malformed: could not base64 decode signature'
  test.each<[Cause, ErrorResponse]>([
    ['bad_key', answer('wb-content', 401, problem(401, malformed))],
    ['bad_key', answer('wb-content', 401, 'empty Authorization header')],
    ['no_role', answer('wb-finance', 401, problem(401, 'token scope not allowed'))],
    ['no_role', answer('wb-prices', 401, problem(401, 'read-only token scope not allowed for this route'))],
    ['expired_key', answer('wb-prices', 401, problem(401, 'token problem; token is expired'))],
    ['server', answer('wb-prices', 401, '<html>Unauthorized</html>')],
    ['no_plan', answer('wb-content', 402, problem(402, 'wb solution for business has insufficient funds'))],
    ['token_type', answer('wb-finance', 403, problem(403, 'base token is not allowed'))],
    ['token_type', answer('wb-finance', 403, { code: 'base token is not allowed for this path' })],
    [
      'token_type',
      answer('wb-analytics', 403, problem(403, 'token does not satisfy additional requirements')),
    ],
    ['no_plan', answer('wb-analytics', 403, { title: 'Authorization error' }, '/api/v2/nm-report/downloads')],
    ['no_role', answer('wb-analytics', 403, { title: 'Authorization error' }, '/ping')],
    ['no_role', answer('wb-prices', 403, { data: null, error: true, errorText: 'Access denied' })],
    ['bad_key', answer('wb-prices', 403, problem(403, 'access denied: the user who made it was deleted'))],
    ['blocked', answer('wb-prices', 403, problem(403, 'seller access is blocked'))],
    ['server', answer('wb-prices', 403, '<html>Forbidden</html>')],
    ['obsolete', answer('wb-statistics', 404, { title: 'path not found', detail: 'Please consult' })],
    ['obsolete', answer('wb-statistics', 404, '404 page not found')],
    ['obsolete', answer('wb-statistics', 404, '<html>404</html>')],
    ['not_found', answer('wb-marketplace', 404, { code: 'NotFound', message: 'Not found', data: null })],
    ['not_found', answer('wb-analytics', 404, { title: 'Not Found', detail: 'unknown task' })],
    ['server', answer('wb-marketplace', 409, { code: 'Conflict' })],
    ['bad_request', answer('wb-content', 400, 'Request body can not be decoded')],
    ['bad_request', answer('wb-advert', 400, '"Некорректный ID продавца"')],
    ['bad_request', answer('wb-advert', 413, problem(413, 'too big'))],
    ['bad_request', answer('wb-analytics', 422, problem(422, 'contradiction'))],
    ['rate', answer('wb-finance', 429, problem(429, 'rate limit exceeded'))],
    ['rate', answer('wb-finance', 429, '<html>Too many</html>')],
    ['server', answer('wb-finance', 500, problem(500, 'scope'))],
    ['server', answer('wb-finance', 503, '<html>Service unavailable</html>')],
  ])('%s: %j', (kind, of) => expect(kindOf(of)).toBe(kind))

  test('only the limiter above all methods silences all of them', () => {
    const global = problem(429, 'Limited by global limiter, per seller e8923014; See https://dev')
    expect(wb.classify(answer('wb-finance', 429, global), METHOD)).toMatchObject({ everywhere: true })
    const one = answer('wb-finance', 429, problem(429, 'rate limit exceeded'))
    expect(wb.classify(one, METHOD)).toMatchObject({ everywhere: false })
  })

  test('429 without a word on time is waited out by the distance of slow methods, by 5, 15 and 45 s else', () => {
    const of = answer('wb-finance', 429, '')
    expect(wb.classify(of, METHOD)?.wait).toEqual([5_000, 15_000, 45_000])
    expect(wb.classify(of, { name: 'minute', every: 60_000 })?.wait).toEqual([60_000])
    expect(wb.classify(of, { name: 'base', every: 3_600_000 })?.wait).toEqual([3_600_000])
  })

  test('a body of any other shape is no reason to fall over', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 300, max: 599 }), (text, status) => {
        expect(kindOf(answer('wb-advert', status, text))).toBeTypeOf('string')
      }),
    )
  })
})

describe('limits', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const BASE = wbKeys({ acc: 1 })
  const PERSONAL = wbKeys()
  const first = (name: string, keys = PERSONAL) => wb.buckets(request(name), keys)[0]

  // Requests within so many ms, and the burst, by wildberries.md 1.6: Personal and Base.
  const TABLE: readonly (readonly [string, readonly number[], readonly number[] | null])[] = [
    ['POST /content/v2/get/cards/list', [100, 60_000, 5], [100, 60_000, 5]],
    ['GET /api/v1/supplier/orders', [1, 60_000, 10], [1, 10_800_000, 1]],
    ['GET /api/v1/supplier/sales', [1, 60_000, 1], [1, 7_200_000, 1]],
    ['POST /api/analytics/v3/sales-funnel/products', [3, 60_000, 3], [2, 3_600_000, 1]],
    ['POST /api/v2/nm-report/downloads', [3, 60_000, 3], [1, 3_600_000, 1]],
    [
      'GET /api/v2/nm-report/downloads/file/06eae887-9d9f-491f-b16a-bb1766fcb8d2',
      [3, 60_000, 3],
      [1, 3_600_000, 1],
    ],
    ['POST /api/analytics/v1/order-feed', [1, 60_000, 1], [1, 10_800_000, 1]],
    ['POST /api/analytics/v1/stocks-report/wb-warehouses', [3, 60_000, 1], null],
    ['POST /api/analytics/v1/stocks-report/seller-warehouses', [3, 60_000, 1], null],
    ['GET /api/v1/warehouse_remains', [1, 60_000, 5], [4, 3_600_000, 1]],
    [
      'GET /api/v1/warehouse_remains/tasks/219eaecf-e532-4bd8-9f15-8036ec1b042d/status',
      [1, 5_000, 5],
      [4, 3_600_000, 1],
    ],
    [
      'GET /api/v1/warehouse_remains/tasks/219eaecf-e532-4bd8-9f15-8036ec1b042d/download',
      [1, 60_000, 1],
      [4, 3_600_000, 1],
    ],
    ['POST /api/finance/v1/sales-reports/list', [1, 60_000, 1], null],
    ['POST /api/finance/v1/sales-reports/detailed', [1, 60_000, 1], [2, 86_400_000, 1]],
    ['POST /api/finance/v1/sales-reports/detailed/433534920260508', [1, 60_000, 1], null],
    ['GET /adv/v1/promotion/count', [5, 1_000, 5], [4, 3_600_000, 1]],
    ['GET /api/advert/v2/adverts', [5, 1_000, 5], [1, 3_600_000, 1]],
    ['GET /adv/v3/fullstats', [3, 60_000, 1], [1, 3_600_000, 1]],
    ['GET /adv/v1/upd', [1, 1_000, 5], [1, 3_600_000, 1]],
    ['POST /api/advert/v2/budget', [20, 60_000, 4], [4, 3_600_000, 1]],
    ['POST /adv/v1/normquery/stats', [10, 60_000, 20], [2, 3_600_000, 1]],
    ['POST /adv/v0/normquery/get-bids', [5, 1_000, 10], [5, 3_600_000, 1]],
    ['GET /api/v2/list/goods/filter', [10, 6_000, 5], [4, 3_600_000, 1]],
    ['GET /api/v3/warehouses', [300, 60_000, 20], [150, 60_000, 20]],
    ['POST /api/v3/stocks/1', [300, 60_000, 20], [150, 60_000, 20]],
    ['GET /api/v1/seller-info', [1, 60_000, 10], [1, 86_400_000, 1]],
  ]
  const named = TABLE.map(([name, personal, base]) => ({ name, personal, base }))

  test.each(named)('$name stays within what is documented, and not far below', ({ name, personal, base }) => {
    for (const [keys, published] of [
      [PERSONAL, personal],
      [wbKeys({ acc: 4 }), personal],
      [wbKeys({ acc: undefined }), personal],
      [BASE, base],
    ] as const) {
      expect(wb.forbidden(request(name), keys)).toBe(published ? null : 'token_type')
      if (!published) continue
      const [count = 0, period = 0, burst = 0] = published
      const bucket = first(name, keys)
      expect(bucket.every).toBeGreaterThanOrEqual(period / count)
      expect(bucket.every).toBeLessThanOrEqual((period / count) * 1.05)
      expect(bucket.burst).toBeLessThanOrEqual(burst)
      expect(bucket.burst).toBeGreaterThanOrEqual(burst - 1)
    }
  })

  test('methods of one group share a bucket, the same method of any id too, and each host has its own ping', () => {
    const name = (of: string) => first(of).name
    expect(name('POST /content/v2/get/cards/trash')).toBe(name('POST /content/v2/get/cards/list'))
    expect(name('GET /api/v2/list/goods/size/nm')).toBe(name('POST /api/v2/list/goods/filter'))
    expect(name('GET /api/v3/offices')).toBe(name('GET /api/v3/warehouses'))
    expect(name('POST /api/v3/stocks/1')).toBe(name('POST /api/v3/stocks/2'))
    expect(name('POST /api/v3/stocks/1')).not.toBe(name('GET /api/v3/warehouses'))
    expect(name('POST /api/v2/nm-report/downloads')).not.toBe(name('GET /api/v2/nm-report/downloads'))
    const ping = (host: HostName) => wb.buckets(request('GET /ping', host), PERSONAL)[0].name
    expect(ping('wb-advert')).not.toBe(ping('wb-prices'))
  })

  test('a refusal by the marketplace methods is counted ten times', () => {
    expect([first('POST /api/v3/stocks/1'), first('GET /api/v3/offices')]).toMatchObject([
      { refusal: 10 },
      { refusal: 10 },
    ])
    expect(first('GET /adv/v1/upd').refusal).toBeUndefined()
  })

  test('two tokens of one seller share its limits, another seller has its own', () => {
    const client = (keys: typeof BASE) => wb.account('wb-content', keys)?.client
    expect(client(BASE)).toBe(client(PERSONAL))
    expect(client(wbKeys({ sid: 'another' }))).not.toBe(client(BASE))
    const name = (keys: typeof BASE) => first('GET /adv/v1/upd', keys).name
    expect(name(wbKeys({ acc: 4 }))).toBe(name(PERSONAL))
    // A Base token's pauses of hours end with it.
    expect(name(BASE)).not.toBe(name(PERSONAL))
  })

  test('P15: no order of requests makes more of a method in any window than is documented', async () => {
    const byName = new Map(named.map(one => [one.name, one]))
    const few = [
      'GET /adv/v1/upd',
      'GET /api/v1/supplier/orders',
      'GET /adv/v3/fullstats',
      'POST /api/v3/stocks/1',
    ]
    const asked = fc.array(
      fc.record({ name: fc.constantFrom(...few), after: fc.constantFrom(0, 0, 0, 150, 20_000) }),
      { minLength: 20, maxLength: 120 },
    )
    const property = fc.asyncProperty(asked, async list => {
      vi.useFakeTimers()
      const of = rateLimiter()
      const { signal } = new AbortController()
      const gone: { name: string; at: number }[] = []
      for (const { name, after } of list) {
        await vi.advanceTimersByTimeAsync(after)
        const turn = { buckets: wb.buckets(request(name), PERSONAL), client: '1', signal, patience: 120_000 }
        void of.acquire(turn).then(release => {
          gone.push({ name, at: performance.now() })
          release()
        })
      }
      await vi.advanceTimersByTimeAsync(list.length * 62_000)
      expect(gone).toHaveLength(list.length)
      for (const name of few) {
        const [count = 0, period = 0, burst = 0] = byName.get(name)?.personal ?? []
        const times = gone.filter(one => one.name === name).map(({ at }) => at)
        // Simulates a token bucket: what is left of it must never fall below zero.
        let left = burst
        let before = times[0] ?? 0
        for (const at of times) {
          left = Math.min(burst, left + ((at - before) * count) / period) - 1
          before = at
          expect(left).toBeGreaterThanOrEqual(-1e-6)
        }
      }
      vi.useRealTimers()
    })
    await fc.assert(property, { numRuns: 20 })
  })
})

test('the token goes bare into one header, cleaned of what was pasted around it', async () => {
  const keys = { marketplace: 'wb', token: ` "Bearer ${wbToken()}"\n` } as const
  const pass = await wb.fetchToken('wb-content', keys)
  expect(pass.headers).toEqual({ Authorization: wbToken() })
  expect(wb.account('wb-content', keys)?.secrets).toContain(wbToken())
})

test('what is no token is refused before anything is sent, and other keys are none of its business', async () => {
  await expect(wb.fetchToken('wb-content', { marketplace: 'wb', token: 'ключ' })).rejects.toMatchObject({
    kind: 'bad_key',
  })
  const ozon = { marketplace: 'ozon', clientId: '1', apiKey: 'x', performance: null } as const
  expect(wb.account('wb-content', ozon)).toBeNull()
})
