import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { IdsOf, RunContext, Slice } from '../core/declare/slices.ts'
import { days, variantOf } from '../core/declare/slices.ts'
import { offset, post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id, int, money, optional, real, table, text } from '../core/declare/table.ts'
import {
  id as idShape,
  list,
  maybeSum,
  name,
  real as realShape,
  text as textShape,
} from '../core/parse/fields.ts'
import { productSkus } from './catalogue/products.ts'

export const funnel = table('fact_ozon_funnel', {
  store: 'facts',
  key: ['sku', 'dt'],
  day: 'dt',
  grain:
    'One SKU on one Moscow day. Without Premium Plus only revenue and ordered units are known; the rest is empty, which is not zero.',
  columns: {
    sku: id(),
    dt: day(),
    sku_name: optional(text()),
    revenue: optional(money()),
    ordered_units: optional(int()),
    hits_view: optional(int()),
    hits_view_search: optional(int()),
    hits_view_pdp: optional(int()),
    session_view: optional(int()),
    session_view_pdp: optional(int()),
    hits_tocart: optional(int()),
    hits_tocart_pdp: optional(int()),
    /** Ratios and positions: must not be summed over days. */
    conv_tocart: optional(real()),
    returns: optional(int()),
    cancellations: optional(int()),
    delivered_units: optional(int()),
    position_category: optional(real()),
  },
})

/** The metrics allowed without Premium Plus (ozon.md 5 step 5). */
const BASIC = ['revenue', 'ordered_units'] as const
const FULL = [
  ...BASIC,
  'hits_view',
  'hits_view_search',
  'hits_view_pdp',
  'session_view',
  'session_view_pdp',
  'hits_tocart',
  'hits_tocart_pdp',
  'conv_tocart',
  'returns',
  'cancellations',
  'delivered_units',
  'position_category',
] as const
const FULL_DAYS = 365
const BASIC_DAYS = 90

const LIMIT = 1000
/** Few widths, far apart: following the size of the catalogue closely would change the slices, and load them again, with every new product. */
const WIDTHS = [62, 31, 24, 14, 7, 4, 2, 1] as const
const sold: IdsOf = { table: productSkus, column: 'sku', where: { is_main: true } }

/** Days whose rows fit one page of a thousand: a request takes a minute (ozon.md 3). */
export async function width(context: RunContext): Promise<number> {
  const skus = (await context.ids(sold)).length
  // A page that is exactly full takes one more request to know that it was the last.
  return WIDTHS.find(days => days * skus < LIMIT) ?? 1
}
export const depth = (context: RunContext): number => (context.may('premium') ? FULL_DAYS : BASIC_DAYS)

/** With another subscription more metrics of the same days are requested, so they are other slices. */
const windows = variantOf('premium', days(width, { first: depth, again: 7 }))
const metricsOf = (slice: Slice): readonly string[] => (slice.variant === 'premium' ? FULL : BASIC)

/** The dimensions of a row are SKU and day, in the requested order. */
const Row = z.object({
  dimensions: z.tuple([z.object({ id: idShape, name: textShape }), z.object({ id: name })]).rest(z.unknown()),
  metrics: z.tuple([maybeSum]).rest(realShape),
})
const FunnelPage = z.object({ result: z.object({ data: list(Row) }) })

const stats = stream({
  id: 'ozon.funnel.days',
  into: [funnel],
  slices: windows,
  source: post(HOST.seller)('/v1/analytics/data', {
    shape: FunnelPage,
    body: slice => ({
      date_from: slice.from,
      date_to: slice.to,
      dimension: ['sku', 'day'],
      metrics: metricsOf(slice),
      filters: [] as unknown[],
      sort: [{ key: 'revenue', order: 'DESC' }],
      limit: LIMIT,
      offset: 0,
    }),
    next: offset(page => page.result.data),
  }),
  rows: (page, slice) => ({
    fact_ozon_funnel: page.result.data.map(({ dimensions: [sku, dt], metrics: [revenue, ...rest] }) => {
      const [, ...names] = metricsOf(slice)
      const known = Object.fromEntries(names.map((metric, index) => [metric, rest[index] ?? null]))
      const whole = (metric: string) => (known[metric] == null ? null : Math.round(known[metric]))
      return {
        sku: sku.id,
        dt: dt.id.slice(0, 10),
        sku_name: sku.name,
        revenue,
        ordered_units: whole('ordered_units'),
        hits_view: whole('hits_view'),
        hits_view_search: whole('hits_view_search'),
        hits_view_pdp: whole('hits_view_pdp'),
        session_view: whole('session_view'),
        session_view_pdp: whole('session_view_pdp'),
        hits_tocart: whole('hits_tocart'),
        hits_tocart_pdp: whole('hits_tocart_pdp'),
        conv_tocart: known.conv_tocart ?? null,
        returns: whole('returns'),
        cancellations: whole('cancellations'),
        delivered_units: whole('delivered_units'),
        position_category: known.position_category ?? null,
      }
    }),
  }),
})

export const funnelTables = [funnel] as const
export const funnelStep = step('ozon.funnel', { lane: 'funnel', refresh: 'daily' }, [stats], context =>
  context.may('premium') ? null : { word: 'funnel_depth', details: { days: BASIC_DAYS } },
)
