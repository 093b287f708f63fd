import type { Day } from './money.ts'

const DAY_MS = 86_400_000
/** Moscow has used UTC+3 all year since 2014-10-26. */
export const MOSCOW_MS = 3 * 3_600_000

/** The Moscow day of an instant (ms since epoch, or ISO text with a zone). */
export function moscowDay(instant: number | string): Day {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant)
  return new Date(ms + MOSCOW_MS).toISOString().slice(0, 10)
}

/** Days since 1970-01-01: the grid on which slices are cut. */
export const dayNumber = (day: Day): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
export function dayOfNumber(number: number): Day {
  const known = DAYS.get(number)
  if (known !== undefined) return known
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10)
  if (DAYS.size < MOST_DAYS) DAYS.set(number, day)
  return day
}
/** Cache of formatted days: a million rows share a few thousand days. */
const DAYS = new Map<number, Day>()
const MOST_DAYS = 10_000
export const addDays = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days)
/** Days from `from` to `to`, both included. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from) + 1
