import { exaggerated, isExaggeration, isWithoutEnd, withoutEnd } from './excess.ts'
import type { Reply } from './http.ts'
import { Parts } from './http.ts'
import { fits } from './log.ts'
import type { HostName } from './marketplaces.ts'
import { STUCK } from './ozon/paging.ts'
import { isBigNumber, parseLossless } from './wb/big.ts'

/**
 * Faults by name: `not_here` is a page of a proxy, `nothing` an older method that only returns empty lists. The second group alters a real response, the
 * others replace it.
 */
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

/** One fault: where it applies, after how many requests (`skip`), how often (`times`, default always) or with which probability. */
export type Fault = {
  readonly kind: FaultKind
  /** A path with `*` as wildcard; default every path. */
  readonly path?: string
  readonly shop?: string
  readonly host?: string
  readonly times?: number
  readonly skip?: number
  readonly probability?: number
  /** How a 429 says when to retry (default seconds; `later` uses it with hours); any other text is sent unchanged. */
  readonly retryAfter?: 'seconds' | 'date' | 'garbage' | 'absent' | (string & {})
  /** Seconds of Retry-After: 1 for `429`, 3 hours for `later`. */
  readonly seconds?: number
}

/** What a 429 says of when to retry, `now` being ms since epoch; null for nothing. */
export function retryOf({ retryAfter = 'seconds' }: Fault, seconds: number, now: number): string | null {
  if (retryAfter === 'absent') return null
  if (retryAfter === 'garbage') return 'soon, probably'
  if (retryAfter === 'date') return new Date(now + seconds * 1000).toUTCString()
  return retryAfter === 'seconds' ? String(seconds) : retryAfter
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
  /** The fault that applies to this request; it counts as used. */
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

const page = (status: number, title: string): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body: `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center><hr>nginx</body></html>`,
})

/** Empty lists of the older methods of the Seller API: a method that is kept but returns nothing. */
const NOTHING: Reply = {
  status: 200,
  body: { result: { operations: [], postings: [], rows: [], page_count: 0, row_count: 0, has_next: false } },
}

/**
 * The response that replaces the real one on every host; null if the marketplace has its own, if the real handler must run, or if there is no response
 * (`hang`, `reset`).
 */
export function substitute(fault: Fault): Reply | null {
  if (isWithoutEnd(fault.kind)) return withoutEnd(fault.kind)
  // Here a proxy or captive portal responds instead of the marketplace.
  if (fault.kind === 'not_here') return page(404, 'Not Found')
  if (fault.kind === 'nothing') return NOTHING
  if (fault.kind === '502') return page(502, 'Bad Gateway')
  return fault.kind === 'html' ? page(200, 'Technical work') : null
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

/** Adds an unknown field to every object; an object keyed by ids counts as a list of objects. */
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

/** The response altered by a fault; other faults leave it unchanged. */
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
  // A bare array is treated as the only field of a response.
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
