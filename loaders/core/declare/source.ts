import type { ZodType } from 'zod'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Notice } from '#contract/shop.ts'
import { LoadError } from '../errors.ts'
import type { IdsOf, Slice } from './slices.ts'

export interface Request {
  readonly host: HostName
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** `https://…` of the host that an answer named, where `host` stands for a domain of file stores (`MarketplaceApi.stores`). */
  readonly origin?: string
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>
  /** A query with its question mark that is sent as it is, in place of `query`: the signature of a link holds for its own encoding. */
  readonly search?: string
  readonly body?: unknown
}

/** Called with the wait that the marketplace asks for, ms. */
export type OnWait = (ms: number) => void

/**
 * Context of a stream: requests, state store, notices. Keys, rate limits, retries and validation are handled behind it. Throws LoadError, and DiskError if a
 * response cannot be stored.
 */
export interface StreamContext {
  json<P>(request: Request, shape: ZodType<P>): Promise<P>
  /** The body as bytes, for CSV and ZIP. */
  bytes(request: Request): Promise<{ readonly contentType: string; readonly body: Uint8Array }>
  /** Persistent state of the stream: the id of an ordered report, the endpoint that responded. */
  readonly state: StateStore
  /** Values shared by the slices of this run of the stream. */
  runLocal<T>(of: RunLocal<T>): T
  /** Runs `work` while no other work of its group runs under this account, in any run. Throws `cancelled` when the run is paused while waiting. */
  exclusive<T>(group: ConcurrencyGroup, work: () => Promise<T>): Promise<T>
  /** Waits (ms). Throws `cancelled` when the run is paused. Sped up with the limits in tests. */
  wait(ms: number): Promise<void>
  /** Counts an unknown value of a field, or an anomaly with the id of a record: what is loaded stays unchanged, and the step's notices tell it. */
  unmapped(field: string, value: string): void
  /** Adds a notice to the step, once per run. */
  notice(notice: Notice): void
  /** Whether the shop's tables have a matching row, since that may change what a response means. */
  hasRows(of: IdsOf): Promise<boolean>
  /** The present instant, ms since epoch. */
  now(): number
}
/** A value with the lifetime of one run of a stream, and its initial value. */
export interface RunLocal<T> {
  initial(): T
}
/** Work that an account may do only one at a time, beyond the rate limits of its methods. */
export interface ConcurrencyGroup {
  readonly host: HostName
  readonly name: string
}
export interface StateStore {
  get(key: string): Promise<string | null>
  set(key: string, value: string | null): Promise<void>
}

/** Where pages come from. `host` decides which keys are used; `paths` tells the key check which roles are needed. */
export interface Source<P> {
  readonly host: HostName
  readonly paths: readonly string[]
  read(context: StreamContext, slice: Slice): AsyncIterable<P>
}

/** The next body from the current page and its body; null after the last page. */
export type Next<P, B> = (page: P, body: B) => B | null

interface Paged<P, B> {
  readonly shape: ZodType<P>
  readonly body: (slice: Slice) => B
  /** Omitted if one response is all. */
  readonly next?: Next<P, B>
  /** A cause that means "no data" in this place (ozon.md 5 step 3c: 400 on the first FBS page); it may add a notice to the step. */
  readonly empty?: (
    error: LoadError,
    firstPage: boolean,
    context: StreamContext,
    slice: Slice,
  ) => boolean | Promise<boolean>
}

/** Pages of a POST endpoint. A repeated body or page is a stuck cursor and throws `shape`. */
export const post =
  (host: HostName) =>
  <P, B>(path: string, of: Paged<P, B>): Source<P> =>
    paged(host, path, of, body => ({ host, method: 'POST', path, body }))

/** Pages of a GET endpoint; the body is its query. A repeated page throws `shape`. */
export const get =
  (host: HostName) =>
  <P, B extends NonNullable<Request['query']>>(path: string, of: Paged<P, B>): Source<P> =>
    paged(host, path, of, query => ({ host, method: 'GET', path, query }))

