import { type Fault, retryOf } from '../faults.ts'
import { badRequest, Refusal } from '../http.ts'
import type { OzonHost } from './hosts.ts'

function retryAfter(fault: Fault, seconds: number, now: number): Record<string, string> {
  const value = retryOf(fault, seconds, now)
  return value === null ? {} : { 'Retry-After': value }
}

/** Throws the response of a fault that replaces the real one on these hosts, dated `now` (ms since epoch); does nothing for a fault that alters it. */
export function refuse(fault: Fault, host: OzonHost, now: number): void {
  const seller = host === 'ozon-seller'
  switch (fault.kind) {
    case '429':
      throw new Refusal(
        429,
        8,
        seller
          ? 'You have reached request rate limit per second'
          : 'Превышен лимит активных запросов (максимум 1)',
        retryAfter(fault, fault.seconds ?? 1, now),
      )
    case 'later':
      throw new Refusal(
        429,
        8,
        seller
          ? 'You have reached request rate limit per day'
          : 'Превышен дневной лимит запросов (максимум 2000)',
        retryAfter(fault, fault.seconds ?? 3 * 3600, now),
      )
    case '500':
      throw new Refusal(500, 13, 'Internal server error')
    case 'token_expired':
      throw seller
        ? new Refusal(403, 7, 'Api-key is deactivated, use another one or generate a new one')
        : new Refusal(401, 16, 'Запрос не аутентифицирован')
    case 'key_refused':
      throw new Refusal(401, 16, 'Запрос не аутентифицирован')
    case 'missing_role':
      throw new Refusal(403, 7, 'Api-Key is missing a required role for a method')
    case 'plan_refused':
      throw new Refusal(403, 7, 'The method is available only with Premium Plus or Premium Pro subscription')
    case 'obsolete':
      throw new Refusal(404, 5, 'obsolete method, use a newer version')
    case 'bad_request':
      throw badRequest('invalid request: field filter: invalid value')
    case 'circuit_open':
      throw new Refusal(429, 8, 'Circle is open')
    default:
      return
  }
}

/** Request fields that select the page: a stuck cursor always returns the first. */
export function toFirstPage(fault: Fault, body: Record<string, unknown>): Record<string, unknown> {
  if (fault.kind !== 'stuck_cursor' && fault.kind !== 'moving_cursor') return body
  const first: Record<string, unknown> = { ...body }
  for (const field of ['cursor', 'last_id']) if (typeof first[field] === 'string') first[field] = ''
  if (typeof first.last_id === 'number') first.last_id = 0
  if (typeof first.offset === 'number') first.offset = 0
  return first
}
