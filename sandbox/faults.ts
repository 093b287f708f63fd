import { exaggerated, isExaggeration, isWithoutEnd, withoutEnd } from './excess.ts'
import type { HostName } from './hosts.ts'
import { isWb } from './hosts.ts'
import type { Reply } from './http.ts'
import { badRequest, Parts, Refusal } from './http.ts'
import { fits } from './log.ts'
import { STUCK } from './ozon/paging.ts'
import { isBigNumber, parseLossless } from './wb/big.ts'
import { substituteWb } from './wb/faults.ts'

/** The disturbances by name: `not_here` is a page of whoever stands in between, `nothing` an older method that is kept for show. Those of the second group alter a real answer, the others take its place. */
export const FAULTS = [
  '429',
  'later',
  '500',
  '502',
  'hang',
  'reset',
  'html',
  'token_expired',
  'key_refused',
  'missing_role',
  'plan_refused',
  'obsolete',
  'not_here',
  'nothing',
  'bad_request',
  'circuit_open',
  'truncated',
  'wrong_types',
  'new_fields',
  'duplicate_page',
  'empty_page',
  'stuck_cursor',
  'moving_cursor',
  'endless',
  'bomb',
  'deep',
  'far_dates',
  'huge_ids',
] as const
export type FaultKind = (typeof FAULTS)[number]

/** One disturbance: where it strikes, after how many requests (`skip`), how often (`times`, else always) or how likely. */
export type Fault = {
  readonly kind: FaultKind
  /** A path in which `*` stands for anything; every path when absent. */
  readonly path?: string
  readonly shop?: string
  readonly host?: string
  readonly times?: number
  readonly skip?: number
  readonly probability?: number
  /** How a 429 says when to come back (default seconds; `later` uses it with hours); any other text is sent as it is. */
  readonly retryAfter?: 'seconds' | 'date' | 'garbage' | 'absent' | (string & {})
  /** Seconds of Retry-After: 1 for `429`, 3 hours for `later`. */
  readonly seconds?: number
}

/** Where a request goes. */
export type Target = {
  readonly host: HostName
  readonly path: string
  readonly shop: string | null
}

/** The switched-on disturbances. */
export type Faults = {
  /** Replaces all disturbances. */
  set(faults: readonly Fault[]): void
  add(...faults: readonly Fault[]): void
  clear(): void
  list(): readonly Fault[]
  /** The disturbance that strikes this request, which counts as struck. */
  strike(target: Target): Fault | null
}

/** No disturbances yet; `random` decides those with a probability. */
export function makeFaults(random: () => number): Faults {
  let active: { fault: Fault; seen: number; struck: number }[] = []
  const add = (faults: readonly Fault[]) => {
    active.push(...faults.map(fault => ({ fault, seen: 0, struck: 0 })))
  }
  return {
    set: faults => {
      active = []
      add(faults)
    },
    add: (...faults) => add(faults),
    clear: () => {
      active = []
    },
    list: () => active.map(a => a.fault),
    strike: target => {
      for (const entry of active) {
        const { fault } = entry
        if (fault.host !== undefined && fault.host !== target.host) continue
        if (fault.shop !== undefined && fault.shop !== target.shop) continue
        if (fault.path !== undefined && !fits(fault.path, target.path)) continue
        entry.seen += 1
        if (entry.seen <= (fault.skip ?? 0) || entry.struck >= (fault.times ?? Number.POSITIVE_INFINITY))
          continue
        if (fault.probability !== undefined && random() >= fault.probability) continue
        entry.struck += 1
        return fault
      }
      return null
    },
  }
}

function retryAfter(fault: Fault, seconds: number, now: number): Record<string, string> {
  const form = fault.retryAfter ?? 'seconds'
  if (form === 'absent') return {}
  if (form === 'garbage') return { 'Retry-After': 'soon, probably' }
  if (form !== 'seconds' && form !== 'date') return { 'Retry-After': form }
  return {
    'Retry-After': form === 'date' ? new Date(now + seconds * 1000).toUTCString() : String(seconds),
  }
}

