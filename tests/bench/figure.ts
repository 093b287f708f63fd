/** One measured figure against its bar; what else was measured stands beside it. */
export interface Figure {
  readonly name: string
  /** One side over the other, both measured in the same run. */
  readonly ratio?: number
  readonly value?: number
  readonly bar: number
  readonly better: 'lower' | 'higher'
  readonly [side: string]: number | string | undefined
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** The value that `share` (0..1) of all are not above. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
