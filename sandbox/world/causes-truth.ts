import type { CampaignTruth } from './campaign-truth.ts'
import type { Cohort } from './cohorts.ts'
import type { FeltChange } from './content-effect.ts'
import type { RatingTruth } from './rating-truth.ts'
import type { Blocked, Stay } from './stays.ts'
import type { StorageDay } from './storage-truth.ts'
import type { TariffTruth } from './tariff-truth.ts'

/** What was done in a shop, by its seller, by its buyers and by the marketplace, and what came of it; Moscow days that are over. */
export type CausesTruth = RatingTruth &
  TariffTruth & {
    readonly from: string
    readonly to: string
    readonly promotions: readonly Stay[]
    readonly blocked: readonly Blocked[]
    /** Null where a marketplace does not tell who buys: Wildberries names baskets alone. */
    readonly cohorts: readonly Cohort[] | null
    readonly storage: readonly StorageDay[]
    /** Changes of card pages. */
    readonly content: readonly FeltChange[]
    readonly campaigns: readonly CampaignTruth[]
  }
