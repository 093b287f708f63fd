import type { Day } from '../parse/time.ts'
import { addDays, daysBetween } from '../parse/time.ts'
import type { Slice, Slicer } from './slices.ts'
import { gapless } from './slices.ts'

/** Whole months, or their days 1 to 15 and 16 to the last. */
export type Cut = 'months' | 'halves'

export interface CalendarDepth {
  /** Days of history at the first load; the period that holds the first of them is read whole. */
  readonly first: number
  /** Days for which later runs read a period again after its end. */
  readonly again: number
  /** Only periods that are over, for what is stated of a whole period. */
  readonly over?: true
}

const startOf = (day: Day, cut: Cut): Day =>
  `${day.slice(0, 8)}${cut === 'halves' && day.slice(8) > '15' ? '16' : '01'}`
// A month has at most 31 days, so 31 days after its first is in the next one.
const endOf = (start: Day, cut: Cut): Day =>
  cut === 'halves' && start.endsWith('-01')
    ? `${start.slice(0, 8)}15`
    : addDays(startOf(addDays(startOf(start, 'months'), 31), 'months'), -1)

/** Periods of the calendar, newest first; the present one ends today. An accounting period is never clipped to the depth. */
export const calendar = (cut: Cut, depth: CalendarDepth): Slicer =>
  gapless(async ({ today }) => {
    const slices: Slice[] = []
    const first = addDays(today, 1 - depth.first)
    for (
      let start = startOf(today, cut);
      endOf(start, cut) >= first;
      start = startOf(addDays(start, -1), cut)
    ) {
      const end = endOf(start, cut)
      const isOver = end < today
      if (depth.over && !isOver) continue
      slices.push({
        window: { start, days: daysBetween(start, end) },
        from: start,
        to: isOver ? end : today,
        ids: [],
        open: end >= addDays(today, -depth.again),
      })
    }
    return slices
  })
