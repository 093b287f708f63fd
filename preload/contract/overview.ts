import { z } from 'zod'
import { AskedDay, isPeriod, ShopIds } from './query.ts'
import { DayText, InstantText } from './shop.ts'

/** Integer kopecks on the wire. */
export const KopecksNumber = z.int()

/**
 * Why a figure is not known. A day has to be read to its end; today, which is not over, as far as it went:
 * `not_loaded`: nothing was read yet;
 * `no_access`: nothing was read, and the keys of the shop do not open it;
 * `late`: the newest days of the period were not read, or the last of them in part; everything is there up to `until` (a share needs both of its parts up to the same day);
 * `history`: the period begins before the first day that was read, `since`;
 * `not_served`: the same, and the marketplace gives out no day before `since` any more;
 * `hole`: days in the middle were not read, the last of them before `since`;
 * `untold`: campaigns were paid for of which the marketplace has no statistics, or none were read yet: what they brought is not known;
 * `unfinished`: the period ends with a day that is not over or was not read to its end, and data by days cannot be compared up to a moment;
 * `currencies`: the sums are of several currencies and make no sum; it names no shop.
 */
export const Missing = z.object({
  reason: z.enum([
    'not_loaded',
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
 * A figure beside its predecessor. `null` is "not known", with what is missing of each side; it is never a zero. A share or a price that is null with nothing
 * missing has nothing to divide by.
 */
const figure = <T extends z.ZodType>(value: T) =>
  z.object({
    value: value.nullable(),
    previous: value.nullable(),
    missing: z.array(Missing),
    previousMissing: z.array(Missing),
  })
/** A sum with its currency (ISO 4217, `RUB`); null where several make no sum. */
const sum = figure(KopecksNumber).extend({ currency: z.string().nullable() })

export const OverviewQuery = z
  .object({ shopIds: ShopIds.nullable(), from: AskedDay, to: AskedDay })
  .refine(isPeriod, { path: ['to'] })

/**
 * How far the data of a shop reaches: from the first day since which no day is missing, until the instant up to which it was read. `currency` is that of its sums
 * in the period and the one before it, null where they are of several.
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
 * The figures of a period beside those of as many days before it, by the Moscow day of the order, cancelled orders too.
 * The one unit over both marketplaces is the piece: a posting of Ozon may hold several, an order of Wildberries is one.
 */
export const Overview = z.object({
  from: DayText,
  to: DayText,
  previousFrom: DayText,
  previousTo: DayText,
  /**
   * Null when whole days are compared. A period that ends with today, which is not over, is compared up to the same moment: of each shop, orders before the instant
   * up to which it was read, less what its marketplace is late, beside those before that instant a period earlier. These are the instants of the shop that reaches least far.
   * Advertising is known by days only, and is not compared then (`unfinished`).
   */
  comparedUntil: z.object({ until: InstantText, previous: InstantText }).nullable(),
  shops: z.array(z.object({ shopId: z.int(), orders: Reach, ads: Reach })),
  /** Pieces ordered. */
  units: figure(z.int()),
  /** Price x quantity of what was ordered, kopecks (the ordered sum of the cabinets, not what was bought): at Ozon the price of the posting, at Wildberries after the seller's discount. */
  revenue: sum,
  /** Revenue / units that have a price: what a piece was ordered for on average, kopecks. No check per order: postings and pieces make no sum. */
  averagePrice: sum,
  /** The seller's money: what was paid with the marketplace's bonuses is not in it. */
  adSpend: sum,
  /** Revenue of orders that advertising claims, kopecks. */
  adRevenue: sum,
  /** Ad spend / ad revenue and ad spend / all revenue, in percent. */
  drr: figure(z.number()),
  totalDrr: figure(z.number()),
  /**
   * A day each. What was not read is null, for a shop and for all of them together: a sum over some of the shops is no sum of a day. Sums of a shop are in the
   * currency of its reach; the day of the instant that a shop reaches is known as far as that.
   */
  daily: z.array(
    z.object({
      dt: DayText,
      ...dayFigures,
      shops: z.array(z.object({ shopId: z.int(), ...dayFigures })),
    }),
  ),
  /**
   * The ten products that brought most, by revenue, or by pieces where there are several currencies. Only shops whose orders are known over the whole period take
   * part; `revenue.missing` names the others.
   */
  topBy: z.enum(['revenue', 'units']),
  top: z.array(
    z.object({
      shopId: z.int(),
      /** `product_id` at Ozon, whichever of its SKUs was ordered; `nm_id` at Wildberries; null of a SKU that the catalogue does not know, which stands for itself. */
      productId: z.string().nullable(),
      /** The article number that the marketplace shows for it: an SKU that was ordered, or `nm_id`. */
      sku: z.string(),
      offerId: z.string(),
      name: z.string(),
      units: z.int(),
      /** Null where none of what was ordered has a price. */
      revenue: KopecksNumber.nullable(),
      currency: z.string(),
      /** Up to the same moment as the figures; null where the period before is not known of this shop, or has no price. */
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
