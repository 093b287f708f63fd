import { z } from 'zod'
import { DayText, InstantText } from './shop.ts'

/** Integer kopecks on the wire. */
export const KopecksNumber = z.int()

/** A figure beside its predecessor. `null` is "not known", with the datasets that are missing; it is never a zero. */
const figure = <T extends z.ZodType>(value: T) =>
  z.object({ value: value.nullable(), previous: value.nullable(), missing: z.array(z.string()) })

export const OverviewQuery = z
  .object({ shopIds: z.array(z.int()).min(1).nullable(), from: DayText, to: DayText })
  .refine(query => query.from <= query.to, { path: ['to'] })

export const Overview = z.object({
  from: DayText,
  to: DayText,
  previousFrom: DayText,
  previousTo: DayText,
  /** Postings made in the period, cancelled ones too, as the cabinet counts them. */
  orders: figure(z.int()),
  units: figure(z.int()),
  /** Price x quantity of what was ordered, kopecks. */
  revenue: figure(KopecksNumber),
  averageCheck: figure(KopecksNumber),
  adSpend: figure(KopecksNumber),
  /** Revenue of orders that advertising claims, kopecks. */
  adRevenue: figure(KopecksNumber),
  /** Ad spend / ad revenue and ad spend / all revenue, in percent. */
  drr: figure(z.number()),
  totalDrr: figure(z.number()),
  daily: z.array(
    z.object({ dt: DayText, orders: z.int(), revenue: KopecksNumber, adSpend: KopecksNumber.nullable() }),
  ),
  top: z.array(
    z.object({
      shopId: z.int(),
      sku: z.string(),
      offerId: z.string(),
      name: z.string(),
      units: z.int(),
      revenue: KopecksNumber,
      previousRevenue: KopecksNumber,
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
