/** Days are Moscow calendar days (UTC+3, no DST) counted from 1970-01-01; instants are UTC milliseconds. */
export const DAY = 86_400_000
const MOSCOW = 3 * 3_600_000

/** The day number of `YYYY-MM-DD`; NaN when the text is no date. */
export const dayNumber = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : Number.NaN

/** Days come by the million in large reports, and there are only some thousands of them. */
const known = new Map<number, string>()

/** `YYYY-MM-DD` of a day number. */
export function dayString(day: number): string {
  const text = known.get(day) ?? new Date(day * DAY).toISOString().slice(0, 10)
  known.set(day, text)
  return text
}

/** `DD.MM.YYYY`, as Performance reports write days. */
export const dayDots = (day: number): string => dayString(day).split('-').reverse().join('.')

/** The Moscow day that holds a UTC instant. */
export const moscowDay = (at: number): number => Math.floor((at + MOSCOW) / DAY)

/** The UTC instant at which a Moscow day starts. */
export const startOfDay = (day: number): number => day * DAY - MOSCOW

/** The last instant of a Moscow day. */
export const endOfDay = (day: number): number => startOfDay(day) + DAY - 1

/** The first day of the month of a day. */
export const monthOf = (day: number): number => dayNumber(`${dayString(day).slice(0, 7)}-01`)

/** The first day of the month after that of a day. */
export const nextMonth = (day: number): number => monthOf(monthOf(day) + 31)

/** The last instant of the month of a Moscow day. */
export const endOfMonth = (day: number): number => endOfDay(nextMonth(day) - 1)

/** RFC 3339 UTC with microseconds, as postings carry it (ozon.md 1). */
export const utc = (at: number): string =>
  `${new Date(at).toISOString().slice(0, -1)}${String((at * 7) % 1000).padStart(3, '0')}Z`

/** RFC 3339 UTC with milliseconds, as returns carry it. */
export const utcMillis = (at: number): string => new Date(at).toISOString()

/** `YYYY-MM-DDTHH:mm:ss` in Moscow, without a zone. */
export const moscowPlain = (at: number): string => new Date(at + MOSCOW).toISOString().slice(0, 19)

/** `YYYY-MM-DD HH:mm:ss` Moscow time without a zone, as finance transactions carry it (ozon.md 4d). */
export const moscowText = (at: number): string => moscowPlain(at).replace('T', ' ')
