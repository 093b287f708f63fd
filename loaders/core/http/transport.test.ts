import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { HostUrls } from '#contract/host.ts'
import { json, openings } from '../../../tests/support/answers.ts'
import { ozon } from '../../ozon/api.ts'
import type { Request } from '../declare/source.ts'
import { httpClient } from './client.ts'

const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null } as const
const { opened, serve } = openings()
function session(seller: string) {
  const one = httpClient({ api: ozon, hosts: { 'ozon-seller': seller }, pace: 1000 })
  opened(one)
  return one.session({ keys, signal: new AbortController().signal, attempts: 2 })
}
const request: Request = { host: 'ozon-seller', method: 'POST', path: '/v1/roles' }
const Text = z.object({ text: z.string() })
const TEXT = { text: 'Тихий дом '.repeat(1000) }

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
] as const)('an answer in %s is unpacked', async (coding, pack) => {
  const server = await serve((response, { headers }) => {
    expect(headers['accept-encoding']).toContain(coding)
    response.writeHead(200, { 'content-encoding': coding }).end(pack(JSON.stringify(TEXT)))
  })
  expect(await session(server.url).json(request, Text)).toEqual(TEXT)
})

test('an answer that cannot be unpacked is a broken line', async () => {
  const server = await serve(response => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"text":"not packed"}')
  })
  await expect(session(server.url).json(request, Text)).rejects.toMatchObject({ kind: 'network' })
  expect(server.asked).toHaveLength(2)
})

test('a report comes as bytes, with its type', async () => {
  const zip = Buffer.from([80, 75, 3, 4, 255, 0, 254])
  const server = await serve(response =>
    response.writeHead(200, { 'content-type': 'application/zip' }).end(zip),
  )
  const { contentType, body } = await session(server.url).bytes(request)
  expect(contentType).toBe('application/zip')
  expect(Buffer.from(body).equals(zip)).toBe(true)
})

test('a page in place of a report is no report', async () => {
  const server = await serve(response =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
  )
  await expect(session(server.url).bytes(request)).rejects.toMatchObject({ kind: 'server' })
})

test('the query of a signed link is sent as it is written there', async () => {
  const server = await serve(response => json(response, 200, TEXT))
  const search = '?a=b%2Fc+d%20e&a=%7E~&z&a='
  await session(server.url).json({ ...request, method: 'GET', search }, Text)
  expect(server.asked[0]?.url).toBe(`/v1/roles${search}`)
})

test('a query repeats a parameter for each member of a list, and a POST without a body sends {}', async () => {
  const server = await serve(response => json(response, 200, TEXT))
  const one = session(`${server.url}/prefix/`)
  await one.json({ ...request, method: 'GET', path: '/list', query: { ids: ['1', '2'], page: 3 } }, Text)
  await one.json(request, Text)
  expect(server.asked.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['GET', '/prefix/list?ids=1&ids=2&page=3', ''],
    ['POST', '/prefix/v1/roles', '{}'],
  ])
  expect(server.asked.map(({ headers }) => headers['content-type'])).toEqual([undefined, 'application/json'])
})

describe('P24: only the hosts of the marketplace are ever asked', () => {
  test.each([301, 302, 307, 308])('a redirect (%i) is not followed', async status => {
    const elsewhere = await serve(response => json(response, 200, TEXT))
    const server = await serve(response =>
      response.writeHead(status, { location: `${elsewhere.url}/v1/roles` }).end(),
    )
    await expect(session(server.url).json(request, Text)).rejects.toMatchObject({ kind: 'server' })
    expect(elsewhere.asked).toHaveLength(0)
  })

  test('a path cannot lead to another host', async () => {
    const elsewhere = await serve(response => json(response, 200, TEXT))
    const server = await serve(response => json(response, 200, TEXT))
    const { host } = new URL(elsewhere.url)
    for (const path of [`//${host}/v1`, `@${host}/v1`, `/../..//${host}`])
      await session(server.url)
        .json({ ...request, path }, Text)
        .catch(() => {})
    expect(elsewhere.asked).toHaveLength(0)
  })

  test.each([
    'https://example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1:8080',
    'http://user:pass@127.0.0.1:1',
    'http://user@127.0.0.1:1',
    'http://:pass@127.0.0.1:1',
    'ftp://127.0.0.1',
    'http://localhost@example.com',
    'not an address',
  ])('%s in place of a host is refused', address => {
    expect(() => httpClient({ api: ozon, hosts: { 'ozon-seller': address } as HostUrls })).toThrow(
      expect.objectContaining({ kind: 'bad_input' }),
    )
  })

  test.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    '%s is this computer',
    async address => {
      const one = httpClient({ api: ozon, hosts: { 'ozon-seller': address } })
      await one.close()
    },
  )

  test('its own hosts are three, over TLS', () => {
    expect(Object.values(ozon.hosts)).toEqual([
      'https://api-seller.ozon.ru',
      'https://api-performance.ozon.ru',
      'https://cdn1.ozone.ru',
    ])
  })
})
