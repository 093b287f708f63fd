export interface InCurrency {
  readonly currency: string
}

/** What sums are in where none says it. */
const ROUBLE = 'RUB'

/** The currency that rows make one sum of; null where they are of several and make none. */
export function currencyOf(rows: readonly InCurrency[]): string | null {
  const [first = ROUBLE, ...others] = new Set(rows.map(row => row.currency))
  return others.length > 0 ? null : first
}
