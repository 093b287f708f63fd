import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { json, openings } from '../../../tests/support/answers.ts'
import { ozon } from '../../ozon/api.ts'
import { httpClient } from './client.ts'

const { opened, serve } = openings()
const Any = z.looseObject({})
const keys = {
  marketplace: 'ozon',
  clientId: '1',
  apiKey: 'key',
  performance: { clientId: '2', clientSecret: 'secret' },
} as const

/** Two hosts; the second counts as the marketplace's own. */
async function session(pace: number) {
  const standIn = await serve(response => json(response, 200, { access_token: 'token' }))
  const own = await serve((response, { url }) =>
    json(response, 200, url === '/api/client/token' ? { access_token: 'token' } : {}),
  )
  const api = { ...ozon, hosts: { ...ozon.hosts, 'ozon-performance': own.url } }
  const one = httpClient({ api, hosts: { 'ozon-seller': standIn.url }, pace })
  opened(one)
  return { standIn, own, of: one.session({ keys, signal: new AbortController().signal }) }
}

describe('a pace beside hosts of the marketplace itself', () => {
  test('speeds up those that others stand in for, and no other', async () => {
    const { standIn, own, of } = await session(100)
    const list = { host: 'ozon-seller', method: 'POST', path: '/v3/product/info/list' } as const
    for (let n = 0; n < 4; n += 1) await of.json(list, Any)
    // One request in 125 ms, sped up.
    expect(Math.min(...standIn.gaps())).toBeLessThan(120)
    const campaigns = { host: 'ozon-performance', method: 'GET', path: '/api/client/campaign' } as const
    for (let n = 0; n < 2; n += 1) await of.json(campaigns, Any)
    // One request in 1.5 s; the travel time of the first may shorten it.
    expect(own.gaps().at(-1)).toBeGreaterThanOrEqual(1_000)
  })

  test('shortens no wait of a loader, which may be for any of them', async () => {
    const { of } = await session(100)
    const from = performance.now()
    await of.wait(300)
    expect(performance.now() - from).toBeGreaterThanOrEqual(295)
  })
})
