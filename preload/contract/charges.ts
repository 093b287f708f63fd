import { z } from 'zod'
import { MARKETPLACE_NAMES } from './marketplaces/index.ts'
import { KopecksNumber, Missing } from './overview.ts'
import { ShopIds } from './query.ts'
import { DayText, InstantText, Marketplace } from './shop.ts'

/** Lines of the profit and loss statement into which a person may move a type of charge, in its order. */
export const MOVABLE_GROUPS = [
  'commission',
  'acquiring',
  'delivery',
  'returns',
  'storage',
  'supply',
  'ads',
  'ads_ext',
  'subscription',
  'payout_service',
  'insurance',
  'other',
  'fine',
  'disposal',
  'compensation',
  'correction',
  'loyalty',
  /** Charged to «ads» once already: a deduction for what the campaigns were charged. Not in profit. */
  'ads_settlement',
  /** Moves money between contracts or in time. Not in profit. */
  'cash_only',
] as const

/** Groups that follow from the line itself: `revenue` is the price of what was sold, `bonus` is money that the marketplace gave, nobody's cost. */
const FIXED_GROUPS = ['revenue', 'bonus'] as const

export const CHARGE_GROUPS = [FIXED_GROUPS[0], ...MOVABLE_GROUPS, FIXED_GROUPS[1]] as const
export const ChargeGroup = z.enum(CHARGE_GROUPS)
export type ChargeGroup = z.infer<typeof ChargeGroup>
export const isFixedGroup = (group: ChargeGroup | null): boolean =>
  FIXED_GROUPS.some(fixed => fixed === group)

/**
 * How a charge that names no product is allotted to products: `row` the product of the line, `revenue` by share of revenue of the month, `ads` by advertising
 * of the same days, `storage` by what was stored, `volume` by litres delivered, `none` stays with the shop.
 */
export const ALLOCATIONS = ['row', 'revenue', 'ads', 'storage', 'volume', 'none'] as const
export type Allocation = (typeof ALLOCATIONS)[number]

/** How a charge is allotted because a person moved it into a group, whatever it was before: as the types that are there anyway. */
export const ALLOTTED: Readonly<Record<(typeof MOVABLE_GROUPS)[number], Allocation>> = {
  commission: 'row',
  acquiring: 'row',
  delivery: 'row',
  returns: 'row',
  storage: 'storage',
  supply: 'volume',
  ads: 'ads',
  ads_ext: 'ads',
  subscription: 'none',
  payout_service: 'revenue',
  insurance: 'storage',
  other: 'none',
  fine: 'none',
  disposal: 'storage',
  compensation: 'none',
  correction: 'none',
  loyalty: 'revenue',
  ads_settlement: 'none',
  cash_only: 'none',
}

/** A type of charge that occurs with money, or was moved. */
export const ChargeType = z.object({
  marketplace: Marketplace,
  /** As the marketplace names it: in its directory or report, or the code of a line that has no name, as `sale_amount`. */
  type: z.string(),
  /** What the marketplace calls it in the cabinet; null if it has no other name. */
  title: z.string().nullable(),
  /** Null: not sorted, because nobody knows the type. */
  group: ChargeGroup.nullable(),
  /** What the app's directory says; null if it does not know the type. */
  directoryGroup: ChargeGroup.nullable(),
  /** When a person moved it last; null where it stands as in the directory. `charges.move` with null undoes a move. */
  movedAt: InstantText.nullable(),
  /** Whether a person may move it. */
  movable: z.boolean(),
  /** Whether public sources put it into different groups, or no document says what it is. */
  disputed: z.boolean(),
  /** Lines with money. */
  lines: z.int(),
  /** Kopecks, positive to the seller; one sum per currency. */
  sums: z.array(z.object({ currency: z.string(), sum: KopecksNumber })),
})
export type ChargeType = z.infer<typeof ChargeType>

export const ChargeTypesQuery = z.object({ shopIds: ShopIds.nullable() })
/** Types that are not sorted come first, then by group; within each the largest sums first. */
export const ChargeTypes = z.object({
  types: z.array(ChargeType),
  /** Where the app's directory of each marketplace comes from, and of which day it is. */
  directories: z.array(z.object({ marketplace: Marketplace, source: z.string(), date: DayText })),
})
export type ChargeTypes = z.infer<typeof ChargeTypes>

/** `group` null returns the type to the group of the directory. */
export const ChargeMove = z.object({
  marketplace: z.enum(MARKETPLACE_NAMES),
  type: z.string().min(1).max(5000),
  group: z.enum(MOVABLE_GROUPS).nullable(),
})
export type ChargeMove = z.infer<typeof ChargeMove>

export const AdMoneyQuery = z.object({ shopIds: ShopIds.nullable() })
/**
 * Advertising of a shop in a month as its books have it and as its campaigns tell it, kopecks, positive as cost: the same money twice, never added. Null is
 * unknown, never zero, with what is missing; of the difference (books less campaigns) also where the sides have no currency in common. At Ozon it is what was
 * charged for clicks and orders, and what the campaigns spent; at Wildberries the deductions of the reports, and what campaigns were charged from
 * the balance of the shop.
 */
export const AdMoney = z.object({
  shopId: z.int(),
  /** `YYYY-MM`. */
  month: z.string(),
  booked: KopecksNumber.nullable(),
  campaigns: KopecksNumber.nullable(),
  difference: KopecksNumber.nullable(),
  /** Of both sides (ISO 4217); null if there are several. */
  currency: z.string().nullable(),
  missing: z.array(Missing),
})
export type AdMoney = z.infer<typeof AdMoney>
