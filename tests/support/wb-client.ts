import type { Sandbox } from '../../sandbox/index.ts'

export type WbHost = Extract<keyof Sandbox['hosts'], `wb-${string}`>
export type WbAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
}

/** Calls the WB hosts of a sandbox with one token; `get` parses the JSON of a 200. */
export function wbClient(sandbox: Sandbox, token: string) {
  const ask = async (host: WbHost, method: string, path: string, body?: unknown): Promise<WbAnswer> => {
    const answer = await fetch(`${sandbox.hosts[host]}${path}`, {
      method,
      headers: { Authorization: token },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return { status: answer.status, headers: answer.headers, bytes, text: new TextDecoder().decode(bytes) }
  }
  return {
    ask,
    async get<T>(host: WbHost, method: string, path: string, body?: unknown): Promise<T> {
      const answer = await ask(host, method, path, body)
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return JSON.parse(answer.text) as T
    },
  }
}
