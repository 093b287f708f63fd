/** One measured figure against its bar, with other measurements beside it. */
export interface Figure {
  readonly name: string
  /** The ratio of two sides measured in the same run. */
  readonly ratio?: number
  readonly value?: number
  readonly bar: number
  readonly better: 'lower' | 'higher'
  readonly [side: string]: number | string | undefined
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** The value at quantile `share` (0..1). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
