export interface InCurrency {
  /** Null where there is no sum. */
  readonly currency: string | null
}

/** What sums are in where none says it. */
export const ROUBLE = 'RUB'

/** The currency that rows make one sum of; null where they are of several and make none. */
export function currencyOf(rows: readonly InCurrency[]): string | null {
  const [first = ROUBLE, ...others] = new Set(rows.flatMap(row => row.currency ?? []))
  return others.length > 0 ? null : first
}
