import type { ZodType } from 'zod'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'

/** `ALL` leaves the archived out (ozon.md 5 step 1a): whoever wants every product asks twice. */
export const VISIBILITIES = ['ALL', 'ARCHIVED'] as const
type Visibility = (typeof VISIBILITIES)[number]

export const PRODUCTS_LIMIT = 1000

/** A method that lists products by cursor and announces how many there are. */
export interface ProductList<P> {
  readonly path: string
  readonly shape: ZodType<P>
  readonly body: (visibility: Visibility, cursor: string) => unknown
  readonly ids: (page: P) => readonly Id[]
  readonly cursor: (page: P) => string | null
  /** `total_items`, or the `total` that it replaced (ozon.md 4). */
  readonly total: (page: P) => number | null
}

/**
 * The pages of a list. The last page has a cursor too, and a page may be shorter than what was asked for: the announced total ends the list, and without one
 * a short page does (ozon.md 5 steps 1a, 7d, 8). Fewer products than announced is `shape`: a hole in the catalogue must not pass for its end.
 */
export async function* productPages<P>(
  context: StreamContext,
  of: ProductList<P>,
  visibility: Visibility,
): AsyncIterable<P> {
  const seen = new Set<Id>()
  const cursors = new Set<string>()
  for (let cursor = ''; ; ) {
    cursors.add(cursor)
    const body = of.body(visibility, cursor)
    const page = await context.json({ host: 'ozon-seller', method: 'POST', path: of.path, body }, of.shape)
    const ids = of.ids(page)
    const before = seen.size
    for (const id of ids) seen.add(id)
    if (ids.length > 0) yield page
    const total = of.total(page)
    if (total === null ? ids.length < PRODUCTS_LIMIT : seen.size >= total) return
    const next = of.cursor(page)
    if (seen.size === before || !next || cursors.has(next))
      throw new LoadError('shape', `${of.path}: ${total ?? 'more'} products announced, ${seen.size} came`)
    cursor = next
  }
}

/** The pages of a list for what is on sale, then for what is archived. */
export const everyProduct = <P>(of: ProductList<P>): Source<P> => ({
  host: 'ozon-seller',
  paths: [of.path],
  async *read(context) {
    for (const visibility of VISIBILITIES) yield* productPages(context, of, visibility)
  },
})

/** The body and the cursor of the two methods that share them, prices and stocks. */
export const byCursor = <P extends { readonly cursor: string | null } & Totals>() => ({
  body: (visibility: Visibility, cursor: string) => ({
    filter: { visibility, offer_id: [], product_id: [] },
    cursor,
    limit: PRODUCTS_LIMIT,
  }),
  cursor: (page: P) => page.cursor,
  total: (page: P) => page.total_items ?? page.total,
})
interface Totals {
  readonly total_items: number | null
  readonly total: number | null
}
