import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Keys } from '#contract/shop.ts'
import {
  type Answering,
  answers,
  failure,
  json,
  openings,
  type Server,
} from '../../../tests/support/answers.ts'
import { ozon } from '../../ozon/api.ts'
import type { Request } from '../declare/source.ts'
import { RETRY_MS } from './auth-breaker.ts'
import { httpClient } from './client.ts'
import { FAIL_FAST, type HttpClient, type HttpClientOptions, type SessionOptions } from './session.ts'

/** Acceleration: a back-off of 1, 2, 4, 8 s takes 10, 20, 40, 80 ms. */
const PACE = 100
const API_KEY = '5a1d1eef-4c2e-4b1f-9a11-7e1100019919'
const SECRET = 'not-so-"secret"-Ünïcode'
const keys: Keys = {
  marketplace: 'ozon',
  clientId: '1943980',
  apiKey: API_KEY,
  performance: { clientId: '77@advertising.performance.ozon.ru', clientSecret: SECRET },
}
const Page = z.object({ items: z.array(z.number()) })
const PAGE = { items: [1, 2] }
const list: Request = { host: 'ozon-seller', method: 'POST', path: '/v3/product/list', body: { limit: 1 } }
const prices: Request = { ...list, path: '/v5/product/info/prices' }
const campaigns: Request = { host: 'ozon-performance', method: 'GET', path: '/api/client/campaign' }

const { opened, serve } = openings()
function connect(server: Server, options: Partial<HttpClientOptions> = {}): HttpClient {
  const hosts = { 'ozon-seller': server.url, 'ozon-performance': server.url }
  const one = httpClient({ api: ozon, hosts, pace: PACE, ...options })
  return opened(one)
}
const session = (of: HttpClient, options: Partial<SessionOptions> = {}) =>
  of.session({ keys, signal: new AbortController().signal, ...options })

const tooMany = { code: 8, message: 'You have reached request rate limit per second', details: [] }
const denied = { code: 7, message: 'Api-Key is missing a required role for a method', details: [] }

test('a request carries the keys of its shop and comes back parsed', async () => {
  const server = await serve(response => json(response, 200, PAGE))
  const one = session(connect(server))
  expect(await one.json(list, Page)).toEqual(PAGE)
  const [asked] = server.asked
  expect(asked).toMatchObject({ method: 'POST', url: '/v3/product/list', body: '{"limit":1}' })
  expect(asked?.headers).toMatchObject({
    'client-id': '1943980',
    'api-key': API_KEY,
    'content-type': 'application/json',
  })
  expect(one.requests()).toBe(1)
})

