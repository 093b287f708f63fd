import type { Day, Instant } from '#contract/money.ts'

export type { Day, Instant } from '#contract/money.ts'

const DAY_MS = 86_400_000
/** Moscow keeps UTC+3 all year, since 2014-10-26. */
const MOSCOW_MS = 3 * 3_600_000

/** The Moscow day of an instant (ms since epoch, or ISO text with a zone). */
export function moscowDay(instant: number | string): Day {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant)
  return new Date(ms + MOSCOW_MS).toISOString().slice(0, 10)
}

/** The day's number since 1970-01-01: the grid on which slices are cut. */
export const dayNumber = (day: Day): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
export const dayOfNumber = (number: number): Day => new Date(number * DAY_MS).toISOString().slice(0, 10)
export const addDays = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days)
/** Days from `from` to `to`, both counted. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from) + 1

/** First and last millisecond of a span of Moscow days, as UTC instants. */
export const startOfDay = (day: Day): Instant =>
  new Date(Date.parse(`${day}T00:00:00Z`) - MOSCOW_MS).toISOString()
export const endOfDay = (day: Day): Instant =>
  new Date(Date.parse(`${day}T00:00:00Z`) - MOSCOW_MS + DAY_MS - 1).toISOString()

/** An instant of an answer as `YYYY-MM-DDTHH:MM:SS.mmmZ`, or null where there is none. Null, "" and 0001-01-01 all mean none. */
export function instant(text: string | null | undefined): Instant | null {
  if (!text || text.startsWith('0001')) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** An instant out of Moscow wall-clock text without a zone (`2026-07-01 10:17:20`). */
export function moscowInstant(text: string | null | undefined): Instant | null {
  if (!text || text.startsWith('0001')) return null
  const ms = Date.parse(`${text.trim().replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00:00'}Z`)
  return Number.isNaN(ms) ? null : new Date(ms - MOSCOW_MS).toISOString()
}
