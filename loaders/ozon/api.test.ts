import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import { byStatus, type ErrorResponse } from '../core/http/marketplace-api.ts'
import { rateLimiter } from '../core/http/rate-limiter.ts'
import { ozon } from './api.ts'

const AT = Date.UTC(2026, 10, 24, 10)
const answer = (host: HostName, status: number, text: string): ErrorResponse => {
  let json: unknown = null
  try {
    json = JSON.parse(text)
  } catch {}
  return { host, method: 'POST', path: '/any', status, json, text, at: AT }
}
const seller = (status: number, code: number | string, message: string) =>
  answer('ozon-seller', status, JSON.stringify({ code, message, details: [] }))
const ads = (status: number, error: string) => answer('ozon-performance', status, JSON.stringify({ error }))
const kindOf = (of: ErrorResponse): Cause => ozon.classify(of)?.kind ?? byStatus(of.status)

describe('P17: a refusal is named by its message, and by its status only where the message says nothing', () => {
  test.each<[Cause, ErrorResponse]>([
    ['bad_key', seller(401, 16, 'Client-Id and Api-Key headers are required')],
    ['bad_key', seller(403, 7, 'Invalid Api-Key, please check the key and try again')],
    ['bad_key', seller(404, 5, 'Invalid Api-Key, please contact support')],
    ['expired_key', seller(403, 7, 'Api-key is deactivated, use another one or generate a new one')],
    ['expired_key', seller(401, 16, 'API-KEY IS DEACTIVATED, use another one')],
    ['no_role', seller(403, 7, 'Api-Key is missing a required role for a method')],
    ['no_role', seller(404, 5, 'Api-Key is missing a required role for a method')],
    ['ip_denied', seller(403, 7, 'Api-Key is restricted to specific IP addresses')],
    ['blocked', seller(403, 7, 'Company is blocked, please contact support')],
    ['offer_not_signed', seller(403, 7, 'offer not signed, please accept it')],
    ['offer_not_signed', seller(403, 7, 'Необходимо принять оферту')],
    ['no_plan', seller(403, 7, 'The method is available only with Premium Plus subscription')],
    ['no_plan', seller(400, 3, 'metrics are available with Premium only')],
    ['obsolete', seller(404, 5, 'obsolete method, use a newer version')],
    ['obsolete', seller(404, 5, 'page not found')],
    ['obsolete', answer('ozon-seller', 404, '404 page not found')],
    ['obsolete', answer('ozon-seller', 404, '<html><h1>404 Not Found</h1></html>')],
    ['not_found', seller(404, 5, 'product not found')],
    ['bad_request', seller(400, 3, 'PERIOD_IS_TOO_LONG')],
    ['bad_request', seller(400, 3, 'Invalid time period: only one month allowed')],
    ['server', seller(409, 10, 'conflict')],
    ['rate', seller(429, 8, 'You have reached request rate limit per second')],
    ['rate', seller(400, 'RESOURCE_EXHAUSTED', 'too many')],
    ['later', seller(429, 8, 'You have reached request rate limit per day')],
    ['later', seller(429, 8, 'Circle is open')],
    ['later', seller(403, 7, 'circuit breaker is open')],
    ['server', seller(500, 13, 'Internal server error')],
    ['server', seller(503, 14, 'premium service is unavailable')],
    ['server', answer('ozon-seller', 502, '<html><h1>502 Bad Gateway</h1></html>')],
    ['server', answer('ozon-seller', 403, '<html>Forbidden: company is blocked</html>')],
    ['no_role', seller(403, 7, 'a new sentence')],
    ['bad_key', ads(401, 'invalid_client')],
    ['bad_key', ads(401, 'Запрос не аутентифицирован')],
    ['rate', ads(429, 'Превышен лимит активных запросов (максимум 1)')],
    ['bad_request', ads(429, 'Превышен лимит по количеству кампаний (максимум 10)')],
    ['later', ads(429, 'Превышен дневной лимит запросов (максимум 2000)')],
    ['rate', ads(429, 'Too many requests')],
    ['not_found', ads(404, 'report not found')],
    ['not_found', ads(404, 'Кампания не найдена')],
    ['bad_request', ads(400, 'Товары перенесены в архив')],
    [
      'bad_request',
      ads(400, 'generation of this type of report is forbidden for the transferred list of campaigns'),
    ],
  ])('%s: %j', (kind, of) => expect(kindOf(of)).toBe(kind))

  test('a daily limit opens at the next Moscow midnight', () => {
    const verdict = ozon.classify(ads(429, 'Превышен дневной лимит запросов (максимум 2000)'))
    expect(verdict?.until).toBe(Date.UTC(2026, 10, 24, 21))
  })

  test('a body of any other shape is no reason to fall over', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 300, max: 599 }), (text, status) => {
        expect(kindOf(answer('ozon-seller', status, text))).toBeTypeOf('string')
      }),
    )
  })
})

