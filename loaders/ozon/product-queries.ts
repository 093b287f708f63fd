import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { RunContext, Slice, Slicer } from '../core/declare/slices.ts'
import { days, each, variantOf } from '../core/declare/slices.ts'
import type { Next, Source, StreamContext } from '../core/declare/source.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id, int, money, optional, real, table, text } from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import * as shape from '../core/parse/fields.ts'
import type { Day, Instant } from '../core/parse/time.ts'
import { addDays, endOfDay, moscowDay, moscowInstant, startOfDay } from '../core/parse/time.ts'
import { productSkus } from './catalogue/products.ts'

/** What both tables say of a week; position, views and conversion only with Premium. */
const figures = {
  /** The last day that was counted. */
  date_to: day(),
  unique_search_users: optional(int()),
  unique_view_users: optional(int()),
  view_conversion: optional(real()),
  position: optional(real()),
  gmv: optional(money()),
  currency_code: optional(text()),
}

const productQueries = table('fact_ozon_product_queries', {
  store: 'facts',
  key: ['sku', 'dt'],
  day: 'dt',
  grain: 'How a SKU was found by searching, over the seven days from `dt`.',
  columns: { sku: id(), dt: day(), category: optional(text()), ...figures },
})

const queries = table('fact_ozon_search_queries', {
  store: 'facts',
  key: ['sku', 'query', 'dt'],
  day: 'dt',
  grain:
    'One search query by which a SKU was found, over the seven days from `dt`: the most frequent ones of each SKU.',
  columns: {
    sku: id(),
    query: text(),
    dt: day(),
    query_index: optional(int()),
    order_count: optional(int()),
    ...figures,
  },
})

/** Days after which the figures are ready (ozon.md 13.5). */
const LAG = 2
const WEEK = 7
/** Days of history: a month without a subscription. */
const MONTH = 28
const QUARTER = 91
const SKUS = 1_000

/** Windows that lie whole within the depth: the rest of a week that the depth cuts begins on another day at every reading. */
const whole =
  (windows: Slicer): Slicer =>
  async context =>
    (await windows(context)).filter(({ window, from }) => typeof window === 'object' && window.start === from)
const weeks = (first: (context: RunContext) => number) =>
  variantOf(
    'premium',
    each(whole(days(WEEK, { first, again: WEEK + LAG })), SKUS, { table: productSkus, column: 'sku' }),
  )
const lastDay = (slice: Slice, context: Pick<StreamContext, 'now'>): Day =>
  [slice.to, addDays(moscowDay(context.now()), -LAG)].sort()[0] ?? slice.to

const Figures = {
  sku: shape.id,
  unique_search_users: shape.count,
  unique_view_users: shape.count,
  view_conversion: shape.real,
  position: shape.real,
  gmv: shape.maybeSum,
  currency: shape.text,
}
const Period = shape.block({ date_from: shape.text, date_to: shape.text })

interface Body {
  readonly page: number
}
const pages = <P extends { readonly page_count: number }, B extends Body>(page: P, body: B): B | null =>
  body.page + 1 < page.page_count ? { ...body, page: body.page + 1 } : null

/** Whether a page states days other than those that were asked for. In which form it writes them is not documented. */
function isOfOtherDays(told: z.output<typeof Period>, from: Day, to: Day): boolean {
  const differs = (text: string | null, day: Day) => {
    const at = moscowInstant(text)
    return Boolean(at) && moscowDay(at as Instant) !== day && text?.slice(0, 10) !== day
  }
  return told !== null && (differs(told.date_from, from) || differs(told.date_to, to))
}

interface Page {
  readonly analytics_period: z.output<typeof Period>
  readonly page_count: number
}
/** Pages of a week until the last day that is ready; nothing before its first. */
function ready<P extends Page>(
  path: string,
  of: z.ZodType<P>,
  more: Readonly<Record<string, unknown>>,
): Source<P & { readonly until: Day }> {
  const source = post(HOST.seller)(path, {
    shape: of,
    body: ({ from, to, ids }) => ({
      date_from: startOfDay(from),
      date_to: endOfDay(to),
      skus: ids.map(String),
      sort_by: 'BY_SEARCHES',
      sort_dir: 'DESCENDING',
      ...more,
      page: 0,
    }),
    next: pages as Next<P, Body & Record<string, unknown>>,
  })
  return {
    host: source.host,
    paths: source.paths,
    async *read(context, slice) {
      const until = lastDay(slice, context)
      if (until < slice.from) return
      for await (const page of source.read(context, { ...slice, to: until })) {
        if (isOfOtherDays(page.analytics_period, slice.from, until)) {
          const { date_from, date_to } = page.analytics_period ?? {}
          throw new LoadError('shape', `${path}: ${date_from} to ${date_to} for ${slice.from} to ${until}`)
        }
        yield { ...page, until }
      }
    },
  }
}

const ItemsPage = z.object({
  analytics_period: Period,
  page_count: shape.countOrZero,
  items: shape.list(z.object({ ...Figures, category: shape.text })),
})
const bySku = stream({
  id: 'ozon.product_queries.skus',
  into: [productQueries],
  slices: weeks(({ may }) => (may('premium') ? QUARTER : MONTH)),
  source: ready('/v1/analytics/product-queries', ItemsPage, { page_size: 1_000 }),
  rows: ({ items, until }, { from: dt }) => ({
    fact_ozon_product_queries: items.map(({ currency, ...item }) => ({
      ...item,
      dt,
      date_to: until,
      currency_code: currency,
    })),
  }),
  write: { mode: 'replace', ids: 'sku' },
})

const QueriesPage = z.object({
  analytics_period: Period,
  page_count: shape.countOrZero,
  queries: shape.list(
    z.object({ ...Figures, query: shape.name, query_index: shape.count, order_count: shape.count }),
  ),
})
const byQuery = stream({
  id: 'ozon.product_queries.queries',
  into: [queries],
  // A page has a hundred queries: a week of 200 SKUs is 30 requests.
  slices: weeks(() => MONTH),
  source: ready('/v1/analytics/product-queries/details', QueriesPage, { page_size: 100, limit_by_sku: 15 }),
  rows: ({ queries: all, until }, { from: dt }) => ({
    fact_ozon_search_queries: all.map(({ currency, ...query }) => ({
      ...query,
      dt,
      date_to: until,
      currency_code: currency,
    })),
  }),
  // Which queries are the most frequent changes until the week is over.
  write: { mode: 'replace', ids: 'sku' },
})

export const productQueriesTables = [productQueries, queries] as const
export const productQueriesStep = step('ozon.product_queries', { lane: 'queries', refresh: 'daily' }, [
  bySku,
  byQuery,
])
