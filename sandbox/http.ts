import type { IncomingMessage, ServerResponse } from 'node:http'

/** An answer before it is sent: an object becomes JSON, a Buffer or string goes as it is. */
export type Reply = {
  readonly status: number
  readonly body: object | string | Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal thrown by a handler; each host writes it in its own error shape. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** A 200 with a JSON body (or an already serialised one). */
export const ok = (body: object | Buffer): Reply => ({ status: 200, body })

/** 400 InvalidArgument. */
export const badRequest = (message: string): Refusal => new Refusal(400, 3, message)

/** Reads a request body whole. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The JSON object in a body; an empty body counts as `{}`, anything else than an object is refused. */
export function parseObject(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest('proto: syntax error: invalid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('proto: syntax error: expected object')
  return value as Record<string, unknown>
}

/** Sends an answer; does nothing when the client has gone. */
export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return
  const raw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body)
  const body = raw ? (reply.body as string | Buffer) : JSON.stringify(reply.body)
  response.writeHead(reply.status, {
    'content-type': reply.type ?? 'application/json',
    'content-length': Buffer.byteLength(body),
    ...reply.headers,
  })
  response.end(body)
}
