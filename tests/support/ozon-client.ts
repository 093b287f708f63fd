import type { DemoKey, Sandbox } from '../../sandbox/index.ts'

/** A response of the sandbox, parsed if it is JSON. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Buffer
  readonly json: unknown
}

type Body = Record<string, unknown>

async function fetched(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  return { status: response.status, headers: response.headers, text, bytes, json }
}

/** Plain requests to a sandbox with one of its keys, without retries and limits, for tests of the sandbox itself. */
export function ozonClient(sandbox: Sandbox, key: DemoKey) {
  const post = (path: string, body: Body = {}): Promise<Answer> =>
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
  const performance = (method: 'GET' | 'POST', path: string, bearer: string, body?: Body): Promise<Answer> =>
    fetched(sandbox.hosts['ozon-performance'] + path, {
      method,
      headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  return {
    post,
    token,
    performance,
    /** The JSON of a 200 response; anything else fails the test. */
    get: async <T>(path: string, body: Body = {}): Promise<T> => {
      const answer = await post(path, body)
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
      return answer.json as T
    },
    /** Orders a report, waits for it and downloads it. */
    report: async (bearer: string, path: string, body: Body): Promise<Answer> => {
      const ordered = await performance('POST', path, bearer, body)
      if (ordered.status !== 200) throw new Error(`${path} answered ${ordered.status}: ${ordered.text}`)
      const { UUID } = ordered.json as { UUID: string }
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
