import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { type Chosen, periodOf, readPeriod, writePeriod } from '../../components/PeriodPicker/period.ts'
import { GRAINS, type Grain } from './buckets.ts'

const ALL = 'all'
const USUAL = '30'

/** What the user looks at on the overview. */
export interface Place {
  /** Null is all shops. */
  readonly shop: Shop | null
  readonly period: Chosen
  /** Days per bar; null for the default of the period. */
  readonly grain: Grain | null
}

/** Parses a URL; missing values and unknown shops get their defaults. */
export function readPlace(
  address: URLSearchParams,
  shops: readonly Shop[],
  today: Day,
  first: Day | null,
): Place {
  const period = readPeriod(address, today, first)
  return {
    shop: shops.find(({ id }) => String(id) === address.get('shop')) ?? null,
    period: period ?? { ...periodOf(USUAL, today, first), preset: USUAL },
    grain: GRAINS.find(grain => grain === address.get('by')) ?? null,
  }
}

export const writePlace = ({ shop, period, grain }: Place): URLSearchParams =>
  new URLSearchParams({
    shop: shop ? String(shop.id) : ALL,
    ...writePeriod(period),
    ...(grain ? { by: grain } : {}),
  })
