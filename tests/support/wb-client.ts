import type { Sandbox } from '../../sandbox/index.ts'
import { type Fetched, fetched, jsonOf } from './fetched.ts'

export type WbHost = Extract<keyof Sandbox['hosts'], `wb-${string}`>
/** Calls the WB hosts of a sandbox with one token; `get` parses the JSON of a 200. */
export function wbClient(sandbox: Sandbox, token: string) {
  const ask = (host: WbHost, method: string, path: string, body?: unknown): Promise<Fetched> =>
    fetched(`${sandbox.hosts[host]}${path}`, {
      method,
      headers: { Authorization: token },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    })
  return {
    ask,
    async get<T>(host: WbHost, method: string, path: string, body?: unknown): Promise<T> {
      return jsonOf<T>(`${method} ${path}`, await ask(host, method, path, body))
    },
  }
}
