import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { type Departures, departures } from '../../tests/support/departures.ts'
import { httpClient } from '../core/http/client.ts'
import type { HttpClient } from '../core/http/session.ts'
import { ozon } from './api.ts'

let sandbox: Sandbox
let net: HttpClient
let sent: Departures
beforeAll(async () => {
  sandbox = await startSandbox()
  net = httpClient({ api: ozon, hosts: sandbox.hosts })
  sent = departures()
})
afterAll(async () => {
  sent.stop()
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
    const { clientId } = sandbox.keys[shop]
    expect(sent.count(clientId)).toBe(sandbox.log.count({ shop }))
    expect(sent.busiest(1000, clientId)).toBeLessThanOrEqual(50)
  }
  // The sandbox refuses by arrival times, which on a busy computer do not show who sent too much.
  const struck = (shop: 'demo' | 'second') =>
    sandbox.log.find({ shop }).filter(({ fault }) => fault === '429')
  expect(struck('demo')).toHaveLength(8)
  expect(struck('second')).toEqual([])
})
