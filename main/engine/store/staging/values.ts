import { dayNumber, dayOfNumber } from '../../../../loaders/core/parse/time.ts'

const WHOLE = /^-?\d{1,19}$/
/** Parses digits or a bigint as int64; null if it is neither or does not fit 64 bits, because SQLite would store a float. */
export function parseInt64(value: unknown): bigint | null {
  if (typeof value !== 'bigint' && (typeof value !== 'string' || !WHOLE.test(value))) return null
  const long = BigInt(value)
  return BigInt.asIntN(64, long) === long ? long : null
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** A shop has a few thousand. */
const known = new Map<string, number>()
/** Days since 1970-01-01; null if it is not a calendar day. */
export function parseDay(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const there = known.get(value)
  if (there !== undefined) return there
  if (!DAY.test(value)) return null
  const number = dayNumber(value)
  // `2026-02-31` would be read as a day of March.
  if (Number.isNaN(number) || dayOfNumber(number) !== value) return null
  known.set(value, number)
  return number
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?Z$/
const DAY_MICROS = 86_400_000_000
/** Microseconds since 1970-01-01, as a bigint beyond 2^53; null if it is not an instant. */
export function parseMicros(value: unknown): number | bigint | null {
  if (typeof value !== 'string') return null
  const [, day, hours, minutes, seconds, part = ''] = INSTANT.exec(value) ?? []
  const days = parseDay(day)
  if (days === null || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const within =
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000 +
    Number(part.slice(0, 6).padEnd(6, '0'))
  const micros = days * DAY_MICROS + within
  return Number.isSafeInteger(micros) ? micros : BigInt(days) * BigInt(DAY_MICROS) + BigInt(within)
}

/** JSON.stringify replacer that writes bigints as digits. */
export const bigintAsText = (_: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value
