import type { ZodType } from 'zod'
import { byStatus, type MarketplaceApi } from './api.ts'
import { type Evidence, LoadError } from './errors.ts'
import type { Request } from './source.ts'
import type { Raw } from './wire.ts'

/** What one sending came to. Times in ms: `retryAfter` is what the server asks for, `wait` what the marketplace's table advises. */
export type Outcome<T> =
  | { readonly value: T }
  | {
      readonly error: LoadError
      readonly status?: number
      readonly retryAfter?: number | null
      readonly wait?: number
    }

/** 64 KiB are kept (mask.ts), and the longest secret that could begin just before. */
const KEPT_BYTES = 65_536 + 4_096

interface Bytes {
  readonly contentType: string
  readonly body: Uint8Array
}

/** The body of a good answer: parsed by `shape`, or as it is where that is null. Throws `server` on what is no JSON, `shape` on JSON that does not fit. */
export function read(request: Request, raw: Raw, shape: null): Bytes
export function read<P>(request: Request, raw: Raw, shape: ZodType<P>): P
export function read<P>(request: Request, raw: Raw, shape: ZodType<P> | null): P | Bytes {
  const contentType = raw.headers['content-type'] ?? ''
  const name = `${request.method} ${request.path}`
  const fail = (kind: 'server' | 'shape', text: string) =>
    new LoadError(kind, `${name}: ${text}`, { evidence: evidenceOf(request, raw) })
  // A gateway's page with a good status is still no answer (ozon.md 1.1).
  if (contentType.includes('text/html')) throw fail('server', 'a page in place of an answer')
  if (shape === null) return { contentType, body: raw.body }
  const json = parse(raw.body)
  if (json === undefined) throw fail('server', 'not JSON, or cut off')
  const result = shape.safeParse(json)
  if (result.success) return result.data
  const issues = result.error.issues.slice(0, 3)
  throw fail('shape', issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** An answer that refuses: its cause by the marketplace's table, else by its status. */
export function refusal(api: MarketplaceApi, request: Request, raw: Raw): Outcome<never> {
  const { host, method, path } = request
  const evidence = evidenceOf(request, raw)
  const json = parse(raw.body) ?? null
  const answer = { host, method, path, status: raw.status, json, text: evidence.answer, at: Date.now() }
  const verdict = api.classify(answer) ?? { kind: byStatus(raw.status) }
  const error = new LoadError(verdict.kind, `${method} ${path}: ${raw.status} ${evidence.answer}`, {
    evidence,
    ...(verdict.until === undefined ? {} : { until: verdict.until }),
  })
  const wait = verdict.wait === undefined ? {} : { wait: verdict.wait }
  return { error, status: raw.status, retryAfter: retryAfter(raw.headers), ...wait }
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
  // Up to three times the least: a queue of 10 to 30 s has no header (ozon.md 6.2).
  const own = wait === undefined ? backoff : wait * (1 + 2 * random())
  if (retryAfter === null) return { real: own / pace, counted: own }
  const real = times === 1 ? retryAfter : Math.max(retryAfter, own / pace)
  return { real, counted: Math.max(real, times === 1 ? 0 : own) }
}

/** Ms to wait by `Retry-After` (seconds or a date) or `Item-Retry-After`; null when absent, past or unreadable. */
export function retryAfter(headers: Raw['headers']): number | null {
  const text = (headers['retry-after'] ?? headers['item-retry-after'] ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) > 0 ? Number(text) * 1000 : null
  const at = /\d{4}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) return null
  // By the server's own clock where it tells it: this computer's may be wrong.
  const sent = Date.parse(headers.date ?? '')
  const left = at - (Number.isNaN(sent) ? Date.now() : sent)
  return left > 0 ? left : null
}

function parse(body: Buffer): unknown {
  try {
    const text = body.toString('utf8')
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
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
  answer: raw.body.subarray(0, KEPT_BYTES).toString('utf8'),
})
