import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answering, failure, json, openings, type Server } from '../../tests/support/answers.ts'
import { wbKeys, wbToken } from '../../tests/support/wb.ts'
import type { Request } from '../core/declare/source.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient, SessionOptions } from '../core/http/session.ts'
import { wb } from './api.ts'

/** Acceleration: a method of one request a minute is sent every 62 ms. */
const PACE = 1000
const Rows = z.array(z.object({ id: z.union([z.string(), z.number()]) })).nullable()
const ROWS = [{ id: 1 }]
const sales: Request = { host: 'wb-statistics', method: 'GET', path: '/api/v1/supplier/sales' }
const orders: Request = { ...sales, path: '/api/v1/supplier/orders' }
const upd: Request = { host: 'wb-advert', method: 'GET', path: '/adv/v1/upd' }
const offices: Request = { host: 'wb-marketplace', method: 'GET', path: '/api/v3/offices' }
const stocks: Request = {
  host: 'wb-analytics',
  method: 'POST',
  path: '/api/analytics/v1/stocks-report/wb-warehouses',
}
const funnel: Request = { ...stocks, path: '/api/analytics/v3/sales-funnel/products' }

const { opened, serve } = openings()
function connect(server: Server, pace = PACE): HttpClient {
  const hosts = Object.fromEntries(Object.keys(wb.hosts).map(name => [name, server.url]))
  const one = httpClient({ api: wb, hosts, pace })
  return opened(one)
}
const session = (of: HttpClient, options: Partial<SessionOptions> = {}) =>
  of.session({ keys: wbKeys(), signal: new AbortController().signal, ...options })

const problem = (detail: string) => ({ title: 'title', detail, origin: 's2s', requestId: '1' })

test('a request carries the bare token and nothing else of the keys', async () => {
  const server = await serve(response => json(response, 200, ROWS))
  expect(await session(connect(server)).json(sales, Rows)).toEqual(ROWS)
  expect(server.asked[0]?.headers.authorization).toBe(wbToken())
  expect(server.asked[0]?.url).toBe(sales.path)
})

