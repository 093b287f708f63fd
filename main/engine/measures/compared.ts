import type { ReportQuery } from '#contract/report.ts'
import { addDays, type Day, dayNumber, daysBetween } from '../../../loaders/core/parse/time.ts'
import type { Period } from '../analytics/known.ts'

/** Another period beside the one that is asked, and how its days stand in that one. */
export interface Compared extends Period {
  /** SQL: the day that a day of this period is compared with. */
  readonly moved: (day: string) => string
  /** The span of this period that a span of the asked one is compared with; it begins after its end where there is no such day. */
  readonly beside: (span: Period) => Period
}

/** What a question compares its period with; null if nothing. */
export function comparedOf({ from, to, compare }: ReportQuery): Compared | null {
  if (compare === null) return null
  if (compare === 'year') {
    const beside = (span: Period): Period => ({ from: yearBefore(span.from), to: endOfYearBefore(span.to) })
    return { ...beside({ from, to }), moved: day => `(${day} + INTERVAL 12 MONTH)::DATE`, beside }
  }
  const days = compare === 'previous' ? daysBetween(from, to) : dayNumber(from) - dayNumber(compare.from)
  const moved = (span: Period): Period => ({ from: addDays(span.from, -days), to: addDays(span.to, -days) })
  const period = compare === 'previous' ? moved({ from, to }) : compare
  // A period of one's own may be of another length.
  const beside = (span: Period): Period => (span.from === from && span.to === to ? period : moved(span))
  return { ...period, moved: day => `(${day} + (${days}))`, beside }
}

/** 29 February has no such day. */
const yearBefore = (day: Day): Day => {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
  return before.endsWith('-02-29') ? `${before.slice(0, 4)}-03-01` : before
}
/** The end of February is the end of February. */
const endOfYearBefore = (day: Day): Day => addDays(yearBefore(addDays(day, 1)), -1)
