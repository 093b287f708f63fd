import { dayNumber } from '../clock.ts'
import { random } from '../random.ts'

/** What a marketplace takes or measures from a Moscow day on. */
export type Step<T> = { readonly from: number; readonly value: T }

/** Tariffs are made from this day on, for so many years; before it the first ones hold. */
const SINCE = dayNumber('2025-01-01')
const YEARS = 12
/** Twice a year each category has another commission. */
const HALF = 182
const POINTS = [-1.5, -0.5, 0.5, 1, 2] as const

/** The points by which the commission of a category differs from its first one: two changes a year, never to the same. */
export function commissionSteps(...keys: readonly number[]): readonly Step<number>[] {
  const steps: Step<number>[] = [{ from: Number.NEGATIVE_INFINITY, value: 0 }]
  let at = 0
  for (let half = 0; half < YEARS * 2; half++) {
    const r = random(...keys, 108, half)
    at = (at + r.int(1, POINTS.length - 1)) % POINTS.length
    steps.push({ from: SINCE + half * HALF + r.int(0, HALF - 1), value: POINTS[at] as number })
  }
  return steps
}

/** The volume of a product, litres: three products of a hundred are measured again once a year, and were too large or too small. */
export function volumeSteps(
  index: number,
  litres: number,
  ...keys: readonly number[]
): readonly Step<number>[] {
  const steps: Step<number>[] = [{ from: Number.NEGATIVE_INFINITY, value: litres }]
  if (index % 33 !== 5) return steps
  for (let year = 0; year < YEARS; year++) {
    const r = random(...keys, 109, index, year)
    const times = (year % 2 === 0 ? [1.3, 1.5, 1.8] : [0.8, 1, 1.2])[r.int(0, 2)] as number
    steps.push({ from: SINCE + year * 365 + r.int(0, 364), value: Math.round(litres * times * 10) / 10 })
  }
  return steps
}

/** What holds on a Moscow day. */
export const valueOn = <T>(steps: readonly Step<T>[], day: number): T =>
  (steps.findLast(({ from }) => from <= day) ?? (steps[0] as Step<T>)).value
