import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sandbox } from '../../sandbox/index.ts'

/** A gateway in front of the sandbox that echoes requests: in refusals, in error pages, and in 2xx responses. */
export interface Gateway {
  readonly hosts: Sandbox['hosts']
  /** Access tokens that passed through it. */
  readonly tokens: ReadonlySet<string>
  /** Responses that contained a key. */
  readonly echoed: number
  close(): Promise<void>
}

/** One request in `every` is answered by the gateway itself. */
export async function gateway(sandbox: Sandbox, every: number): Promise<Gateway> {
  const tokens = new Set<string>()
  let seen = 0
  // The gateway's clock is that of the marketplace behind it.
  let date = new Date().toUTCString()
  let echoed = 0
  const open = async (target: string) => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks)
      const { host, connection, 'content-length': length, ...headers } = request.headers
      seen += 1
      if (seen % every === 0) {
        echoed += 1
        const told = JSON.stringify({ headers: request.headers, body: body.toString() })
        const url = `https://gateway/?${new URLSearchParams({ key: String(headers['api-key'] ?? headers.authorization), body: body.toString() })}`
        const answers = [
          [500, 'application/json', JSON.stringify({ code: 13, message: `upstream refused ${told}` })],
          [502, 'text/html', `<html><body>${told} ${url}</body></html>`],
          [400, 'application/json', JSON.stringify({ code: 3, message: told, error: told })],
          // A 2xx status with an unknown shape.
          [
            200,
            'application/json',
            JSON.stringify({ result: told, returns: told, url, list: url, rows: told }),
          ],
        ] as const
        const [status, type, text] = answers[echoed % answers.length] ?? answers[0]
        response.writeHead(status, { 'content-type': type, date }).end(text)
        return
      }
      const answer = await fetch(target + request.url, {
        method: request.method ?? 'GET',
        headers: { ...(headers as Record<string, string>), 'accept-encoding': 'identity' },
        ...(body.length > 0 ? { body } : {}),
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      date = answer.headers.get('date') ?? date
      if (request.url?.endsWith('/token')) {
        const { access_token: token } = JSON.parse(bytes.toString()) as { access_token?: string }
        if (token) tokens.add(token)
      }
      const passed = ['content-type', 'retry-after', 'content-disposition', 'date'].flatMap(name => {
        const value = answer.headers.get(name)
        return value === null ? [] : [[name, value] as const]
      })
      response.writeHead(answer.status, Object.fromEntries(passed)).end(bytes)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const seller = await open(sandbox.hosts['ozon-seller'])
  const performance = await open(sandbox.hosts['ozon-performance'])
  return {
    hosts: { ...sandbox.hosts, 'ozon-seller': seller.url, 'ozon-performance': performance.url },
    tokens,
    get echoed() {
      return echoed
    },
    async close() {
      for (const { server } of [seller, performance]) {
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
      }
    },
  }
}
