import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, Pool } from 'undici'
import { KindError } from '#contract/errors.ts'
import { isLoopback } from '#contract/host.ts'
import type { Request } from '../declare/source.ts'
import { MAX_BYTES, MIN_PACE, TooLarge } from '../response-limits.ts'
import type { Timeouts } from './marketplace-api.ts'
import { inMemory, type ResponseBody, readBody } from './response-body.ts'

/** A decompressed response. Header names are lower case. */
export interface RawResponse {
  readonly status: number
  /** Whether the status is one of success, 200 to 299. */
  readonly good: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body: ResponseBody
  /** When the response began, ms of `performance.now()`. */
  readonly began: number
}

/** Connection pool of one host; it follows no redirects, so it never contacts another. */
export interface Transport {
  /**
   * A successful response has at most `most` bytes, compressed and decompressed; an error response is truncated. Throws socket errors, DiskError, and TooLarge;
   * `signal` aborts it at any point.
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

/** The URL of a host or its loopback override. Throws `bad_input` on any other override. */
export function addressOf(name: string, own: string | undefined, override: string | undefined): URL {
  const url = URL.parse(override ?? own ?? '')
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new KindError('bad_input', `${name}: not an address`)
  if (override !== undefined && !isLoopback(url))
    throw new KindError('bad_input', `${name}: only loopback addresses are allowed`)
  return url
}

/** Opens the connection pool of a host. Long responses are stored in `folder`. */
export function openTransport(address: URL, timeouts: Timeouts, folder?: string): Transport {
  const pool = new Pool(address.origin, {
    // Set explicitly, so that no environment variable can disable certificate checks.
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

/** Reads and decompresses a body. `patience` is the time, ms, within which some of it must arrive. */
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
    // The consumer of the last stream gets the error of any stage.
    if (unpack) stream = pipeline(Readable.from(stream), unpack(), () => {})
  }
  try {
    return await readBody(stream, terms)
  } catch (error) {
    // An empty compressed body.
    if (came.bytes === 0 && (error as { code?: unknown }).code === 'Z_BUF_ERROR')
      return inMemory(Buffer.alloc(0))
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** Counts compressed bytes: a compressed stream may be endless and still decompress to nothing. */
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

/** A list is a repeated parameter. */
function queryOf({ query = {}, search: asItIs }: Request): string {
  if (asItIs !== undefined) return asItIs
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
