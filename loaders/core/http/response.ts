import type { ZodType } from 'zod'
import type { Request } from '../declare/source.ts'
import { type CapturedResponse, LoadError, MAX_WAIT_MS } from '../errors.ts'
import { chunked, isChunked, type Misread } from '../parse/json-chunks.ts'
import { parseJson, TooDeep } from '../parse/json-lossless.ts'
import { MAX_BYTES, TooLarge } from '../response-limits.ts'
import { byStatus, type MarketplaceApi, type Verdict } from './marketplace-api.ts'
import type { Bucket } from './rate-limiter.ts'
import { DiskError, inMemory, type ResponseBody } from './response-body.ts'
import type { RawResponse } from './transport.ts'

/**
 * Result of one request. Times in ms: `retryAfter` is what the server asks for, `fullIn` when a whole burst is allowed again, `wait` the pause of the
 * marketplace's error table.
 */
export type Outcome<T> =
  | { readonly value: T }
  | {
      readonly error: LoadError
      readonly status?: number
      readonly retryAfter?: number | null
      readonly fullIn?: number | null
      readonly wait?: number | readonly number[] | undefined
      readonly everywhere?: boolean | undefined
    }

/** 64 KiB are captured (redact.ts), plus the longest secret that could begin just before the cut. */
const KEPT_BYTES = 65_536 + 4_096

type Answered = Pick<RawResponse, 'status' | 'body'>

interface Bytes {
  readonly contentType: string
  readonly body: Uint8Array
}

/** Size limit, bytes, of a successful response that is parsed by `shape`, or returned as bytes if it is null. */
export const sizeLimitOf = (shape: ZodType | null): number =>
  shape === null ? MAX_BYTES.file : isChunked(shape) ? MAX_BYTES.chunked : MAX_BYTES.whole

/**
 * The body of a successful response: parsed by `shape`, or raw if it is null. Throws `server` if it is not JSON, `shape` if it does not fit the schema or a
 * size limit. The body is closed, unless its list is still unparsed: reading the list closes it.
 */
export function readResponse(api: MarketplaceApi, request: Request, raw: RawResponse, shape: null): Bytes
export function readResponse<P>(api: MarketplaceApi, request: Request, raw: RawResponse, shape: ZodType<P>): P
export function readResponse<P>(
  api: MarketplaceApi,
  request: Request,
  raw: RawResponse,
  shape: ZodType<P> | null,
): P | Bytes {
  let unread = false
  try {
    const contentType = raw.headers['content-type'] ?? ''
    // An HTML page of a gateway with a 2xx status is not a response (ozon.md 1.1).
    if (contentType.includes('text/html'))
      throw shapeErrorOf(request, raw)('server', 'a page in place of an answer')
    if (shape === null) return { contentType, body: raw.body.all() }
    const page = parsed(api, request, raw, shape)
    unread = page.unread
    return page.value
  } finally {
    if (!unread) raw.body.close()
  }
}

