import type { Dimension, MeasureInfo } from '#contract/report.ts'
import type { Need } from '../analytics/known.ts'

export type Family = MeasureInfo['family']
type Good = MeasureInfo['good']

/**
 * A relation that measures are summed over: a view of `analytics/views.ts`, a row per event or state, with at least `shop_id` and `dt`. Whatever it has rows
 * of, each row stands in it once, so that sums over it are sums of the world.
 */
export interface Base<F extends Family = Family> {
  readonly view: string
  readonly family: F
  /** SQL of what its rows can be cut by, beside shop, marketplace and time. A product is told by its columns `product_id` and `sku`. */
  readonly cuts: {
    readonly product?: true
    readonly campaign?: string
    readonly line?: string
  }
  /** Whether it has money, and so the column `currency`. */
  readonly money: boolean
  /** Whether a row tells the instant at which it happened (`ordered_at`), so that a day that is not over can be compared. */
  readonly timed?: true
}

/** A sum over the rows of one base. */
export interface Sum<F extends Family = Family> {
  readonly kind: 'sum'
  readonly base: Base<F>
  /** SQL of one row; money in roubles. */
  readonly of: string
  /** SQL condition; without one, every row. */
  readonly where: string | null
  readonly unit: 'money' | 'pieces' | 'count'
  /** What must be known of a shop. */
  readonly needs: readonly Need[]
  readonly good: Good
}

/** One sum divided by another, never a sum of such shares. */
export interface Ratio<F extends Family = Family> {
  readonly kind: 'ratio'
  readonly part: Sum<F>
  readonly whole: Sum<F>
  /** `percent`: part of the whole; `money`: kopecks for one of the whole. */
  readonly unit: 'percent' | 'money'
  readonly good: Good
}

export type Measure = Sum | Ratio

export const sum = <F extends Family>(
  base: Base<F>,
  of: string,
  unit: Sum['unit'],
  { needs, good, where = null }: Pick<Sum, 'needs' | 'good'> & { readonly where?: string | null },
): Sum<F> => ({ kind: 'sum', base, of, where, unit, needs, good })

/** Both sums have one family: what was ordered is no part of what was charged. */
export const ratio = <F extends Family>(
  part: Sum<F>,
  whole: Sum<NoInfer<F>>,
  unit: Ratio['unit'],
  good: Good,
): Ratio<F> => ({ kind: 'ratio', part, whole, unit, good })

/** The sums that a measure is made of. */
export const sumsOf = (measure: Measure): readonly Sum[] =>
  measure.kind === 'sum' ? [measure] : [measure.part, measure.whole]

export const needsOf = (measure: Measure): readonly Need[] => [
  ...new Set(sumsOf(measure).flatMap(({ needs }) => needs)),
]

export const familyOf = (measure: Measure): Family =>
  measure.kind === 'sum' ? measure.base.family : measure.part.base.family

export function additivityOf(measure: Measure): MeasureInfo['additivity'] {
  if (measure.kind === 'ratio') return 'non-additive'
  return measure.base.family === 'state' ? 'semi-additive' : 'additive'
}

/** Whether the rows of all its sums can be cut by a dimension. */
export const canBeCut = (measure: Measure, by: Dimension): boolean =>
  by === 'shop' || by === 'marketplace' || sumsOf(measure).every(({ base }) => base.cuts[by] !== undefined)

/** SQL of a sum over rows of its base, null over none: pieces as they are, money in kopecks. */
export function sqlOf({ of, where, unit }: Sum): string {
  const condition = where === null ? '' : ` FILTER (WHERE ${where})`
  return unit === 'money' ? `(sum(${of})${condition} * 100)::BIGINT` : `sum(${of})${condition}::BIGINT`
}

/** The value of a ratio, null where there is nothing to divide by: percent with two decimals, or whole kopecks. */
export function quotient(part: number, whole: number, unit: Ratio['unit']): number | null {
  if (whole <= 0) return null
  return unit === 'percent' ? Math.round((part / whole) * 10_000) / 100 : Math.round(part / whole)
}

/** The value of a measure from its sums. */
export const resultOf = (measure: Measure, of: (sum: Sum) => number): number | null =>
  measure.kind === 'sum' ? of(measure) : quotient(of(measure.part), of(measure.whole), measure.unit)

/** Whether a measure adds up or divides money, so that it has one currency or no value. */
export const hasMoney = (measure: Measure): boolean => sumsOf(measure).some(({ unit }) => unit === 'money')