describe('P15: 429', () => {
  const times =
    (count: number, headers: Record<string, string>, detail = 'rate limit exceeded'): Answering =>
    (response, _asked, index) =>
      index < count ? json(response, 429, problem(detail), headers) : json(response, 200, ROWS)

  test('with X-Ratelimit-Retry is waited out, whatever the pace', async () => {
    const server = await serve(times(1, { 'X-Ratelimit-Retry': '1' }))
    expect(await session(connect(server)).json(sales, Rows)).toEqual(ROWS)
    expect(server.gaps()[0]).toBeGreaterThanOrEqual(950)
  })

  test('with five hours in X-Ratelimit-Retry is `later`, for this method of this seller, by all of its tokens', async () => {
    const server = await serve((response, { url }) =>
      url === sales.path
        ? json(response, 429, problem('rate limit exceeded'), { 'X-Ratelimit-Retry': '18236' })
        : json(response, 200, ROWS),
    )
    const of = connect(server)
    const error = await failure(session(of).json(sales, Rows))
    expect(error.kind).toBe('later')
    expect(Math.abs((error.until ?? 0) - Date.now() - 18_236_000)).toBeLessThan(2_000)
    const other = session(of, { keys: wbKeys({ id: 'another token', acc: 4 }) })
    expect((await failure(other.json(sales, Rows))).until).toBeGreaterThan(Date.now() + 18_000_000)
    expect(await other.json(orders, Rows)).toEqual(ROWS)
    expect(server.asked).toHaveLength(2)
    const stranger = session(of, { keys: wbKeys({ sid: 'another seller' }) })
    expect((await failure(stranger.json(sales, Rows))).kind).toBe('later')
    expect(server.asked).toHaveLength(3)
  })

  test('without a header waits the distance of a slow method, and 5, 15, 45 s at others', async () => {
    const slow = await serve(times(1, {}))
    await session(connect(slow)).json(sales, Rows)
    expect(slow.gaps()[0]).toBeGreaterThanOrEqual(61)
    const quick = await serve(times(3, {}))
    await session(connect(quick)).json(upd, Rows)
    for (const [index, least] of [5, 15, 45].entries())
      expect(quick.gaps()[index]).toBeGreaterThanOrEqual(least - 1)
  })

  test('of a method of hours without a header is `later` by hours, not minutes', async () => {
    const server = await serve(times(9, {}))
    const keys = wbKeys({ acc: 1 })
    const error = await failure(session(connect(server, 60), { keys }).json(sales, Rows))
    expect(error.kind).toBe('later')
    // Two hours, sixty times faster.
    expect((error.until ?? 0) - Date.now()).toBeGreaterThan(119_000)
    expect(server.asked).toHaveLength(1)
  })

  test('by the limiter above all methods silences all methods of the seller', async () => {
    const server = await serve(
      times(1, { 'X-Ratelimit-Retry': '1' }, 'Limited by global limiter, per seller e8923014'),
    )
    const of = connect(server)
    const first = session(of).json(sales, Rows)
    await expect.poll(() => server.asked.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 50))
    const second = session(of).json(upd, Rows)
    await Promise.all([first, second])
    for (const { at } of server.asked.slice(1))
      expect(at - (server.asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(950)
  })

  test('says that the burst is gone: what follows comes one by one', async () => {
    const server = await serve(times(1, { 'X-Ratelimit-Retry': '1', 'X-Ratelimit-Limit': '5' }))
    const one = session(connect(server, 4))
    const first = one.json(upd, Rows)
    await expect.poll(() => server.asked.length).toBe(1)
    await new Promise(resolve => setTimeout(resolve, 50))
    await Promise.all([first, one.json(upd, Rows), one.json(upd, Rows)])
    expect(server.asked).toHaveLength(4)
    // One request a second, four times faster.
    for (const gap of server.gaps().slice(-2)) expect(gap).toBeGreaterThanOrEqual(100)
  })
})

test('X-Ratelimit-Remaining tells of requests that another program spent', async () => {
  const server = await serve(response => json(response, 200, ROWS, { 'X-Ratelimit-Remaining': '0' }))
  const one = session(connect(server, 4))
  await one.json(upd, Rows)
  await one.json(upd, Rows)
  expect(server.gaps()[0]).toBeGreaterThanOrEqual(200)
})

test('X-Ratelimit-Remaining that agrees with our own count costs no time', async () => {
  const server = await serve((response, _asked, index) =>
    json(response, 200, ROWS, { 'X-Ratelimit-Remaining': String(4 - index) }),
  )
  const one = session(connect(server, 1))
  for (let n = 0; n < 4; n++) await one.json(upd, Rows)
  for (const gap of server.gaps()) expect(gap).toBeLessThan(500)
})

test('a refused request of the marketplace methods counts as ten', async () => {
  const server = await serve((response, _asked, index) =>
    index === 0 ? json(response, 404, { code: 'NotFound' }) : json(response, 200, ROWS),
  )
  // Ten times slower than at Wildberries, so that a slow computer is not taken for a limit.
  const one = session(connect(server, 0.1))
  await failure(one.json(offices, Rows))
  await Promise.all(Array.from({ length: 10 }, () => one.json(offices, Rows)))
  const quick = server.gaps().filter(gap => gap < 1000)
  // 19 are sent at once: the refused one counted for ten, nine are left, and the tenth waits.
  expect(quick).toHaveLength(9)
})

describe('a Base token', () => {
  const keys = wbKeys({ acc: 1 })

  test('does not ask what it may not', async () => {
    const server = await serve(response => json(response, 200, ROWS))
    expect((await failure(session(connect(server), { keys }).json(stocks, Rows))).kind).toBe('token_type')
    expect(server.asked).toHaveLength(0)
  })

  test('is told when the next request may go, and nobody waits half an hour for it', async () => {
    const server = await serve(response => json(response, 200, ROWS))
    const one = session(connect(server, 60), { keys })
    expect(await one.json(funnel, Rows)).toEqual(ROWS)
    const error = await failure(one.json(funnel, Rows))
    expect(error.kind).toBe('later')
    // 30 minutes, sixty times faster.
    expect((error.until ?? 0) - Date.now()).toBeGreaterThan(29_000)
    expect((error.until ?? 0) - Date.now()).toBeLessThan(32_000)
    expect(server.asked).toHaveLength(1)
  })
})

describe('"no data"', () => {
  const forms: Readonly<Record<string, Answering>> = {
    '204': response => response.writeHead(204).end(),
    'an empty body': response => response.writeHead(200).end(),
    null: response => json(response, 200, null),
  }
  test.each(Object.keys(forms))('%s is null to a loader that knows of it', async name => {
    const server = await serve((...of) => forms[name]?.(...of))
    expect(await session(connect(server)).json(sales, Rows)).toBeNull()
    expect(server.asked).toHaveLength(1)
  })

  test('an empty body is a fault to a loader that does not', async () => {
    const server = await serve(response => response.writeHead(200).end())
    const error = await failure(session(connect(server), { attempts: 2 }).json(sales, z.array(z.unknown())))
    expect(error.kind).toBe('server')
    expect(server.asked).toHaveLength(2)
  })

  test('is told by the words of a 400 too, which the loader can read', async () => {
    const text = 'there are no statistics for this advertising period'
    const server = await serve(response => json(response, 400, problem(text)))
    const error = await failure(session(connect(server)).json(upd, Rows))
    expect(error.kind).toBe('bad_request')
    expect(error.message).toContain(text)
  })
})

test('a body that says it is an error, with a good status, is a fault', async () => {
  const server = await serve((response, _asked, index) =>
    json(
      response,
      200,
      index === 0 ? { data: null, error: true, errorText: 'x' } : { data: [], error: false },
    ),
  )
  const Page = z.object({ data: z.array(z.unknown()).nullable() })
  expect(await session(connect(server)).json(upd, Page)).toEqual({ data: [] })
  expect(server.asked).toHaveLength(2)
})

test('ids beyond 2^53 come with all of their digits', async () => {
  const server = await serve(response =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('[{"id":1383371198765432101},{"id":7}]'),
  )
  expect(await session(connect(server)).json(sales, Rows)).toEqual([{ id: '1383371198765432101' }, { id: 7 }])
})

test('P2: neither the token nor its signature is in what an error says or keeps', async () => {
  const token = wbToken()
  const [, , signature = ''] = token.split('.')
  const server = await serve((response, { headers }) =>
    json(response, 400, problem(`you sent ${headers.authorization} and ${signature}`)),
  )
  const keys = { marketplace: 'wb', token: `Bearer ${token}` } as const
  const { message, captured } = await failure(session(connect(server), { keys }).json(sales, Rows))
  const all = JSON.stringify({ message, evidence: captured })
  expect(all).toContain('***')
  expect(all).not.toContain(signature)
  expect(all).not.toContain(token)
})
