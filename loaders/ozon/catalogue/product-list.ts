import type { ZodType } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import type { Id } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'

/** `ALL` excludes archived products (ozon.md 5 step 1a), so loading every product takes both. */
export const VISIBILITIES = ['ALL', 'ARCHIVED'] as const
type Visibility = (typeof VISIBILITIES)[number]

export const PRODUCTS_LIMIT = 1000

/** A method that lists products by cursor and announces their number. */
export interface ProductList<P> {
  readonly path: string
  readonly shape: ZodType<P>
  readonly body: (visibility: Visibility, cursor: string) => unknown
  readonly ids: (page: P) => readonly Id[]
  readonly cursor: (page: P) => string | null
  /** `total_items`, or `total` in earlier versions (ozon.md 4). */
  readonly total: (page: P) => number | null
}

/**
 * Pages of a list. The last page has a cursor too, and any page may be short, so the announced total ends the list; without a total, a short page does
 * (ozon.md 5 steps 1a, 7d, 8). Fewer products than announced throw `shape`: a gap in the catalogue must not pass for its end.
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
    const page = await context.json({ host: HOST.seller, method: 'POST', path: of.path, body }, of.shape)
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

/** The pages of products on sale, then of archived ones. */
export const everyProduct = <P>(of: ProductList<P>): Source<P> => ({
  host: HOST.seller,
  paths: [of.path],
  async *read(context) {
    for (const visibility of VISIBILITIES) yield* productPages(context, of, visibility)
  },
})

/** The body and cursor shared by the two methods of prices and stocks. */
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
