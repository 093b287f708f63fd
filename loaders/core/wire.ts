import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Pool } from 'undici'
import { KindError } from '#contract/errors.ts'
import { isLoopback } from '#contract/host.ts'
import type { Timeouts } from './api.ts'
import type { Request } from './source.ts'

/** An answer as it came, unpacked. Header names are lower case. */
export interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** When the answer began, ms of `performance.now()`. */
  readonly began: number
}

/** One host: a pool of connections that never asks any other, since it follows no redirect. */
export interface Wire {
  /** Throws whatever the socket threw; `signal` ends it at any point. */
  send(request: Request, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Raw>
  close(): Promise<void>
}

const UNPACK: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
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

/** Opens the pool of a host; connections are made when they are needed. */
export function wire(address: URL, timeouts: Timeouts): Wire {
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
      const received = plain(answer.headers)
      const bytes = await answer.body.bytes()
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      return { status: answer.statusCode, headers: received, body: await unpack(body, received), began }
    },
    close: () => pool.destroy(),
  }
}

async function unpack(body: Buffer, headers: Raw['headers']): Promise<Buffer> {
  const codings = (headers['content-encoding'] ?? '').toLowerCase().split(',')
  let unpacked = body
  for (const coding of codings.map(name => name.trim()).reverse())
    if (unpacked.length > 0) unpacked = (await UNPACK[coding]?.(unpacked)) ?? unpacked
  return unpacked
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