function parsed<P>(api: MarketplaceApi, request: Request, raw: RawResponse, shape: ZodType<P>) {
  const fail = shapeErrorOf(request, raw)
  const nothing = raw.body.length === 0 && api.emptyIsNull === true
  const list = chunked(shape, raw.body, fail)
  const json = nothing ? null : (list ?? whole(raw.body, fail))
  if (api.isErrorBody?.(json)) throw fail('server', 'an error in place of data')
  const result = shape.safeParse(json)
  if (result.success) return { value: result.data, unread: list !== undefined }
  // Unless an empty body means "no data", it is a lost response.
  if (nothing) throw fail('server', 'an empty body')
  const issues = result.error.issues.slice(0, 3)
  throw fail('shape', issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** Makes the error for a response, or for the chunk of it that is at fault. */
const shapeErrorOf =
  (request: Request, raw: Answered): Misread =>
  (kind, text, piece) => {
    const body = piece ? inMemory(piece) : raw.body
    return new LoadError(kind, `${nameOf(request)}: ${text}`, {
      captured: capture(request, { status: raw.status, body }),
    })
  }
const nameOf = ({ method, path }: Request): string => `${method} ${path}`

function whole(body: ResponseBody, fail: Misread): unknown {
  // The limit for documents parsed whole applies to lists that cannot be chunked.
  if (body.length > MAX_BYTES.whole) throw fail('shape', new TooLarge(MAX_BYTES.whole).message)
  try {
    return parseJson(body.all())
  } catch (error) {
    if (error instanceof DiskError) throw error
    if (error instanceof TooDeep) throw fail('shape', error.message)
    throw fail('server', 'not JSON, or cut off')
  }
}

/** A `wrong_clock` error if the `Date` of a successful response contradicts the computer's clock, as `onDate` decides; else null. */
export function clockError(
  { headers, body }: RawResponse,
  onDate: ((date: string | undefined) => LoadError | null) | undefined,
): { readonly error: LoadError } | null {
  if (headers['content-type']?.includes('text/html')) return null
  const error = onDate?.(headers.date) ?? null
  if (error) body.close()
  return error && { error }
}

/** An error response: its cause from the marketplace's error table, else from the status. */
export function refusalOf(
  api: MarketplaceApi,
  bucket: Bucket,
  request: Request,
  raw: RawResponse,
): Outcome<never> {
  const { host, method, path } = request
  const captured = capture(request, raw)
  const json = parse(raw.body)
  raw.body.close()
  const answer = { host, method, path, status: raw.status, json, text: captured.answer, at: Date.now() }
  const verdict: Verdict = api.classify(answer, bucket) ?? { kind: byStatus(raw.status) }
  const error = new LoadError(verdict.kind, `${method} ${path}: ${raw.status} ${captured.answer}`, {
    captured,
    until: verdict.until,
  })
  return {
    error,
    status: raw.status,
    retryAfter: retryAfter(raw.headers),
    fullIn: seconds(raw.headers['x-ratelimit-reset']),
    wait: verdict.wait,
    everywhere: verdict.everywhere,
  }
}

/** Error codes of OpenSSL and Node for an invalid certificate. */
const CERTIFICATE = /CERT|UNABLE_TO_VERIFY/

/** The error for a connection that failed, timed out, reached the wrong host, or a response beyond its size limit. */
export function connectionError(request: Request, error: unknown): LoadError {
  const { host, method, path, query, body } = request
  if (error instanceof TooLarge)
    return shapeErrorOf(request, { status: 200, body: inMemory(error.head) })('shape', error.message)
  const code = error instanceof Error && 'code' in error ? `${error.code}: ` : ''
  const text = error instanceof Error ? error.message : String(error)
  const kind = CERTIFICATE.test(code) ? 'certificate' : 'network'
  return new LoadError(kind, `${nameOf(request)}: ${code}${text}`, {
    captured: { host, method, path, query: query ?? null, body: body ?? null, status: null, answer: '' },
  })
}

/** Ms to wait by `Retry-After` (seconds or a date), `Item-Retry-After` or `X-Ratelimit-Retry`, a day at most; null when absent, past or unreadable. */
export function retryAfter(headers: RawResponse['headers']): number | null {
  const text = headers['retry-after'] ?? headers['item-retry-after'] ?? headers['x-ratelimit-retry'] ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return seconds(text)
  // Date.parse would accept arbitrary words with a number.
  if (!/\d{4}/.test(text)) return null
  // Relative to the server's own clock if sent: this computer's may be wrong.
  const sent = Date.parse(headers.date ?? '') || Date.now()
  return capped(Date.parse(text) - sent)
}

/** Requests that may go at once by `X-Ratelimit-Remaining`; null when it is not told. */
export function remaining(headers: RawResponse['headers']): number | null {
  const text = headers['x-ratelimit-remaining'] ?? ''
  return /^\d+$/.test(text) ? Number(text) : null
}

/** Ms of a header in seconds. */
const seconds = (text: string | undefined) => capped(Number(text) * 1000)
/** Caps a wait, ms, at a day; null if it is not positive or not a number. */
const capped = (ms: number): number | null => (ms > 0 ? Math.min(ms, MAX_WAIT_MS) : null)

function parse(body: ResponseBody): unknown {
  try {
    return parseJson(body.all())
  } catch {
    return null
  }
}

/** Captures request and response; headers are left out because they hold keys. */
const capture = ({ host, method, path, query, body }: Request, raw: Answered): CapturedResponse => ({
  host,
  method,
  path,
  query: query ?? null,
  body: body ?? null,
  status: raw.status,
  answer: raw.body.slice(0, KEPT_BYTES).toString('utf8'),
})
