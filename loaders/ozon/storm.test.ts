import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { ozon } from './api.ts'

/** When requests were sent, by shop. Arrival times depend on the computer: a busy one delivers those of 1.5 s at once. */
const left = new Map<string, number[]>()
const leave = (message: unknown) => {
  const { request } = message as { readonly request: { readonly headers: readonly string[] } }
  const name = request.headers.findIndex(header => header.toLowerCase() === 'client-id')
  const client = request.headers[name + 1] ?? ''
  left.set(client, [...(left.get(client) ?? []), performance.now()])
}
/** The most requests sent within any second. */
const busiest = (times: readonly number[]): number =>
  Math.max(...times.map(from => times.filter(at => at >= from && at - from < 1000).length))

let sandbox: Sandbox
let net: HttpClient
beforeAll(async () => {
  sandbox = await startSandbox()
  net = httpClient({ api: ozon, hosts: sandbox.hosts })
  subscribe('undici:request:create', leave)
})
afterAll(async () => {
  unsubscribe('undici:request:create', leave)
  await net.close()
  await sandbox.close()
})

const Anything = z.looseObject({})
function sessionOf(name: 'demo' | 'second') {
  const { clientId, apiKey } = sandbox.keys[name]
  const keys = { marketplace: 'ozon', clientId, apiKey, performance: null } as const
  return net.session({ keys, signal: new AbortController().signal })
}

test('P15: a storm of 429 in one shop is weathered within the documented limits, and the other shop never meets it', async () => {
  sandbox.faults.set([{ kind: '429', shop: 'demo', skip: 40, times: 8, retryAfter: 'garbage' }])
  const load = async (name: 'demo' | 'second', path: string, times: number) => {
    const session = sessionOf(name)
    for (let n = 0; n < times; n++)
      await session.json({ host: 'ozon-seller', method: 'POST', path, body: {} }, Anything)
  }
  const shops = ['demo', 'second'] as const
  // Two sessions of one shop share its rate limits; thirty-two lanes want more than is allowed, even on a busy computer.
  await Promise.all(
    shops.flatMap(name => [
      ...Array.from({ length: 24 }, () => load(name, '/v1/rating/summary', 4)),
      ...Array.from({ length: 8 }, () => load(name, '/v1/roles', 4)),
    ]),
  )
  for (const shop of shops) {
    expect(sandbox.log.count({ shop, status: 200 })).toBe(128)
    const times = left.get(sandbox.keys[shop].clientId) ?? []
    expect(times).toHaveLength(sandbox.log.count({ shop }))
    expect(busiest(times)).toBeLessThanOrEqual(50)
  }
  // The sandbox refuses by arrival times, which on a busy computer do not show who sent too much.
  const struck = (shop: 'demo' | 'second') =>
    sandbox.log.find({ shop }).filter(({ fault }) => fault === '429')
  expect(struck('demo')).toHaveLength(8)
  expect(struck('second')).toEqual([])
})
