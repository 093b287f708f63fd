import { Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Pool } from 'undici'
import { KindError } from '#contract/errors.ts'
import { isLoopback } from '#contract/host.ts'
import type { Timeouts } from './api.ts'
import { type Body, received } from './body.ts'
import type { Request } from './source.ts'

/** An answer as it came, unpacked. Header names are lower case. */
export interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
  /** When the answer began, ms of `performance.now()`. */
  readonly began: number
}

/** One host: a pool of connections that never asks any other, since it follows no redirect. */
export interface Wire {
  /** Throws whatever the socket threw; `signal` ends it at any point. */
  send(request: Request, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Raw>
  close(): Promise<void>
}

const UNPACK: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The address of a host, its own or one on this computer in place of it. Throws `bad_input` on an override that leads elsewhere. */
export function addressOf(name: string, own: string | undefined, override: string | undefined): URL {
  const url = URL.parse(override ?? own ?? '')
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new KindError('bad_input', `${name}: not an address`)
  if (override !== undefined && !isLoopback(url))
    throw new KindError('bad_input', `${name}: only loopback addresses are allowed`)
  return url
}

/** Opens the pool of a host; connections are made when they are needed. Long answers lie in `folder`. */
export function wire(address: URL, timeouts: Timeouts, folder?: string): Wire {
  const pool = new Pool(address.origin, {
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  })
  const prefix = address.pathname.replace(/\/+$/, '')
  return {
    async send(request, headers, signal) {
      const post = request.method === 'POST'
      const answer = await pool.request({
        path: `${prefix}${request.path}${queryOf(request)}`,
        method: request.method,
        headers: {
          'user-agent': 'Prilavok',
          accept: 'application/json, */*;q=0.8',
          'accept-encoding': 'gzip, br',
          // A method without parameters still needs an object (ozon.md 1).
          ...(post ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        body: post ? JSON.stringify(request.body ?? {}) : null,
        signal,
      })
      const began = performance.now()
      const told = plain(answer.headers)
      const body = await unpacked(await received(answer.body, folder), told, folder)
      return { status: answer.statusCode, headers: told, body, began }
    },
    close: () => pool.destroy(),
  }
}

async function unpacked(packed: Body, headers: Raw['headers'], folder?: string): Promise<Body> {
  const codings = (headers['content-encoding'] ?? '').toLowerCase().split(',')
  let body = packed
  for (const coding of codings.map(name => name.trim()).reverse()) {
    const unpack = UNPACK[coding]
    if (unpack && body.length > 0) body = await received(Readable.from([body.all()]).pipe(unpack()), folder)
  }
  return body
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Raw['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))

/** A list is a parameter that comes again for each member. */
function queryOf({ query = {} }: Request): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
