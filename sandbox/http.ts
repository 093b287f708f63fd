import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'

/** A large body generated while it is sent: sending starts at once, and other requests are served in between. Can be read once. */
export class Parts {
  readonly parts: Iterable<Buffer>
  constructor(parts: Iterable<Buffer>) {
    this.parts = parts
  }
  whole(): Buffer {
    return Buffer.concat([...this.parts])
  }
}

/** An answer before it is sent: an object becomes JSON, a Buffer, a string or Parts go as they are. */
export type Reply = {
  readonly status: number
  readonly body: object | string | Buffer | Parts
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
export const ok = (body: object | Buffer | Parts): Reply => ({ status: 200, body })

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

/** A socket that drains at once would have all parts made in one turn of the event loop. */
async function* inTurns(parts: Iterable<Buffer>): AsyncIterable<Buffer> {
  for (const part of parts) {
    yield part
    await setImmediate()
  }
}

/** Sends an answer; does nothing when the client has gone. */
export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if (response.destroyed || response.headersSent) return
  const type = { 'content-type': reply.type ?? 'application/json' }
  if (reply.body instanceof Parts) {
    response.writeHead(reply.status, { ...type, ...reply.headers })
    response.flushHeaders()
    // A client that goes away in the middle wants no more of it.
    await pipeline(Readable.from(inTurns(reply.body.parts), { highWaterMark: 1 }), response).catch(() => {})
    return
  }
  const raw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body)
  const body = raw ? (reply.body as string | Buffer) : JSON.stringify(reply.body)
  response.writeHead(reply.status, { ...type, 'content-length': Buffer.byteLength(body), ...reply.headers })
  response.end(body)
}
