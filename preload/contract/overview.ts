import { z } from 'zod'
import { PicturePath } from './pictures.ts'
import { AskedDay, isPeriod, ShopIds } from './query.ts'
import { DayText, InstantText } from './shop.ts'

/** Integer kopecks in JSON. */
export const KopecksNumber = z.int()

/**
 * Why a figure is unknown. Each day must be loaded in full; only today may be partial.
 * `not_loaded`: nothing was loaded yet;
 * `not_offered`: the marketplace of the shop does not tell it;
 * `no_access`: nothing was loaded, and the shop's keys give no access;
 * `late`: the newest days of the period were not loaded, or the last one only in part; data is complete up to `until` (both parts of a ratio must reach the
 * same day);
 * `history`: the period begins before the first loaded day, `since`;
 * `not_served`: the same, and the marketplace no longer serves days before `since`;
 * `hole`: days in the middle were not loaded, the last of them before `since`;
 * `untold`: paid campaigns without statistics, or whose statistics were not loaded yet, so their revenue is unknown;
 * `unfinished`: the period ends with a day that is not over or was not loaded in full, and data by days cannot be compared up to an instant;
 * `currencies`: the sums have several currencies and cannot be added; no shop is named.
 */
export const Missing = z.object({
  reason: z.enum([
    'not_loaded',
    'not_offered',
    'no_access',
    'late',
    'history',
    'not_served',
    'hole',
    'untold',
    'unfinished',
    'currencies',
  ]),
  shopId: z.int().nullable(),
  step: z.string().nullable(),
  since: DayText.nullable(),
  until: DayText.nullable(),
})
export type Missing = z.infer<typeof Missing>

/**
 * A figure beside that of the previous period. `null` means unknown, never zero, with what is missing on each side. A ratio or price that is null with
 * nothing missing has a zero denominator.
 */
const figure = <T extends z.ZodType>(value: T) =>
  z.object({
    value: value.nullable(),
    previous: value.nullable(),
    missing: z.array(Missing),
    previousMissing: z.array(Missing),
  })
/** A sum with its currency (ISO 4217, `RUB`); null if there are several. */
const sum = figure(KopecksNumber).extend({ currency: z.string().nullable() })

export const OverviewQuery = z
  .object({ shopIds: ShopIds.nullable(), from: AskedDay, to: AskedDay })
  .refine(isPeriod, { path: ['to'] })

/**
 * How far the data of a shop reaches: from the first day after which no day is missing, to the instant up to which it was loaded. `currency` is that of its
 * sums in the period and the previous one, null if there are several.
 */
const Reach = z.object({
  from: DayText.nullable(),
  until: InstantText.nullable(),
  currency: z.string().nullable(),
})

const dayFigures = {
  units: z.int().nullable(),
  revenue: KopecksNumber.nullable(),
  adSpend: KopecksNumber.nullable(),
}

/**
 * Figures of a period beside those of as many days before it, by the Moscow day of the order, cancelled orders included. Both marketplaces are counted in
 * units: an Ozon posting may hold several, a Wildberries order is one.
 */
export const Overview = z.object({
  from: DayText,
  to: DayText,
  previousFrom: DayText,
  previousTo: DayText,
  /**
   * Null if whole days are compared. A period that ends today is compared up to the same time of day: per shop, orders before the instant up to which it was
   * loaded, minus the lag of its marketplace, against those before that instant a period earlier. These are the instants of the shop that reaches least far.
   * Advertising is known by days only and is then not compared (`unfinished`).
   */
  comparedUntil: z.object({ until: InstantText, previous: InstantText }).nullable(),
  shops: z.array(z.object({ shopId: z.int(), orders: Reach, ads: Reach })),
  /** Units ordered. */
  units: figure(z.int()),
  /**
   * Price x quantity of what was ordered, kopecks (the ordered sum of the cabinets, not purchases): at Ozon the price of the posting, at Wildberries after
   * the seller's discount.
   */
  revenue: sum,
  /** Revenue / units with a price: the average price of a unit, kopecks. There is no average per order, since postings and units cannot be added up. */
  averagePrice: sum,
  /** The seller's own money, without the marketplace's bonuses. */
  adSpend: sum,
  /** Revenue attributed to advertising, kopecks. */
  adRevenue: sum,
  /** Ad spend / ad revenue and ad spend / all revenue, in percent. */
  drr: figure(z.number()),
  totalDrr: figure(z.number()),
  /**
   * One entry per day. Days that were not loaded are null, for the shop and for all together: a sum over some of the shops is not the sum of a day. Sums of a
   * shop are in the currency of its reach; the last day is known up to the instant that the shop reaches.
   */
  daily: z.array(
    z.object({
      dt: DayText,
      ...dayFigures,
      shops: z.array(z.object({ shopId: z.int(), ...dayFigures })),
    }),
  ),
  /**
   * The ten products with the highest revenue, or the most units if there are several currencies. Only shops whose orders are known over the whole period are
   * included; `revenue.missing` names the others.
   */
  topBy: z.enum(['revenue', 'units']),
  top: z.array(
    z.object({
      shopId: z.int(),
      /**
       * `product_id` at Ozon, whichever of its SKUs was ordered; `nm_id` at Wildberries; null for an SKU that the catalogue does not know, which is listed on
       * its own.
       */
      productId: z.string().nullable(),
      /** The number that the marketplace shows for it: an ordered SKU, or `nm_id`. */
      sku: z.string(),
      offerId: z.string(),
      name: z.string(),
      picture: PicturePath.nullable(),
      units: z.int(),
      /** Null if nothing that was ordered has a price. */
      revenue: KopecksNumber.nullable(),
      currency: z.string(),
      /** Up to the same time of day as the figures; null if the previous period of this shop is unknown or has no price. */
      previousRevenue: KopecksNumber.nullable(),
    }),
  ),
})
export type Overview = z.infer<typeof Overview>

/** How far one dataset of one shop reaches, measured from its rows and the slices committed with them. */
export const Coverage = z.object({
  shopId: z.int(),
  step: z.string(),
  table: z.string(),
  rows: z.int(),
  from: DayText.nullable(),
  to: DayText.nullable(),
  holes: z.array(z.object({ from: DayText, to: DayText })),
  loadedAt: InstantText.nullable(),
})
export type Coverage = z.infer<typeof Coverage>
