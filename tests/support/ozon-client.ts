import type { DemoKey, Sandbox } from '../../sandbox/index.ts'
import { type Fetched, fetched, jsonOf } from './fetched.ts'

type Body = Record<string, unknown>

/** Plain requests to a sandbox with one of its keys, without retries and limits, for tests of the sandbox itself. */
export function ozonClient(sandbox: Sandbox, key: DemoKey) {
  const post = (path: string, body: Body = {}): Promise<Fetched> =>
    fetched(sandbox.hosts['ozon-seller'] + path, {
      method: 'POST',
      headers: { 'Client-Id': key.clientId, 'Api-Key': key.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  const token = async (): Promise<string> => {
    const answer = await performance('POST', '/api/client/token', '', {
      client_id: key.perfClientId,
      client_secret: key.perfClientSecret,
      grant_type: 'client_credentials',
    })
    return (answer.json as { access_token: string }).access_token
  }
  const performance = (method: 'GET' | 'POST', path: string, bearer: string, body?: Body): Promise<Fetched> =>
    fetched(sandbox.hosts['ozon-performance'] + path, {
      method,
      headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  return {
    post,
    /** A GET of the Seller API. */
    read: (path: string): Promise<Fetched> =>
      fetched(sandbox.hosts['ozon-seller'] + path, {
        headers: { 'Client-Id': key.clientId, 'Api-Key': key.apiKey },
      }),
    token,
    performance,
    /** The JSON of a 200 response; anything else fails the test. */
    get: async <T>(path: string, body: Body = {}): Promise<T> => jsonOf<T>(path, await post(path, body)),
    /** Orders a report, waits for it and downloads it. */
    report: async (bearer: string, path: string, body: Body): Promise<Fetched> => {
      const { UUID } = jsonOf<{ UUID: string }>(path, await performance('POST', path, bearer, body))
      for (;;) {
        const state = (await performance('GET', `/api/client/statistics/${UUID}`, bearer)).json as {
          state: string
        }
        if (state.state === 'OK') break
        await new Promise(resolve => setTimeout(resolve, 2))
      }
      return performance('GET', `/api/client/statistics/report?UUID=${UUID}`, bearer)
    },
  }
}

/** Integer kopecks from any format of the APIs. */
export const kopecks = (value: unknown): number => {
  const text =
    typeof value === 'object' && value !== null ? (value as { amount: string }).amount : String(value)
  return Math.round(Number(text.replace(/[\s\u00a0]/g, '').replace(',', '.')) * 100)
}
