import type { RunContext, Slice } from '../../core/declare/slices.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays, dayNumber, dayOfNumber } from '../../core/parse/time.ts'

/** A weekly report and the daily ones of its days contain the same operations. */
export type Period = 'weekly' | 'daily'

/** Days for which corrections of a closed week are read. */
const AGAIN = 30

const mondayOf = (day: Day): Day => dayOfNumber(dayNumber(day) - ((dayNumber(day) + 3) % 7))

/**
 * Closed weeks in windows of so many days, from `first`, a Monday, on; before them one slice with the current week and so many days of earlier ones, whose
 * weekly report may not be ready.
 */
export function weeksOf({ today }: RunContext, first: Day, width: number, late: number): readonly Slice[] {
  const last = dayNumber(mondayOf(today)) - late
  const oldest = dayNumber(first)
  const slices: Slice[] = [{ window: 'running', from: dayOfNumber(last), to: today, ids: [], open: true }]
  for (
    let start = oldest + Math.floor((last - 1 - oldest) / width) * width;
    start >= oldest;
    start -= width
  ) {
    const end = start + width - 1
    slices.push({
      window: { start: dayOfNumber(start), days: width },
      from: dayOfNumber(start),
      to: dayOfNumber(Math.min(end, last - 1)),
      ids: [],
      open: end >= last - AGAIN,
    })
  }
  return slices
}

/**
 * Weekly reports of closed weeks. Of the running weeks the weekly report of the first one, if it is there, and the daily ones of the days after it: no day is
 * read by both.
 */
export async function* eachDayOnce<P>(
  slice: Slice,
  pages: (period: Period, from: Day, to: Day) => AsyncIterable<P>,
): AsyncIterable<P> {
  if (slice.window !== 'running') {
    yield* pages('weekly', slice.from, slice.to)
    return
  }
  const sunday = addDays(slice.from, 6)
  let closed = false
  for await (const page of pages('weekly', slice.from, sunday)) {
    closed = true
    yield page
  }
  yield* pages('daily', closed ? addDays(sunday, 1) : slice.from, slice.to)
}

/** A day clamped to the period of its report: the slice of another window would delete its row. */
export function dayOfReport(
  told: Day | null,
  { date_from, date_to }: { readonly date_from: Day | null; readonly date_to: Day | null },
  slice: Slice,
): Day {
  const day = told ?? date_to ?? slice.to
  const from = date_from && date_from > slice.from ? date_from : slice.from
  const to = date_to && date_to < slice.to ? date_to : slice.to
  const [, middle] = [from, day, to].sort()
  return middle ?? day
}