const page = (status: number, title: string): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center><hr>nginx</body></html>`,
})

const pageOf = (kind: '502' | 'html'): Reply =>
  kind === '502' ? page(502, 'Bad Gateway') : page(200, 'Technical work')

/** The lists of the older methods of the Seller API, all empty: how a method answers that is kept for show. */
const NOTHING: Reply = {
  status: 200,
  body: { result: { operations: [], postings: [], rows: [], page_count: 0, row_count: 0, has_next: false } },
}

/** What stands in place of the answer, which is dated `now`, ms since epoch; null when the real handler is to run (or, for `hang` and `reset`, nobody answers). */
export function substitute(fault: Fault, host: Target['host'], now: number): Reply | null {
  if (isWithoutEnd(fault.kind)) return withoutEnd(fault.kind)
  // Not the marketplace answers then, but a proxy or the portal of a network.
  if (fault.kind === 'not_here') return page(404, 'Not Found')
  if (fault.kind === 'nothing') return NOTHING
  if (isWb(host))
    return fault.kind === '502' || fault.kind === 'html' ? pageOf(fault.kind) : substituteWb(fault, host, now)
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
    case '502':
    case 'html':
      return pageOf(fault.kind)
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
      return null
  }
}

/** Fields of a request that say which page is meant: a stuck cursor always shows the first. */
export function toFirstPage(fault: Fault, body: Record<string, unknown>): Record<string, unknown> {
  if (fault.kind !== 'stuck_cursor' && fault.kind !== 'moving_cursor') return body
  const first: Record<string, unknown> = { ...body }
  for (const field of ['cursor', 'last_id']) if (typeof first[field] === 'string') first[field] = ''
  if (typeof first.last_id === 'number') first.last_id = 0
  if (typeof first.offset === 'number') first.offset = 0
  return first
}

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isBigNumber(value)

// The list of rows of an answer: the longest array on its first two levels.
function rowsOf(body: Tree): { holder: Tree; field: string } | null {
  let best: { holder: Tree; field: string; length: number } | null = null
  for (const holder of [body, ...Object.values(body).filter(isTree)])
    for (const [field, value] of Object.entries(holder))
      if (
        Array.isArray(value) &&
        value.length > 0 &&
        field !== 'totals' &&
        value.length > (best?.length ?? 0)
      )
        best = { holder, field, length: value.length }
  return best
}

function spoil(value: unknown): unknown {
  if (
    typeof value === 'number' ||
    isBigNumber(value) ||
    (typeof value === 'string' && /^-?\d+([.,]\d+)?$/.test(value))
  )
    return 'not a number'
  if (Array.isArray(value)) return value.map(spoil)
  return isTree(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spoil(v)])) : value
}

/** Every object with a field that no document names; an object whose names are ids is a list of others. */
function grown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(grown)
  if (!isTree(value)) return value
  const inside = Object.fromEntries(Object.entries(value).map(([name, held]) => [name, grown(held)]))
  return Object.keys(value).every(name => /^\d+$/.test(name))
    ? inside
    : { ...inside, brand_new: { since: 2027 } }
}

function stick(body: Tree): void {
  for (const holder of [body, ...Object.values(body).filter(isTree)]) {
    for (const field of ['cursor', 'last_id']) if (typeof holder[field] === 'string') holder[field] = STUCK
    if ('has_next' in holder) holder.has_next = true
  }
}

/** Pages without a row whose cursor is another each time. */
function move(body: Tree): void {
  stick(body)
  moves += 1
  for (const holder of [body, ...Object.values(body).filter(isTree)])
    for (const field of ['cursor', 'last_id'])
      if (typeof holder[field] === 'string') holder[field] = `moved ${moves}`
}
let moves = 0

/** An answer after the disturbance; a fault that does not alter answers leaves it as it is. */
export function alter(fault: Fault, reply: Reply): Reply {
  if (isWithoutEnd(fault.kind)) return reply
  if (reply.body instanceof Parts) return alter(fault, { ...reply, body: reply.body.whole() })
  if (fault.kind === 'truncated' && reply.status === 200 && Buffer.isBuffer(reply.body))
    return { ...reply, body: reply.body.subarray(0, Math.ceil(reply.body.length * 0.6)) }
  if (reply.status !== 200 || (reply.type && !reply.type.includes('json'))) return reply
  const text = Buffer.isBuffer(reply.body) ? reply.body.toString() : JSON.stringify(reply.body)
  if (fault.kind === 'truncated')
    return { ...reply, type: 'application/json', body: text.slice(0, Math.ceil(text.length * 0.6)) }
  if (isExaggeration(fault.kind))
    return { ...reply, type: 'application/json', body: exaggerated(fault.kind, text) }
  const parsed = parseLossless(text)
  // A bare array stands for itself among the fields of an answer.
  const body = (Array.isArray(parsed) ? { rows: parsed } : parsed) as Tree
  if (fault.kind === 'new_fields') return { ...reply, body: grown(parsed) as object }
  if (fault.kind === 'stuck_cursor') stick(body)
  if (fault.kind === 'moving_cursor') move(body)
  const rows = rowsOf(body)
  const list = rows ? (rows.holder[rows.field] as unknown[]) : []
  if (rows && fault.kind === 'wrong_types') rows.holder[rows.field] = [spoil(list[0]), ...list.slice(1)]
  if (rows && fault.kind === 'duplicate_page') rows.holder[rows.field] = [...list, ...list]
  if (rows && (fault.kind === 'empty_page' || fault.kind === 'moving_cursor')) rows.holder[rows.field] = []
  return { ...reply, body: Array.isArray(parsed) ? (body.rows as unknown[]) : body }
}