describe('P15: 429', () => {
  const once = (headers: Record<string, string>): Answering => {
    return (response, _asked, index) =>
      index === 0 ? json(response, 429, tooMany, headers) : json(response, 200, PAGE)
  }

  test('with Retry-After in seconds is waited out, whatever the pace', async () => {
    const server = await serve(once({ 'retry-after': '1' }))
    expect(await session(connect(server)).json(list, Page)).toEqual(PAGE)
    expect(server.gaps()[0]).toBeGreaterThanOrEqual(950)
  })

  test('with Retry-After as a date is waited out by the clock of the server', async () => {
    const wrong = Date.now() - 86_400_000
    const server = await serve(
      once({ 'retry-after': new Date(wrong + 1000).toUTCString(), date: new Date(wrong).toUTCString() }),
    )
    expect(await session(connect(server)).json(list, Page)).toEqual(PAGE)
    expect(server.gaps()[0]).toBeGreaterThanOrEqual(950)
  })

  test.each<Record<string, string>>([{ 'retry-after': 'soon, probably' }, { 'retry-after': '0' }, {}])(
    'with %j is asked again after a growing pause',
    async headers => {
      const server = await serve((response, _asked, index) =>
        index < 4 ? json(response, 429, tooMany, headers) : json(response, 200, PAGE),
      )
      expect(await session(connect(server)).json(list, Page)).toEqual(PAGE)
      const least = [7.5, 15, 30, 60]
      for (const [index, gap] of server.gaps().entries())
        expect(gap).toBeGreaterThanOrEqual((least[index] ?? 0) - 1)
    },
  )

  test('uses the burst up: behind the pause requests come one by one', async () => {
    const every = 20_000
    const three = { name: 'three', every, burst: 3 }
    const server = await serve((response, _asked, index) =>
      index < 3 ? json(response, 429, tooMany, { 'retry-after': '1' }) : json(response, 200, PAGE),
    )
    const one = session(connect(server, { api: { ...ozon, buckets: () => [three] } }))
    await Promise.all(Array.from({ length: 6 }, () => one.json(list, Page)))
    const after = server.asked.slice(3).map(({ at }) => at)
    expect(after).toHaveLength(6)
    expect((after[2] ?? 0) - (after[0] ?? 0)).toBeGreaterThan((1.5 * every) / PACE)
    expect((after[5] ?? 0) - (after[0] ?? 0)).toBeGreaterThan((4.5 * every) / PACE)
  })

  test('for longer than two minutes is `later`, and nobody asks this method before, while others go on', async () => {
    const server = await serve((response, { url }) =>
      url === list.path
        ? json(response, 429, tooMany, { 'retry-after': '10800' })
        : json(response, 200, PAGE),
    )
    const of = connect(server)
    const error = await failure(session(of).json(list, Page))
    expect(error.kind).toBe('later')
    expect(error.until).toBeGreaterThan(Date.now() + 10_790_000)
    const again = await failure(session(of).json(list, Page))
    expect(again.kind).toBe('later')
    expect(Math.abs((again.until ?? 0) - (error.until ?? 0))).toBeLessThan(100)
    expect(server.asked).toHaveLength(1)
    await session(of).json(prices, Page)
    const other: Keys = { ...keys, clientId: '2055117' }
    await failure(session(of, { keys: other }).json(list, Page))
    expect(server.asked.map(({ headers }) => headers['client-id'])).toEqual(['1943980', '1943980', '2055117'])
  })

  test('that never ends becomes `later` after two minutes of waiting, not a storm', async () => {
    const server = await serve(response => json(response, 429, tooMany))
    const error = await failure(session(connect(server)).json(list, Page))
    expect(error.kind).toBe('later')
    // Five minutes, sped up.
    expect((error.until ?? 0) - Date.now()).toBeGreaterThan(2000)
    // 1 + 2 + 4 + 8 + 16 + 16 … s, sped up, each at most a quarter less: 11.25 + 12 × 11.6 are the 150 s of patience.
    expect(server.asked.length).toBeLessThanOrEqual(17)
  })

  test('of the queue of advertising reports, which has no header, is asked again after ten seconds or more', async () => {
    const busy = { error: 'Превышен лимит активных запросов (максимум 1)' }
    const order: Request = { ...campaigns, method: 'POST', path: '/api/client/statistics/json' }
    const server = await serve((response, { url }, index) => {
      if (url === '/api/client/token') return json(response, 200, { access_token: 'eyJ1' })
      json(response, index < 3 ? 429 : 200, index < 3 ? busy : PAGE)
    })
    expect(await session(connect(server)).json(order, Page)).toEqual(PAGE)
    for (const gap of server.gaps().slice(1)) expect(gap).toBeGreaterThanOrEqual(80)
  })

  test('a person in front of a form is not kept waiting', async () => {
    const server = await serve(response => json(response, 429, tooMany, { 'retry-after': '60' }))
    const error = await failure(session(connect(server), FAIL_FAST).json(list, Page))
    expect(error.kind).toBe('later')
    expect(server.asked).toHaveLength(1)
  })

  test('a circuit that the marketplace opened pauses this method for five minutes', async () => {
    const server = await serve((response, { url }) =>
      url === list.path
        ? json(response, 429, { code: 8, message: 'Circle is open' })
        : json(response, 200, PAGE),
    )
    const of = connect(server, { pace: 1 })
    const error = await failure(session(of).json(list, Page))
    expect(error.kind).toBe('later')
    expect((error.until ?? 0) - Date.now()).toBeGreaterThan(295_000)
    expect(await session(of).json(prices, Page)).toEqual(PAGE)
  })

  test('an answer with nothing left in this second holds the next request until the next one', async () => {
    const server = await serve(response => json(response, 200, PAGE, { 'ratelimit-remaining': '0' }))
    const one = session(connect(server, { pace: 4 }))
    await one.json(list, Page)
    await one.json(list, Page)
    expect(server.gaps()[0]).toBeGreaterThanOrEqual(220)
  })
})

