import { MOSCOW_MS } from '#contract/days.ts'
import type { Day, Instant } from '#contract/money.ts'

export { addDays, dayNumber, dayOfNumber, daysBetween, moscowDay } from '#contract/days.ts'
export type { Day, Instant } from '#contract/money.ts'

const DAY_MS = 86_400_000

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

const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i
/** An instant out of text whose zone is Moscow's where it names none (wildberries.md 1.7). */
export const zonedOrMoscow = (text: string | null | undefined): Instant | null =>
  text && ZONE.test(text) && text.length > 10 ? instant(text) : moscowInstant(text)
