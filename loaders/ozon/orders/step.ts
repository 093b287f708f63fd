import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Slice } from '../../core/declare/slices.ts'
import { days } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { mapPages, post, withFallback } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import { flag, list, text } from '../../core/parse/fields.ts'
import { endOfDay, startOfDay } from '../../core/parse/time.ts'
import type { WarehouseMode } from './postings.ts'
import { orderRows, Posting } from './postings.ts'
import { orders } from './table.ts'

const ask = post(HOST.seller)
const LIMIT = 100
const OLDER_LIMIT = 1000

/** A page of `/v3/posting/fbo/list` and `/v4/posting/fbs/list`. */
const PostingsPage = z.object({ postings: list(Posting), has_next: flag, cursor: text })
type PostingsPage = z.output<typeof PostingsPage>
/** A page of `/v2/posting/fbo/list`, where `result` is the list, and of `/v3/posting/fbs/list`, where `result` holds it. */
export const OlderPage = z.object({
  result: z.preprocess(
    value => (Array.isArray(value) || value === null ? { postings: value } : value),
    z.object({ postings: list(Posting), has_next: flag }),
  ),
})
type OlderPage = z.output<typeof OlderPage>

const filter = (slice: Slice) => ({ since: startOfDay(slice.from), to: endOfDay(slice.to) })

interface Body {
  readonly cursor: string
  readonly limit: number
}
/** While `has_next` is true an empty page is not the end; `has_next` without a cursor is a stuck cursor. */
const next = <B extends Body>(page: PostingsPage, body: B): B | null => {
  if (page.has_next === false) return null
  if (page.has_next === null && page.postings.length < body.limit) return null
  if (!page.cursor) {
    if (page.has_next === null) return null
    throw new LoadError('shape', 'postings: more pages announced, and no cursor to them')
  }
  return { ...body, cursor: page.cursor }
}

/**
 * An account without FBS got a 400 on its first page (ozon.md 5 step 3c): that means no data, with a notice. For a shop with a stored FBS posting the same
 * response is an error.
 */
async function noFbs(error: LoadError, firstPage: boolean, context: StreamContext): Promise<boolean> {
  if (!firstPage || error.kind !== 'bad_request') return false
  if (await context.hasRows({ table: orders, column: 'warehouse_mode', where: { warehouse_mode: 'FBS' } }))
    return false
  context.notice({ word: 'no_fbs', details: {} })
  return true
}

const current = (path: string, more: Pick<Parameters<typeof ask>[1], 'empty'> = {}) =>
  ask(path, {
    shape: PostingsPage,
    body: slice => ({
      cursor: '',
      limit: LIMIT,
      sort_dir: 'ASC',
      filter: filter(slice),
      with: { analytics_data: true, financial_data: true, legal_info: false },
      translit: false,
    }),
    next,
    ...more,
  })

const older = (path: string, more: Pick<Parameters<typeof ask>[1], 'empty'> = {}) =>
  ask(path, {
    shape: OlderPage,
    body: slice => ({
      dir: 'ASC',
      filter: { ...filter(slice), status: '' },
      limit: OLDER_LIMIT,
      offset: 0,
      with: { analytics_data: true, financial_data: true },
    }),
    next: ({ result }: OlderPage, body) => {
      const read = new Set(result.postings.map(posting => posting.posting_number)).size
      const more = read > 0 && (result.has_next ?? read >= body.limit)
      return more ? { ...body, offset: body.offset + read } : null
    },
    ...more,
  })

interface Page {
  readonly mode: WarehouseMode
  readonly postings: readonly Posting[]
}
const postings = (mode: WarehouseMode, now: Source<PostingsPage>, before: Source<OlderPage>): Source<Page> =>
  withFallback(
    mapPages(now, page => ({ mode, postings: page.postings })),
    mapPages(before, page => ({ mode, postings: page.result.postings })),
    page => page.postings.length > 0,
  )

/** Final statuses of a posting (ozon.md 5 steps 3a and 3c); an unknown status is not final. */
const FINAL = ['delivered', 'cancelled', 'not_accepted', 'cancelled_from_split_pending']

/** Days of the first load. */
export const DEPTH = 365

/**
 * Cut at fixed dates, well below the year that one request may span. The last two weeks are read again, since sums are corrected after delivery, and so is
 * every window with a posting still in progress, however old: no other method reports one delivered after forty days.
 */
const windows = (mode: WarehouseMode) =>
  days(31, {
    first: DEPTH,
    again: 14,
    unfinished: { table: orders, column: 'dt', where: { warehouse_mode: mode }, except: { status: FINAL } },
  })

const of = (id: string, mode: WarehouseMode, now: Source<PostingsPage>, before: Source<OlderPage>) =>
  stream({
    id,
    into: [orders],
    slices: windows(mode),
    source: postings(mode, now, before),
    rows: (page: Page, slice, context) => ({
      fact_ozon_orders: page.postings.flatMap(posting => orderRows(posting, page.mode, slice, context)),
    }),
    // A posting may lose a line, or come without products first: its last response replaces all its lines.
    write: { mode: 'upsert', parent: 'posting_number' },
    parallel: 2,
  })

export const fbo = of(
  'ozon.orders.fbo',
  'FBO',
  current('/v3/posting/fbo/list'),
  older('/v2/posting/fbo/list'),
)
export const fbs = of(
  'ozon.orders.fbs',
  'FBS',
  current('/v4/posting/fbs/list', { empty: noFbs }),
  older('/v3/posting/fbs/list', { empty: noFbs }),
)

export const ordersTables = [orders] as const
export const ordersStep = step('ozon.orders', { lane: 'orders', refresh: 'frequent' }, [fbo, fbs])
