import { type Fault, retryOf } from '../faults.ts'
import type { Reply } from '../http.ts'
import { analyticsRefusal, badRequest, pathNotFound, problem } from './errors.ts'
import type { WbHost } from './hosts.ts'

/** When to come back, in this API's own header; there is no Retry-After (wildberries.md 1.6). */
function retry(fault: Fault, seconds: number, now: number): Record<string, string> {
  const value = retryOf(fault, seconds, now)
  if (value === null) return {}
  return { 'X-Ratelimit-Remaining': '0', 'X-Ratelimit-Retry': value, 'X-Ratelimit-Reset': value }
}

const EXCEEDED = 'rate limit exceeded, retry after the period specified in the X-RateLimit-Retry header'

/** The response of a fault that replaces the real one on these hosts; null for a fault that alters it. */
export function substituteWb(fault: Fault, host: WbHost, now: number): Reply | null {
  const gateway = 's2s-api-auth-catalog'
  switch (fault.kind) {
    case '429':
      return problem(429, EXCEEDED, `ag-${host.slice(3)}`, { headers: retry(fault, fault.seconds ?? 1, now) })
        .reply
    case 'later':
      return problem(429, EXCEEDED, `ag-${host.slice(3)}`, {
        headers: retry(fault, fault.seconds ?? 18_236, now),
      }).reply
    case '500':
      return problem(500, 'internal error', 's2s-api').reply
    case 'token_expired':
      return problem(401, 'token problem; token is expired', gateway).reply
    case 'key_refused':
      return problem(401, 'token problem; token is malformed', gateway).reply
    case 'missing_role':
      return problem(401, 'token scope not allowed', `s2s-${host.slice(3)}`).reply
    case 'plan_refused':
      // Other paid methods are refused when the balance is used up (wildberries.md 1.5).
      return host === 'wb-analytics'
        ? analyticsRefusal(403, 'Authorization error', 'Jam subscription is required').reply
        : problem(402, 'wb solution for business has insufficient funds', gateway).reply
    case 'obsolete':
      return pathNotFound().reply
    case 'bad_request':
      return badRequest(host, 'Invalid request parameters').reply
    case 'circuit_open':
      return problem(
        429,
        'Limited by global limiter, per seller; See https://dev.wildberries.ru/openapi/api-information',
        's2s-api',
      ).reply
    default:
      return null
  }
}

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A body that asks for the first page whatever page was meant. */
export function toFirstWbPage(body: unknown): unknown {
  if (!isTree(body)) return body
  const first: Tree = { ...body }
  for (const field of ['offset', 'rrdId']) if (typeof first[field] === 'number') first[field] = 0
  if (isTree(first.pagination)) first.pagination = { ...first.pagination, offset: 0 }
  if (isTree(first.settings) && isTree(first.settings.cursor))
    first.settings = { ...first.settings, cursor: { limit: first.settings.cursor.limit } }
  return first
}

/** A query that asks for the first page: the oldest orders, the first goods. */
export function toFirstWbQuery(query: URLSearchParams): URLSearchParams {
  const first = new URLSearchParams(query)
  if (first.has('offset')) first.set('offset', '0')
  // Where `dateFrom` is a cursor there is a flag beside it.
  if (first.has('dateFrom') && first.has('flag') && first.get('flag') !== '1')
    first.set('dateFrom', '2019-06-20')
  return first
}
