import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, Pool } from 'undici'
import { KindError } from '#contract/errors.ts'
import { isLoopback } from '#contract/host.ts'
import type { Request } from '../declare/source.ts'
import { MAX_BYTES, MIN_PACE, TooLarge } from '../response-limits.ts'
import type { Timeouts } from './marketplace-api.ts'
import { inMemory, type ResponseBody, readBody } from './response-body.ts'

/** An answer as it came, unpacked. Header names are lower case. */
export interface RawResponse {
  readonly status: number
  /** Whether the status is one of success, 200 to 299. */
  readonly good: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body: ResponseBody
  /** When the answer began, ms of `performance.now()`. */
  readonly began: number
}

/** One host: a pool of connections that never asks any other, since it follows no redirect. */
export interface Transport {
  /**
   * A good answer has `most` bytes at most, packed and unpacked; of any other the beginning comes. Throws whatever the socket threw, DiskError, and Boundless;
   * `signal` ends it at any point.
   */
  send(
    request: Request,
    headers: Readonly<Record<string, string>>,
    most: number,
    signal: AbortSignal,
  ): Promise<RawResponse>
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
export function openTransport(address: URL, timeouts: Timeouts, folder?: string): Transport {
  const pool = new Pool(address.origin, {
    // Said here, no variable of the environment can let a self-made certificate have the keys.
    connect: { timeout: timeouts.connect, rejectUnauthorized: true },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  })
  const prefix = address.pathname.replace(/\/+$/, '')
  return {
    async send(request, headers, most, signal) {
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
      const good = answer.statusCode >= 200 && answer.statusCode < 300
      const terms = { folder, most: good ? most : MAX_BYTES.refusal, cut: !good }
      const body = await unpacked(answer.body, told, terms, timeouts.body)
      return { status: answer.statusCode, good, headers: told, body, began }
    },
    close: () => pool.destroy(),
  }
}

/** Takes an answer in while it comes, unpacked. `patience` is the time (ms) in which something of it has to come. */
async function unpacked(
  body: Dispatcher.ResponseData['body'],
  headers: RawResponse['headers'],
  terms: Parameters<typeof readBody>[1],
  patience: number,
): Promise<ResponseBody> {
  const came = { bytes: 0 }
  let before = 0
  let times = 0
  const timer = setInterval(() => {
    times += 1
    if (came.bytes - before < MIN_PACE.bytes) body.destroy(new Error('hardly anything of it comes'))
    else if (times === MIN_PACE.times) body.destroy(new Error('it takes too long'))
    before = came.bytes
  }, patience)
  const codings = (headers['content-encoding'] ?? '').toLowerCase().split(',')
  let stream: AsyncIterable<Buffer> = counted(body, came, terms)
  for (const coding of codings.map(name => name.trim()).reverse()) {
    const unpack = UNPACK[coding]
    // The reader of the last hears what befalls any of them.
    if (unpack) stream = pipeline(Readable.from(stream), unpack(), () => {})
  }
  try {
    return await readBody(stream, terms)
  } catch (error) {
    // Nothing, packed, is nothing.
    if (came.bytes === 0 && (error as { code?: unknown }).code === 'Z_BUF_ERROR')
      return inMemory(Buffer.alloc(0))
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** The same bytes, counted: what is packed may go on for ever without a byte in it. */
async function* counted(
  body: AsyncIterable<Buffer>,
  came: { bytes: number },
  { most, cut }: Parameters<typeof readBody>[1],
): AsyncIterable<Buffer> {
  for await (const chunk of body) {
    came.bytes += chunk.length
    if (came.bytes > most && !cut) throw new TooLarge(most)
    yield chunk
  }
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): RawResponse['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))

/** A list is a parameter that comes again for each member. */
function queryOf({ query = {} }: Request): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