describe('P16: what passes by itself', () => {
  const broken: Readonly<Record<string, Answering>> = {
    'a 500': response => json(response, 500, { code: 13, message: 'Internal server error' }),
    'a page of a gateway': response => response.writeHead(502).end('<html>Bad Gateway</html>'),
    'a page with a good status': response =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Technical work</html>'),
    'a page with a good status and the wrong type': response =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>Technical work</html>'),
    'an empty body': response => response.writeHead(200).end(),
    'JSON that is cut off': response =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[1,'),
    'a body shorter than promised': response => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"items":[1,')
      setTimeout(() => response.destroy(), 5)
    },
    'a connection that is reset': response => response.socket?.resetAndDestroy(),
    'a conflict': response => json(response, 409, { code: 10, message: 'conflict' }),
  }
  const gateways = new Set(Object.keys(broken).slice(0, 6).concat('a conflict'))

  test.each(Object.keys(broken))('%s is asked again, and the answer that follows counts', async name => {
    const server = await serve((response, asked, index) =>
      index < 2 ? broken[name]?.(response, asked, index) : json(response, 200, PAGE),
    )
    expect(await session(connect(server)).json(list, Page)).toEqual(PAGE)
    expect(server.asked).toHaveLength(3)
  })

  test.each(Object.keys(broken))(
    '%s that stays is given up after five requests, ever further apart',
    async name => {
      const server = await serve((response, asked, index) => broken[name]?.(response, asked, index))
      const error = await failure(session(connect(server)).json(list, Page))
      expect(error.kind).toBe(gateways.has(name) ? 'server' : 'network')
      expect(error.captured).toMatchObject({ path: list.path, body: list.body })
      expect(server.asked).toHaveLength(5)
      const least = [7.5, 15, 30, 60]
      for (const [index, gap] of server.gaps().entries())
        expect(gap).toBeGreaterThanOrEqual((least[index] ?? 0) - 1)
    },
  )

  test('a 503 that asks to come back in an hour is `later`', async () => {
    const server = await serve(response => json(response, 503, { code: 14 }, { 'retry-after': '3600' }))
    const error = await failure(session(connect(server)).json(list, Page))
    expect(error.kind).toBe('later')
    expect((error.until ?? 0) - Date.now()).toBeGreaterThan(3_590_000)
    expect(server.asked).toHaveLength(1)
  })

  test('a host that never answers is a broken line', async () => {
    const server = await serve((response, _asked, index) =>
      index === 0 ? undefined : json(response, 200, PAGE),
    )
    const timeouts = { connect: 1000, headers: 100, body: 100 }
    expect(await session(connect(server, { timeouts })).json(list, Page)).toEqual(PAGE)
    expect(server.asked).toHaveLength(2)
  })

  test('a host that falls silent in the middle of a body is a broken line', async () => {
    const server = await serve(response => {
      response.writeHead(200)
      response.write('{"items":[')
    })
    const timeouts = { connect: 1000, headers: 100, body: 100 }
    const error = await failure(session(connect(server, { timeouts }), { attempts: 2 }).json(list, Page))
    expect(error.kind).toBe('network')
    expect(server.asked).toHaveLength(2)
  })

  test('no host at all is a broken line', async () => {
    const server = await answers(() => {})
    await server.close()
    const error = await failure(session(connect(server), { attempts: 2 }).json(list, Page))
    expect(error.kind).toBe('network')
    expect(error.message).toContain('ECONNREFUSED')
  })
})

describe('P17: what does not pass is asked once', () => {
  test.each([
    ['no_role', 403, denied],
    ['expired_key', 403, { code: 7, message: 'Api-key is deactivated, use another one' }],
    ['not_found', 404, { code: 5, message: 'product not found' }],
    ['bad_request', 400, { code: 3, message: 'invalid limit' }],
    ['no_plan', 403, { code: 7, message: 'available with Premium Plus only' }],
  ])('%s', async (kind, status, body) => {
    const server = await serve(response => json(response, status, body))
    const error = await failure(session(connect(server)).json(list, Page))
    expect(error.kind).toBe(kind)
    expect(error.message).toContain(body.message)
    expect(error.captured?.status).toBe(status)
    expect(server.asked).toHaveLength(1)
  })

  test('but for a method that is gone, which is asked twice: one stray page is none', async () => {
    const gone = await serve(response => json(response, 404, { code: 5, message: 'obsolete method' }))
    expect((await failure(session(connect(gone)).json(list, Page))).kind).toBe('obsolete')
    expect(gone.asked).toHaveLength(2)
    const stray = await serve((response, _, index) => {
      if (index > 0) return json(response, 200, PAGE)
      response.writeHead(404, { 'content-type': 'text/html' })
      response.end('<html><h1>404 Not Found</h1></html>')
    })
    expect(await session(connect(stray)).json(list, Page)).toEqual(PAGE)
    expect(stray.asked).toHaveLength(2)
  })

  test('in front of a form the first word on a method counts', async () => {
    const gone = await serve(response => json(response, 404, { code: 5, message: 'obsolete method' }))
    const form = session(connect(gone), { failFast: true })
    expect((await failure(form.json(list, Page))).kind).toBe('obsolete')
    expect(gone.asked).toHaveLength(1)
  })

  test('JSON of another shape is kept as it came, with its request', async () => {
    const server = await serve(response => json(response, 200, { items: ['x'.repeat(100_000)] }))
    const error = await failure(session(connect(server)).json(list, Page))
    expect(error.kind).toBe('shape')
    expect(error.message).toMatch(/^POST \/v3\/product\/list: items\.0: /)
    expect(error.captured).toMatchObject({
      host: list.host,
      method: 'POST',
      path: list.path,
      body: list.body,
    })
    expect(error.captured?.answer).toMatch(/^{"items":\["xxx/)
    expect(error.captured?.answer).toHaveLength(65_536)
    expect(server.asked).toHaveLength(1)
  })

  test('keys that hold nothing for a host are `no_performance` without a request', async () => {
    const server = await serve(response => json(response, 200, PAGE))
    const one = session(connect(server), { keys: { ...keys, performance: null } as Keys })
    expect((await failure(one.json(campaigns, Page))).kind).toBe('no_performance')
    expect(server.asked).toHaveLength(0)
  })
})

describe('P17: a refused key', () => {
  const invalid = { code: 7, message: 'Invalid Api-Key, please check the key and try again' }
  const unknown = { code: 16, message: 'no' }

  test.each([
    [403, invalid],
    [401, unknown],
  ])('is bad at once for a person in front of a form: %s', async (status, body) => {
    const server = await serve(response => json(response, status, body))
    const error = await failure(session(connect(server), FAIL_FAST).json(list, Page))
    expect(error).toMatchObject({ kind: 'bad_key', captured: { status } })
    expect(error.message).toContain(body.message)
    expect(server.asked).toHaveLength(1)
  })

  test('that was a mistake of the marketplace is asked again, a second apart, and nobody hears of it', async () => {
    const server = await serve((response, _asked, index) =>
      index < 9 ? json(response, 401, unknown) : json(response, 200, PAGE),
    )
    expect(await session(connect(server)).json(list, Page)).toEqual(PAGE)
    expect(server.asked).toHaveLength(10)
    for (const [index, { at }] of server.asked.entries())
      if (index > 0) expect(at - (server.asked[index - 1]?.at ?? at)).toBeGreaterThan(RETRY_MS / 2 / PACE)
  })

  test('is asked again by one alone: the others wait for what it finds out', async () => {
    // All twenty requests are in flight before the key is refused.
    const held: Parameters<typeof json>[0][] = []
    const server = await serve((response, _asked, index) => {
      if (index >= 24) return json(response, 200, PAGE)
      held.push(response)
      if (index >= 19) for (const one of held.splice(0)) json(one, 401, unknown)
    })
    const one = session(connect(server))
    const all = Array.from({ length: 20 }, () => one.json(list, Page))
    for (const page of await Promise.all(all)) expect(page).toEqual(PAGE)
    // Twenty, four retries of the probe, and a good response for each.
    expect(server.asked).toHaveLength(44)
    const alone = server.asked.slice(20, 25).map(({ at }) => at)
    for (const [index, at] of alone.entries())
      if (index > 0) expect(at - (alone[index - 1] ?? at)).toBeGreaterThan(RETRY_MS / 2 / PACE)
  })

  test('ten times in a row without a good answer between is bad: the session asks no more, and a new one may', async () => {
    const server = await serve((response, _asked, index) =>
      index === 2 ? json(response, 200, PAGE) : json(response, 403, invalid),
    )
    const of = connect(server)
    const one = session(of)
    // Two refusals, and a good response that resets the count.
    expect(await one.json(list, Page)).toEqual(PAGE)
    const failed = await Promise.all(Array.from({ length: 20 }, () => failure(one.json(list, Page))))
    for (const { kind } of failed) expect(kind).toBe('bad_key')
    const asked = server.asked.length
    expect((await failure(one.json(prices, Page))).kind).toBe('bad_key')
    expect(server.asked).toHaveLength(asked)
    await failure(session(of).json(list, Page))
    expect(server.asked).toHaveLength(asked + 10)
  })

  test('of a method that may not be asked again in time is bad: nobody waits hours to be sure', async () => {
    const server = await serve((response, _asked, index) =>
      json(response, index === 0 ? 401 : 200, index === 0 ? unknown : PAGE),
    )
    const rare = { name: 'rare', every: 3_600_000 * PACE }
    const one = session(connect(server, { api: { ...ozon, buckets: () => [rare] } }))
    expect((await failure(one.json(list, Page))).kind).toBe('bad_key')
    expect(server.asked).toHaveLength(1)
  })

  test('ends the wait of the others when the one that asks again is stopped or meets another failure', async () => {
    const server = await serve((response, _asked, index) => {
      if (index < 2) return json(response, 401, unknown)
      if (index === 2) return json(response, 400, { code: 3, message: 'invalid limit' })
      json(response, 200, PAGE)
    })
    const one = session(connect(server))
    const both = await Promise.allSettled([one.json(list, Page), one.json(prices, Page)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(server.asked).toHaveLength(4)
  })
})

describe('what a session has waited', () => {
  test('for limits is counted, and what the marketplace asked for is heard', async () => {
    const server = await serve((response, _asked, index) =>
      json(
        response,
        index === 0 ? 429 : 200,
        index === 0 ? tooMany : PAGE,
        index === 0 ? { 'retry-after': '1' } : {},
      ),
    )
    const one = session(connect(server))
    const heard: number[] = []
    const notes = { get: async () => null, set: async () => {} }
    await one.context(notes, ms => heard.push(ms)).json(list, Page)
    expect(heard).toEqual([1000])
    expect(one.waited()).toBeGreaterThan(900)
  })
})

describe('the token of the Performance API', () => {
  const token = (response: Parameters<Answering>[0], value: string) =>
    json(response, 200, { access_token: value, expires_in: 1800, token_type: 'Bearer' })
  const paths = (server: Server) => server.asked.map(({ url }) => url)
  const TOKEN = '/api/client/token'

  test('P24: is asked for once by all who need it, and kept for the client', async () => {
    const server = await serve((response, { url }) =>
      url === TOKEN ? token(response, 'eyJ1') : json(response, 200, PAGE),
    )
    const of = connect(server)
    await Promise.all([session(of).json(campaigns, Page), session(of).json(campaigns, Page)])
    await session(of).json(campaigns, Page)
    expect(paths(server).filter(url => url === TOKEN)).toHaveLength(1)
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      client_id: '77@advertising.performance.ozon.ru',
      client_secret: SECRET,
      grant_type: 'client_credentials',
    })
    expect(server.asked[1]?.headers.authorization).toBe('Bearer eyJ1')
    expect(server.asked[1]?.headers['api-key']).toBeUndefined()
    const other = {
      ...keys,
      performance: { clientId: '77@advertising.performance.ozon.ru', clientSecret: 'new' },
    } as Keys
    await session(of, { keys: other }).json(campaigns, Page)
    expect(paths(server).filter(url => url === TOKEN)).toHaveLength(2)
  })

  test('is renewed once when it is refused', async () => {
    let given = 0
    const server = await serve((response, { url, headers }) => {
      if (url === TOKEN) return token(response, `eyJ${++given}`)
      return headers.authorization === 'Bearer eyJ1'
        ? json(response, 401, { error: 'Запрос не аутентифицирован' })
        : json(response, 200, PAGE)
    })
    const one = session(connect(server))
    expect(await one.json(campaigns, Page)).toEqual(PAGE)
    expect(await one.json(campaigns, Page)).toEqual(PAGE)
    expect(given).toBe(2)
  })

  test('that stays refused is a bad key, and not a storm', async () => {
    const server = await serve((response, { url }) =>
      url === TOKEN ? token(response, 'eyJ1') : json(response, 401, { error: 'Запрос не аутентифицирован' }),
    )
    expect((await failure(session(connect(server)).json(campaigns, Page))).kind).toBe('bad_key')
    // A token request, a refusal that renews it, and ten refusals in a row.
    expect(paths(server)).toHaveLength(13)
  })

  test('of a wrong pair is a bad key', async () => {
    const server = await serve(response => json(response, 401, { error: 'invalid_client' }))
    const one = session(connect(server))
    expect((await failure(one.json(campaigns, Page))).kind).toBe('bad_key')
    for (let n = 0; n < 20; n++) await one.json(campaigns, Page).catch(() => {})
    expect(server.asked).toHaveLength(10)
  })

  test('that another session was about to get when it was stopped is asked for again', async () => {
    const server = await serve((response, { url }, index) => {
      if (index > 0) return url === TOKEN ? token(response, 'eyJ1') : json(response, 200, PAGE)
    })
    const of = connect(server)
    const abort = new AbortController()
    const stopped = failure(session(of, { signal: abort.signal }).json(campaigns, Page))
    const waits = session(of).json(campaigns, Page)
    await expect.poll(() => server.asked.length).toBe(1)
    abort.abort()
    expect((await stopped).kind).toBe('cancelled')
    expect(await waits).toEqual(PAGE)
  })
})

test('P2: no key, secret or token is in what an error says or keeps', async () => {
  const server = await serve((response, { url, headers, body }) => {
    if (url === '/api/client/token' && headers['x-never'] === undefined && body.includes('"client_id"'))
      return json(response, 200, { access_token: 'eyJtoken', expires_in: 1800 })
    json(response, 400, {
      message: `you sent ${JSON.stringify(headers)} ${encodeURIComponent(SECRET)} ${SECRET}`,
    })
  })
  const one = session(connect(server))
  const request = { ...campaigns, query: { q: SECRET } }
  const errors = [await failure(one.json(list, Page)), await failure(one.json(request, Page))]
  expect(server.asked[0]?.headers['api-key']).toBe(API_KEY)
  for (const { message, captured, stack, cause } of errors) {
    const all = JSON.stringify({ message, evidence: captured, stack, cause })
    expect(all).toContain('***')
    for (const secret of [
      API_KEY,
      'eyJtoken',
      SECRET,
      JSON.stringify(SECRET).slice(1, -1),
      encodeURIComponent(SECRET),
    ])
      expect(all).not.toContain(secret)
  }
})

describe('a session that is stopped', () => {
  test('ends what is on its way, waits and asks nothing more', async () => {
    const server = await serve(response => {
      response.writeHead(200)
      response.write('{')
    })
    const abort = new AbortController()
    const one = session(connect(server), { signal: abort.signal })
    const asked = failure(one.json(list, Page))
    const waits = failure(one.wait(1e6))
    await expect.poll(() => server.asked.length).toBe(1)
    abort.abort()
    expect((await asked).kind).toBe('cancelled')
    expect((await waits).kind).toBe('cancelled')
    expect((await failure(one.json(prices, Page))).kind).toBe('cancelled')
    expect(server.asked).toHaveLength(1)
  })

  test('is stopped by the end of the network too', async () => {
    const server = await serve(response => json(response, 500, {}))
    const of = connect(server, { pace: 1 })
    const asked = failure(session(of).json(list, Page))
    await expect.poll(() => server.asked.length).toBe(1)
    await of.close()
    expect((await asked).kind).toBe('cancelled')
  })
})

test.each(['999999999', '9'.repeat(400), new Date(Date.UTC(2500, 0, 1)).toUTCString()])(
  'P15: a marketplace that asks for years (%s) is heard and believed for a day',
  async word => {
    const server = await serve(response => json(response, 429, tooMany, { 'retry-after': word }))
    const heard: number[] = []
    const notes = { get: async () => null, set: async () => {} }
    const context = session(connect(server)).context(notes, ms => heard.push(ms))
    const error = await failure(context.json(list, Page))
    expect(error.kind).toBe('later')
    expect((error.until ?? 0) - Date.now()).toBeLessThanOrEqual(86_400_000)
    expect(heard).toEqual([86_400_000])
  },
)
