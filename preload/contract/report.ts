import { z } from 'zod'
import { CHARGE_GROUPS } from './charges.ts'
import { Missing } from './overview.ts'
import { AskedDay, isPeriod, ShopIds } from './query.ts'
import { DayText, InstantText, Marketplace } from './shop.ts'

/** Every measure, in the order in which they are listed; `main/engine/analytics/measures/catalogue.ts` defines each. */
export const MEASURE_IDS = [
  'ordered_units',
  'ordered_revenue',
  'average_price',
  'cancelled_units',
  'cancelled_revenue',
  'cancel_rate',
  'returned_units',
  'ad_spend',
  'ad_revenue',
  'drr',
  'total_drr',
  'ad_views',
  'ad_clicks',
  'ctr',
  'cpc',
  'card_opens',
  'cart_adds',
  'cart_rate',
  'stock',
  'revenue',
  'commission',
  'logistics',
  'storage',
  'ads_charged',
  'fines',
  'unsorted',
  'accrued',
  'commission_share',
  'accrued_share',
] as const
export const MeasureId = z.enum(MEASURE_IDS)
export type MeasureId = z.infer<typeof MeasureId>

/** The figures of the overview that are measures. */
export const OVERVIEW_MEASURES = {
  units: 'ordered_units',
  revenue: 'ordered_revenue',
  averagePrice: 'average_price',
  adSpend: 'ad_spend',
  adRevenue: 'ad_revenue',
  drr: 'drr',
  totalDrr: 'total_drr',
} as const satisfies Readonly<Record<string, MeasureId>>

/** What rows may be cut by, beside time. A product is that of a shop; `line` is a line of profit and loss. */
export const DIMENSIONS = ['shop', 'marketplace', 'product', 'campaign', 'line'] as const
export const Dimension = z.enum(DIMENSIONS)
export type Dimension = z.infer<typeof Dimension>

/** Moscow days, weeks from Monday, calendar months. */
export const GRAINS = ['day', 'week', 'month'] as const
export const Grain = z.enum(GRAINS)
export type Grain = z.infer<typeof Grain>

/** A line of profit and loss, or `unsorted`: charges whose type nobody knows. */
export const LINES = ['unsorted', ...CHARGE_GROUPS] as const
const Line = z.enum(LINES)

/** More values than anyone picks; limits the cost of a question. */
const MOST_VALUES = 500
/** A number that the marketplace gave. */
const Id = z.string().regex(/^\d{1,19}$/)
const chosen = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(MOST_VALUES).optional()
const isEachOnce = (list: readonly unknown[]): boolean => new Set(list).size === list.length

export const ReportQuery = z
  .object({
    measures: z.array(MeasureId).min(1).refine(isEachOnce),
    by: z.array(Dimension).max(2).refine(isEachOnce),
    /** Null: the period as one. */
    grain: Grain.nullable(),
    shopIds: ShopIds.nullable(),
    /** Only these; without a list, all. Products and campaigns by the marketplace's number (`product_id`, `nm_id`). */
    where: z.object({
      marketplace: chosen(Marketplace),
      product: chosen(Id),
      campaign: chosen(Id),
      line: chosen(Line),
    }),
    from: AskedDay,
    to: AskedDay,
    /** `previous`: as many days before the period; `year`: the same days a year before; or a period of one's own. */
    compare: z
      .union([
        z.enum(['previous', 'year']),
        z.object({ from: AskedDay, to: AskedDay }).refine(isPeriod, { path: ['to'] }),
      ])
      .nullable(),
    /** Null: in time, then by the first measure, the greatest first. Unknown figures come last. */
    order: z
      .object({ by: z.enum([...MEASURE_IDS, ...DIMENSIONS, 'time']), descending: z.boolean() })
      .nullable(),
    limit: z.int().min(1).max(10_000),
  })
  .refine(isPeriod, { path: ['to'] })
  .refine(({ order, measures, by, grain }) => {
    const cells: readonly string[] = [...measures, ...by, ...(grain === null ? [] : ['time'])]
    return order === null || cells.includes(order.by)
  })
export type ReportQuery = z.infer<typeof ReportQuery>

/**
 * A measure in one row, beside the compared period. Money in integer kopecks, shares in percent with two decimals. `null` means unknown, never zero, with what
 * is missing; a ratio that is null with nothing missing has nothing to divide by. `previous` is null where nothing is compared.
 */
export const ReportFigure = z.object({
  value: z.number().nullable(),
  previous: z.number().nullable(),
  missing: z.array(Missing),
  previousMissing: z.array(Missing),
  /** Of money (ISO 4217); null if there are several, or none. */
  currency: z.string().nullable(),
})
export type ReportFigure = z.infer<typeof ReportFigure>

/** Figures in the order of the measures asked. Of `time` to `line` only what the rows are cut by is set. */
export const ReportRow = z.object({
  /** The first day of a day, week or month, which may lie before the period. */
  time: DayText.nullable(),
  /** Also where rows are cut by products or campaigns. */
  shopId: z.int().nullable(),
  marketplace: Marketplace.nullable(),
  /** Null beside a `sku` that the catalogue does not know; without one too, it is what names no product. */
  productId: z.string().nullable(),
  /** A number of the product that the marketplace shows. */
  sku: z.string().nullable(),
  article: z.string().nullable(),
  name: z.string().nullable(),
  campaignId: z.string().nullable(),
  line: Line.nullable(),
  figures: z.array(ReportFigure),
})
export type ReportRow = z.infer<typeof ReportRow>

export const Report = z.object({
  from: DayText,
  to: DayText,
  /** The compared period; null if nothing is compared. */
  compared: z.object({ from: DayText, to: DayText }).nullable(),
  /** As in `Overview`: set where a day that is not over is compared up to the same time of day. */
  comparedUntil: z.object({ until: InstantText, previous: InstantText }).nullable(),
  /** Over everything asked, computed anew: a share is no sum of shares. */
  total: z.array(ReportFigure),
  rows: z.array(ReportRow),
  /** Rows beyond the limit. */
  left: z.int(),
})
export type Report = z.infer<typeof Report>

/** Sums of goods and money are in kopecks; `count` is how often something happened. */
export const UNITS = ['money', 'pieces', 'count', 'percent'] as const

/** What a measure is, for lists of measures. */
export const MeasureInfo = z.object({
  id: MeasureId,
  unit: z.enum(UNITS),
  /** `orders` by the day on which something happened, `money` by the day of the marketplace's books, `state` as it was at the end of a day. */
  family: z.enum(['orders', 'money', 'state']),
  /** Semi-additive: over products, and of days the last one counts. */
  additivity: z.enum(['additive', 'semi-additive', 'non-additive']),
  /** Which change is good for the seller. */
  good: z.enum(['up', 'down', 'neither']),
  dimensions: z.array(Dimension),
  /** Marketplaces that tell it, with the streams that it stands on. */
  marketplaces: z.array(z.object({ marketplace: Marketplace, streams: z.array(z.string()) })),
})
export type MeasureInfo = z.infer<typeof MeasureInfo>
