import type { ZodType } from 'zod'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { Notice } from '#contract/shop.ts'
import { LoadError } from '../errors.ts'
import type { IdsOf, Slice } from './slices.ts'

export interface Request {
  readonly host: HostName
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>
  readonly body?: unknown
}

/** Called with the ms that the marketplace asks to wait. */
export type OnWait = (ms: number) => void

/** Context of a stream: HTTP requests, its state store, notices. Keys, rate limits and retries are handled behind it, and responses are validated. Throws LoadError, and DiskError if a response cannot be stored. */
export interface StreamContext {
  json<P>(request: Request, shape: ZodType<P>): Promise<P>
  /** The body as bytes, for CSV and ZIP. */
  bytes(request: Request): Promise<{ readonly contentType: string; readonly body: Uint8Array }>
  /** Persistent state of the stream: the id of an ordered report, the endpoint that responded. */
  readonly state: StateStore
  /** What the slices of this run of the stream share. */
  runLocal<T>(of: RunLocal<T>): T
  /** Does `work` when nobody else of its group is at work, in any run under this account. Waits for its turn, and ends early with `cancelled` when the run is paused. */
  exclusive<T>(group: ConcurrencyGroup, work: () => Promise<T>): Promise<T>
  /** Waits (ms), and ends early with `cancelled` when the run is paused. Sped up with the limits in tests. */
  wait(ms: number): Promise<void>
  /** Counts an unknown value of an enumeration: it is loaded as it is and shown in the step's notices. */
  unmapped(field: string, value: string): void
  /** Adds a notice to the step, once per run. */
  notice(notice: Notice): void
  /** Whether the shop's tables have a matching row; the meaning of a response may depend on it. */
  hasRows(of: IdsOf): Promise<boolean>
  /** The present moment, ms since epoch. */
  now(): number
}
/** A value that lives as long as one run of a stream, and what it begins with. */
export interface RunLocal<T> {
  initial(): T
}
/** What an account may do one at a time, beyond the limits of its methods. */
export interface ConcurrencyGroup {
  readonly host: HostName
  readonly name: string
}
export interface StateStore {
  get(key: string): Promise<string | null>
  set(key: string, value: string | null): Promise<void>
}

/** Where pages come from. `host` is whose keys it needs; `paths` tell the key check which roles. */
export interface Source<P> {
  readonly host: HostName
  readonly paths: readonly string[]
  read(context: StreamContext, slice: Slice): AsyncIterable<P>
}

/** From the page just read and the body that asked for it: the next body, or null for "that was all". */
export type Next<P, B> = (page: P, body: B) => B | null

interface Paged<P, B> {
  readonly shape: ZodType<P>
  readonly body: (slice: Slice) => B
  /** Left out where one answer is all. */
  readonly next?: Next<P, B>
  /** A cause that in this place means "nothing there" (ozon.md 5 step 3c: 400 on the first FBS page); it says its own word with the step. */
  readonly empty?: (
    error: LoadError,
    firstPage: boolean,
    context: StreamContext,
  ) => boolean | Promise<boolean>
}

/** Pages of a POST endpoint. A body that repeats an earlier one, or a page that repeats the last, is a stuck cursor: `shape`. */
export const post =
  (host: HostName) =>
  <P, B>(path: string, of: Paged<P, B>): Source<P> =>
    paged(host, path, of, body => ({ host, method: 'POST', path, body }))

/** Pages of a GET endpoint; the body is its query. */
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
          if (error instanceof LoadError && (await of.empty?.(error, seen.size === 0, context))) return
          throw error
        }
        seen.add(asked)
        yield page
        const next = of.next?.(page, body) ?? null
        if (next === null) return
        body = next
        // An offset always moves: only the page itself shows that it is no way on.
        const came = JSON.stringify(page)
        if (came === last) throw new LoadError('shape', `${path}: the same page came twice`)
        last = came
      }
    },
  }
}

/** The next body by offset; a page shorter than its limit ends. */
export const offset =
  <P, B extends { readonly limit: number; readonly offset: number }>(
    rows: (page: P) => readonly unknown[],
  ): Next<P, B> =>
  (page, body) =>
    rows(page).length < body.limit ? null : { ...body, offset: body.offset + body.limit }

const FALLBACK_UNTIL = 'older_until'
/** How long the older endpoint is used first, ms, before the current one is tried again. */
const FALLBACK_MS = 86_400_000

/**
 * The current endpoint, and the one it replaced: asked only when the current answers `obsolete` (which the network asks twice) before its first page. That the
 * older one is the right one is remembered for a day once it brought rows by `bringsRows`, and a person is told. An older endpoint without rows is no witness: it is
 * believed only where the marketplace itself said that the current method is gone, not where a page of a gateway did. Throws what the current one answered then.
 */
export function withFallback<P>(
  current: Source<P>,
  older: Source<P>,
  bringsRows: (page: P) => boolean,
): Source<P> {
  async function* unlessGone(
    source: Source<P>,
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
      if (began || !(error instanceof LoadError) || error.kind !== 'obsolete') throw error
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
        if (!(yield* unlessGone(older, context, slice))) return
      }
      const gone = yield* unlessGone(current, context, slice)
      if (!gone) {
        if (until !== null) await context.state.set(FALLBACK_UNTIL, null)
        return
      }
      let brought = false
      for await (const page of older.read(context, slice)) {
        brought ||= bringsRows(page)
        yield page
      }
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

/** Whether the refusal comes from the marketplace itself: its errors are JSON, those of gateways are HTML pages. */
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