function paged<P, B>(
  host: HostName,
  path: string,
  of: Paged<P, B>,
  request: (body: B) => Request,
): Source<P> {
  return {
    host,
    paths: [path],
    async *read(context, slice) {
      const seen = new Set<string>()
      let last = ''
      for (let body = of.body(slice); ; ) {
        const asked = JSON.stringify(body)
        if (seen.has(asked)) throw new LoadError('shape', `${path}: the cursor does not move`)
        let page: P
        try {
          page = await context.json(request(body), of.shape)
        } catch (error) {
          if (error instanceof LoadError && (await of.empty?.(error, seen.size === 0, context, slice))) return
          throw error
        }
        seen.add(asked)
        yield page
        const next = of.next?.(page, body) ?? null
        if (next === null) return
        body = next
        // An offset always changes, so only a repeated page shows that it is stuck.
        const came = JSON.stringify(page)
        if (came === last) throw new LoadError('shape', `${path}: the same page came twice`)
        last = came
      }
    },
  }
}

/** Pages by offset; a page shorter than its limit is the last. */
export const offset =
  <P, B extends { readonly limit: number; readonly offset: number }>(
    rows: (page: P) => readonly unknown[],
  ): Next<P, B> =>
  (page, body) =>
    rows(page).length < body.limit ? null : { ...body, offset: body.offset + body.limit }

const FALLBACK_UNTIL = 'older_until'
/** How long the older endpoint is used before the current one is tried again, ms. */
const FALLBACK_MS = 86_400_000

/**
 * Tries the current endpoint and falls back to the one it replaced if the current one returns `obsolete` (confirmed by a second request) before its first
 * page.
 * The fallback is remembered for a day once it brought rows (`bringsRows`), and the step gets a notice. A fallback without rows is accepted only if the
 * marketplace itself said that the method is gone, not a gateway's page; else the error of the current endpoint is thrown.
 * For the causes in `closed` the keys may not call the current endpoint: the fallback is accepted with or without rows, without a notice, and nothing is
 * remembered, since other keys may call it.
 */
export function withFallback<P>(
  current: Source<P>,
  older: Source<P>,
  bringsRows: (page: P) => boolean,
  closed: readonly Cause[] = [],
): Source<P> {
  async function* unlessGone(
    source: Source<P>,
    causes: readonly Cause[],
    context: StreamContext,
    slice: Slice,
  ): AsyncGenerator<P, LoadError | null> {
    let began = false
    try {
      for await (const page of source.read(context, slice)) {
        began = true
        yield page
      }
      return null
    } catch (error) {
      // An endpoint that returned a page is not gone.
      if (began || !(error instanceof LoadError) || !causes.includes(error.kind)) throw error
      return error
    }
  }
  return {
    host: current.host,
    paths: current.paths,
    async *read(context, slice) {
      const until = await context.state.get(FALLBACK_UNTIL)
      const left = Date.parse(until ?? '') - context.now()
      // A clock that was set back must not prolong the fallback.
      if (left > 0 && left <= FALLBACK_MS) {
        context.notice(olderMethod(current))
        if (!(yield* unlessGone(older, ['obsolete'], context, slice))) return
      }
      const gone = yield* unlessGone(current, ['obsolete', ...closed], context, slice)
      if (!gone) {
        if (until !== null) await context.state.set(FALLBACK_UNTIL, null)
        return
      }
      let brought = false
      for await (const page of older.read(context, slice)) {
        brought ||= bringsRows(page)
        yield page
      }
      if (gone.kind !== 'obsolete') return
      if (!brought && !isFromMarketplace(gone)) throw gone
      context.notice(olderMethod(current))
      if (brought)
        await context.state.set(FALLBACK_UNTIL, new Date(context.now() + FALLBACK_MS).toISOString())
    },
  }
}

const olderMethod = ({ paths }: Source<unknown>): Notice => ({
  word: 'older_method',
  details: { method: paths[0] ?? '' },
})

/** Whether the error comes from the marketplace: its errors are JSON, those of gateways are HTML pages. */
export function isFromMarketplace({ captured }: LoadError): boolean {
  if (captured === null) return true
  try {
    return typeof JSON.parse(captured.answer) === 'object'
  } catch {
    return false
  }
}

/** Maps the pages of a source to another type. */
export const mapPages = <P, Q>(source: Source<P>, page: (page: P) => Q): Source<Q> => ({
  host: source.host,
  paths: source.paths,
  async *read(context, slice) {
    for await (const item of source.read(context, slice)) yield page(item)
  },
})
