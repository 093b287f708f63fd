import type { Missing } from '#contract/overview.ts'

export interface InCurrency {
  /** Null where the row has no sum. */
  readonly currency: string | null
}

/** The currency of sums that name none. */
export const ROUBLE = 'RUB'

/** The currency that all rows with a sum share; null if there are several, which cannot be added up. */
export function currencyOf(rows: readonly InCurrency[]): string | null {
  const [first = ROUBLE, ...others] = new Set(rows.flatMap(row => row.currency ?? []))
  return others.length > 0 ? null : first
}

/** Why sums of several currencies are no sum. */
export const MIXED: Missing = { reason: 'currencies', shopId: null, step: null, since: null, until: null }