describe('limits', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  const PATHS = [
    '/v1/analytics/data',
    '/v1/analytics/stocks',
    '/v3/product/info/list',
    '/v1/finance/accrual/by-day',
    '/v4/posting/fbs/list',
  ]
  // Mostly methods without a bucket of their own, so that the account's bucket is tested.
  const path = fc.oneof(
    { weight: 9, arbitrary: fc.constant('/v1/finance/accrual/by-day') },
    { weight: 1, arbitrary: fc.constantFrom(...PATHS) },
  )
  const asked = fc.array(fc.record({ path, after: fc.constantFrom(0, 0, 0, 0, 1, 7) }), {
    minLength: 100,
    maxLength: 250,
  })

  test('P15: no order of requests makes more than 50 in any second, nor two of the funnel in any minute', async () => {
    const property = fc.asyncProperty(asked, async list => {
      vi.useFakeTimers()
      const of = rateLimiter()
      const signal = new AbortController().signal
      const gone: { path: string; at: number }[] = []
      for (const { path, after } of list) {
        await vi.advanceTimersByTimeAsync(after)
        const request = { host: 'ozon-seller', method: 'POST', path } as const
        const turn = { buckets: ozon.buckets(request), client: '1', signal, patience: 120_000 }
        void of.acquire(turn).then(release => {
          gone.push({ path, at: performance.now() })
          release()
        })
      }
      await vi.advanceTimersByTimeAsync(list.length * 65_000)
      expect(gone).toHaveLength(list.length)
      const most = (window: number, times: readonly number[]) =>
        Math.max(...times.map(from => times.filter(at => at >= from && at - from <= window).length), 0)
      expect(
        most(
          1000,
          gone.map(({ at }) => at),
        ),
      ).toBeLessThanOrEqual(50)
      const funnel = gone.filter(({ path }) => path === '/v1/analytics/data')
      expect(
        most(
          60_000,
          funnel.map(({ at }) => at),
        ),
      ).toBeLessThanOrEqual(1)
      vi.useRealTimers()
    })
    await fc.assert(property, { numRuns: 20 })
  })

  test('reports of the advertising account are ordered through one bucket, and asked for through another', () => {
    const first = (method: 'GET' | 'POST', path: string) =>
      ozon.buckets({ host: 'ozon-performance', method, path })[0].name
    const uuid = '054cd190-6514-4465-8792-e3e11f396886'
    const order = first('POST', '/api/client/statistics')
    expect(first('POST', '/api/client/statistics/json')).toBe(order)
    expect(first('POST', '/api/client/statistic/products/generate/json')).toBe(order)
    expect(first('GET', `/api/client/statistics/${uuid}`)).not.toBe(order)
    expect(first('GET', `/api/client/statistics/${uuid}`)).toBe('/api/client/statistics/*')
    expect(first('GET', '/api/client/campaign/29088934/v2/products')).toBe(
      '/api/client/campaign/*/v2/products',
    )
  })
})

test('an Api-Key that no header can carry is refused before anything is sent', async () => {
  const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'ключ', performance: null } as const
  const ask = () => Promise.reject(new Error('asked'))
  await expect(ozon.fetchToken('ozon-seller', keys, ask)).rejects.toMatchObject({ kind: 'bad_key' })
  expect(ozon.account('ozon-performance', keys)).toBeNull()
})
