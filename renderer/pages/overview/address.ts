import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { type Chosen, periodOf, readPeriod, writePeriod } from '../../components/PeriodPicker/period.ts'
import { GRAINS, type Grain } from './buckets.ts'

const ALL = 'all'
const USUAL = '30'

/** What a person looks at on the overview. */
export interface Place {
  /** null is all shops. */
  readonly shop: Shop | null
  readonly period: Chosen
  /** How many days a bar holds; null as it suits the period. */
  readonly grain: Grain | null
}

/** What an address says; what it does not say, or says of a shop that is not there, is as usual. */
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
