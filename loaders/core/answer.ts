import type { ZodType } from 'zod'
import { byStatus, type MarketplaceApi, type Verdict } from './api.ts'
import { type Body, inMemory } from './body.ts'
import { type Evidence, LoadError, MOST_BELIEVED } from './errors.ts'
import { parseJson } from './json.ts'
import type { Bucket } from './limits.ts'
import { cut, type Misread } from './pieces.ts'
import type { Request } from './source.ts'
import type { Raw } from './wire.ts'

/**
 * What one sending came to. Times in ms: `retryAfter` is what the server asks for, `fullIn` when it lets a whole burst go again,
 * `wait` what the marketplace's table advises.
 */
export type Outcome<T> =
  | { readonly value: T }
  | {
      readonly error: LoadError
      readonly status?: number
      readonly retryAfter?: number | null
      readonly fullIn?: number | null
      readonly wait?: number | readonly number[]
      readonly everywhere?: boolean
    }

/** 64 KiB are kept (mask.ts), and the longest secret that could begin just before. */
const KEPT_BYTES = 65_536 + 4_096

interface Bytes {
  readonly contentType: string
  readonly body: Uint8Array
}

/** The body of a good answer: parsed by `shape`, or as it is where that is null. Throws `server` on what is no JSON, `shape` on JSON that does not fit. */
export function read(api: MarketplaceApi, request: Request, raw: Raw, shape: null): Bytes
export function read<P>(api: MarketplaceApi, request: Request, raw: Raw, shape: ZodType<P>): P
export function read<P>(
  api: MarketplaceApi,
  request: Request,
  raw: Raw,
  shape: ZodType<P> | null,
): P | Bytes {
  const contentType = raw.headers['content-type'] ?? ''
  const name = `${request.method} ${request.path}`
  const fail = (kind: 'server' | 'shape', text: string) =>
    new LoadError(kind, `${name}: ${text}`, { evidence: evidenceOf(request, raw) })
  // A gateway's page with a good status is still no answer (ozon.md 1.1).
  if (contentType.includes('text/html')) throw fail('server', 'a page in place of an answer')
  if (shape === null) return { contentType, body: raw.body.all() }
  const nothing = raw.body.length === 0 && api.emptyIsNull === true
  const misread: Misread = (kind, text, piece) =>
    new LoadError(kind, `${name}: ${text}`, {
      evidence: evidenceOf(request, { ...raw, body: inMemory(piece) }),
    })
  const json = nothing ? null : (cut(shape, raw.body, misread) ?? parse(raw.body))
  if (json === undefined) throw fail('server', 'not JSON, or cut off')
  if (api.faulty?.(json)) throw fail('server', 'an error in place of data')
  const result = shape.safeParse(json)
  if (result.success) return result.data
  // Where the loader knows of no "no data", an empty body is an answer that was lost.
  if (nothing) throw fail('server', 'an empty body')
  const issues = result.error.issues.slice(0, 3)
  throw fail('shape', issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** An answer that refuses: its cause by the marketplace's table, else by its status. */
export function refusal(api: MarketplaceApi, bucket: Bucket, request: Request, raw: Raw): Outcome<never> {
  const { host, method, path } = request
  const evidence = evidenceOf(request, raw)
  const json = parse(raw.body) ?? null
  const answer = { host, method, path, status: raw.status, json, text: evidence.answer, at: Date.now() }
  const verdict: Verdict = api.classify(answer, bucket) ?? { kind: byStatus(raw.status) }
  const error = new LoadError(verdict.kind, `${method} ${path}: ${raw.status} ${evidence.answer}`, {
    evidence,
    ...(verdict.until === undefined ? {} : { until: verdict.until }),
  })
  return {
    error,
    status: raw.status,
    retryAfter: retryAfter(raw.headers),
    fullIn: seconds(raw.headers['x-ratelimit-reset']),
    ...(verdict.wait === undefined ? {} : { wait: verdict.wait }),
    ...(verdict.everywhere ? { everywhere: true } : {}),
  }
}

/** A connection that broke, timed out or never came about. */
export function lost({ host, method, path, query, body }: Request, error: unknown): LoadError {
  const code = error instanceof Error && 'code' in error ? `${String(error.code)}: ` : ''
  const text = error instanceof Error ? error.message : String(error)
  return new LoadError('network', `${method} ${path}: ${code}${text}`, {
    evidence: { host, method, path, query: query ?? null, body: body ?? null, status: null, answer: '' },
  })
}

/**
 * How long to be silent after "too many": what the server asks for at first, and never less than the growing back-off when it asks again.
 * `real` is waited; `counted` is what it would be without `pace`, for the patience.
 */
export function pauseOf(
  { retryAfter = null, wait }: Extract<Outcome<never>, { error: LoadError }>,
  backoff: number,
  times: number,
  pace: number,
  random: () => number,
): { readonly real: number; readonly counted: number } {
  const own = ownPause(wait, backoff, times, random)
  if (retryAfter === null) return { real: own / pace, counted: own }
  const real = times === 1 ? retryAfter : Math.max(retryAfter, own / pace)
  return { real, counted: Math.max(real, times === 1 ? 0 : own) }
}

function ownPause(
  wait: number | readonly number[] | undefined,
  backoff: number,
  times: number,
  random: () => number,
): number {
  if (wait === undefined) return backoff
  // Up to three times the least: a queue of 10 to 30 s has no header (ozon.md 6.2).
  if (typeof wait === 'number') return wait * (1 + 2 * random())
  return (wait[Math.min(times, wait.length) - 1] ?? backoff) * (1 + random() / 10)
}

/** Ms to wait by `Retry-After` (seconds or a date), `Item-Retry-After` or `X-Ratelimit-Retry`, a day at most; null when absent, past or unreadable. */
export function retryAfter(headers: Raw['headers']): number | null {
  const text = (
    headers['retry-after'] ??
    headers['item-retry-after'] ??
    headers['x-ratelimit-retry'] ??
    ''
  ).trim()
  if (/^\d+(\.\d+)?$/.test(text)) return seconds(text)
  const at = /\d{4}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) return null
  // By the server's own clock where it tells it: this computer's may be wrong.
  const sent = Date.parse(headers.date ?? '')
  const left = at - (Number.isNaN(sent) ? Date.now() : sent)
  return left > 0 ? Math.min(left, MOST_BELIEVED) : null
}

/** Requests that may go at once by `X-Ratelimit-Remaining`; null when it is not told. */
export function remaining(headers: Raw['headers']): number | null {
  const text = headers['x-ratelimit-remaining'] ?? ''
  return /^\d+$/.test(text) ? Number(text) : null
}

/** Ms of a header in seconds, a day at most; null when absent, unreadable or nothing. */
function seconds(text: string | undefined): number | null {
  const ms = Number(text) * 1000
  return ms > 0 ? Math.min(ms, MOST_BELIEVED) : null
}

function parse(body: Body): unknown {
  try {
    return parseJson(body.all())
  } catch {
    return undefined
  }
}

/** The request and what came back; headers, which hold keys, are no part of it. */
const evidenceOf = ({ host, method, path, query, body }: Request, raw: Raw): Evidence => ({
  host,
  method,
  path,
  query: query ?? null,
  body: body ?? null,
  status: raw.status,
  answer: raw.body.slice(0, KEPT_BYTES).toString('utf8'),
})
