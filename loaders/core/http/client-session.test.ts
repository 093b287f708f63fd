import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answering, json, openings, type Server } from '../../../tests/support/answers.ts'
import { ozon } from '../../ozon/api.ts'
import type { Request } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import { httpClient } from './client.ts'
import type { HttpClient, HttpClientOptions, SessionOptions } from './session.ts'

const keys = {
  marketplace: 'ozon',
  clientId: '1',
  apiKey: 'seller-key',
  performance: { clientId: '2', clientSecret: 'performance-secret' },
} as const
const list: Request = { host: 'ozon-seller', method: 'POST', path: '/v1/list' }
const campaigns: Request = { host: 'ozon-performance', method: 'GET', path: '/api/client/campaign' }
const Any = z.looseObject({})

const { opened, serve } = openings()
async function connect(
  answer: Answering,
  options: Partial<HttpClientOptions> = {},
): Promise<{ readonly server: Server; readonly net: HttpClient }> {
  const server = await serve(answer)
  const hosts = { 'ozon-seller': server.url, 'ozon-performance': server.url, 'ozon-files': server.url }
  const net = httpClient({ api: ozon, hosts, pace: 1000, ...options })
  opened(net)
  return { server, net }
}
const session = (of: HttpClient, options: Partial<SessionOptions> = {}) =>
  of.session({ keys, signal: new AbortController().signal, ...options })
const good: Answering = (response, { url }) =>
  json(response, 200, url === '/api/client/token' ? { access_token: 'token-of-a-pass' } : {})

test('a host of another marketplace is none, and nothing is sent', async () => {
  const { server, net } = await connect(good)
  const request: Request = { ...list, host: 'wb-content' }
  const one = session(net, { keys: { ...keys, performance: null } as never })
  await expect(one.json(request, Any)).rejects.toMatchObject({ kind: 'no_performance' })
  const api = { ...ozon, account: () => ({ client: '1', secrets: [] }), fetchToken: async () => pass }
  const pass = { headers: {}, secrets: [], life: Number.POSITIVE_INFINITY }
  const other = await connect(good, { api })
  await expect(session(other.net).json(request, Any)).rejects.toMatchObject({ kind: 'bad_request' })
  expect([...server.asked, ...other.server.asked]).toEqual([])
})

test('what these keys may never ask is not asked', async () => {
  const { server, net } = await connect(good, { api: { ...ozon, forbidden: () => 'token_type' } })
  await expect(session(net).json(list, Any)).rejects.toMatchObject({ kind: 'token_type' })
  expect(server.asked).toEqual([])
  const open = await connect(good, { api: { ...ozon, forbidden: () => null } })
  expect(await session(open.net).json(list, Any)).toEqual({})
})

test('a status beside those of success is none, though it brings data', async () => {
  const { server, net } = await connect((response, _, index) => json(response, index === 0 ? 300 : 299, {}))
  await expect(session(net, { attempts: 1 }).json(list, Any)).rejects.toMatchObject({ kind: 'server' })
  expect(await session(net).json(list, Any)).toEqual({})
  expect(server.asked).toHaveLength(2)
})

test('a method that takes one request at a time takes the next when the one before has ended', async () => {
  const { net } = await connect(good, {
    api: { ...ozon, buckets: () => [{ name: 'one', every: 0, atOnce: 1 }] },
  })
  const one = session(net)
  expect(await Promise.all([one.json(list, Any), one.json(list, Any)])).toEqual([{}, {}])
})

test('a day that the answer puts in doubt takes the place of the answer, on any of its hosts', async () => {
  const heard: unknown[] = []
  const wrong = new LoadError('wrong_clock', 'another year')
  const { net } = await connect(
    (response, asked, index) => {
      response.setHeader('date', 'Tue, 24 Nov 2026 10:00:00 GMT')
      good(response, asked, index)
    },
    {
      onDate: date => {
        heard.push(date)
        return heard.length > 1 ? wrong : null
      },
    },
  )
  const one = session(net)
  expect(await one.json(list, Any)).toEqual({})
  await expect(one.json(list, Any)).rejects.toMatchObject({ kind: 'wrong_clock', message: 'another year' })
  expect(heard).toEqual(['Tue, 24 Nov 2026 10:00:00 GMT', 'Tue, 24 Nov 2026 10:00:00 GMT'])
})

test('a loader’s own wait is sped up where others stand in for all hosts', async () => {
  const { net } = await connect(good)
  // One minute, a thousand times faster.
  await session(net).wait(60_000)
})

test('an error of any part is cleaned of all that the session may have sent', async () => {
  const { net } = await connect(good)
  const one = session(net)
  await one.json(campaigns, Any)
  const said = new LoadError('shape', 'seller-key, performance-secret, token-of-a-pass, more')
  expect(one.redact(said).message).toBe('***, ***, ***, more')
})

describe('a session that ends', () => {
  test('while its last attempt is under way is stopped, and no line was broken', async () => {
    const { server, net } = await connect(() => {})
    const abort = new AbortController()
    const one = session(net, { signal: abort.signal, attempts: 1 })
    const asked = one.json(list, Any).catch(error => error)
    await expect.poll(() => server.asked.length, { interval: 5 }).toBe(1)
    abort.abort()
    expect(await asked).toMatchObject({ kind: 'cancelled' })
    expect(await one.json(list, Any).catch(error => error)).toMatchObject({ kind: 'cancelled' })
    expect(server.asked).toHaveLength(1)
  })

  test('leaves no connection open when its network is closed', async () => {
    const sockets: Socket[] = []
    const { net } = await connect((response, asked, index) => {
      if (response.socket) sockets.push(response.socket)
      good(response, asked, index)
    })
    await session(net).json(list, Any)
    const [socket] = sockets
    if (!socket) throw new Error('no connection')
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(2_000) })
    await net.close()
    await closed
  })
})
