import { dayNumber, dayOfNumber, MOSCOW_MS } from '#contract/days.ts'
import type { Day, Instant } from '#contract/money.ts'

export { addDays, dayNumber, dayOfNumber, daysBetween, moscowDay } from '#contract/days.ts'
export type { Day, Instant } from '#contract/money.ts'

const DAY_MS = 86_400_000

/** First and last millisecond of a span of Moscow days, as UTC instants. */
export const startOfDay = (day: Day): Instant =>
  new Date(Date.parse(`${day}T00:00:00Z`) - MOSCOW_MS).toISOString()
export const endOfDay = (day: Day): Instant =>
  new Date(Date.parse(`${day}T00:00:00Z`) - MOSCOW_MS + DAY_MS - 1).toISOString()

const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i

/** Cache of valid calendar days: a response repeats a few of them thousands of times. */
const days = new Set<Day>()
function isDay(day: Day): boolean {
  if (days.has(day)) return true
  const number = dayNumber(day)
  if (!Number.isFinite(number) || dayOfNumber(number) !== day) return false
  days.add(day)
  return true
}

/** The parts of a date as any of the APIs writes it; null if empty, undefined if it is not a valid date. */
function partsOf(text: string | null | undefined) {
  if (!text || text.startsWith('0001')) return null
  const [, day, minute = '00:00', second = '00', part = '0', zone] = WRITTEN.exec(text.trim()) ?? []
  if (!day || !isDay(day)) return undefined
  return { clock: `${day}T${minute}:${second}.${part}`, zone }
}

/** Fast path: most instants are in UTC and whole seconds, and the general path takes four times as long. */
const PLAIN = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/
const isPlain = (text: string): boolean =>
  PLAIN.test(text) && !text.startsWith('0001') && isDay(text.slice(0, 10))

/** As `+hh:mm`: JavaScript guarantees no other form. */
const zoneOf = (zone: string): string =>
  /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`

function utc(clock: string, zone: string, aheadMs = 0): Instant | undefined {
  const ms = Date.parse(`${clock}${zoneOf(zone)}`)
  return Number.isNaN(ms) ? undefined : new Date(ms - aheadMs).toISOString()
}

/**
 * An instant of a response as `YYYY-MM-DDTHH:MM:SS.mmmZ`. Null, "" and 0001-01-01 are null; undefined if it is not a date or lacks a time zone, since the
 * zone of this computer must not be assumed.
 */
export function instant(text: string | null | undefined): Instant | null | undefined {
  if (text && isPlain(text)) return `${text.slice(0, 19)}.000Z`
  const parts = partsOf(text)
  if (!parts) return parts
  return parts.zone === undefined ? undefined : utc(parts.clock, parts.zone)
}

/** As `instant`, with Moscow as the default time zone (`2026-07-01 10:17:20`; wildberries.md 1.7, ozon.md 5 step 4d). */
export function moscowInstant(text: string | null | undefined): Instant | null | undefined {
  if (text && isPlain(text)) return `${text.slice(0, 19)}.000Z`
  const parts = partsOf(text)
  if (!parts) return parts
  return parts.zone === undefined ? utc(parts.clock, 'Z', MOSCOW_MS) : utc(parts.clock, parts.zone)
}
