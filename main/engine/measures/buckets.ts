import type { Grain } from '#contract/report.ts'
import { addDays, type Day, dayNumber, dayOfNumber } from '../../../loaders/core/parse/time.ts'
import type { Period } from '../analytics/known.ts'

/** A day, week or month of a period; one at its edge is cut to the period. */
export interface Bucket extends Period {
  /** Its first day in the calendar. */
  readonly time: Day
}

/** SQL: the first day of the day, week or month that a day is in. */
export const timeOf = (grain: Grain, day: string): string =>
  grain === 'day' ? day : `date_trunc('${grain}', ${day})::DATE`

/** The days, weeks from Monday or months of a period, in order. */
export function bucketsOf(grain: Grain, { from, to }: Period): readonly Bucket[] {
  const buckets: Bucket[] = []
  for (let day = from; day <= to; ) {
    const time = FIRST[grain](day)
    const last = addDays(NEXT[grain](time), -1)
    buckets.push({ time, from: day, to: last < to ? last : to })
    day = addDays(last, 1)
  }
  return buckets
}

const FIRST: Readonly<Record<Grain, (day: Day) => Day>> = {
  day: day => day,
  // 1970-01-01 was a Thursday.
  week: day => dayOfNumber(dayNumber(day) - ((dayNumber(day) + 3) % 7)),
  month: day => `${day.slice(0, 7)}-01`,
}
const NEXT: Readonly<Record<Grain, (first: Day) => Day>> = {
  day: first => addDays(first, 1),
  week: first => addDays(first, 7),
  month: first => FIRST.month(addDays(first, 31)),
}
