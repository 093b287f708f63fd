import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { selfMade } from '../../../tests/support/certificate.ts'
import { ozon } from '../../ozon/api.ts'
import { httpClient } from './client.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const close of opened.splice(0).reverse()) await close()
})

/** A host with a self-signed certificate, and the keys that it received. */
async function impostor() {
  const given: unknown[] = []
  const server = createServer(selfMade, (request, response) => {
    given.push(request.headers['api-key'])
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  opened.push(
    () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  return { given, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
function asking(url: string) {
  const one = httpClient({ api: ozon, hosts: { 'ozon-seller': url }, pace: 1000 })
  opened.push(() => one.close())
  const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'secret-key', performance: null } as const
  const session = one.session({ keys, signal: new AbortController().signal, attempts: 2 })
  return session.json({ host: 'ozon-seller', method: 'POST', path: '/v1/roles' }, z.object({}))
}

describe('a certificate that is not the marketplace’s', () => {
  test.each([undefined, '0'])(
    'gets no keys, and is told in its own word, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
    async value => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value)
      const { given, url } = await impostor()
      await expect(asking(url)).rejects.toMatchObject({
        kind: 'certificate',
        message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
        captured: { path: '/v1/roles' },
      })
      expect(given).toEqual([])
    },
  )
})
