import { addDays } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'

/** Periods by name: those one reaches for daily, and the calendar's. */
export const DAILY = ['today', 'yesterday', '7', '30', '90'] as const
export const CALENDAR = [
  'month',
  'last_month',
  'quarter',
  'last_quarter',
  'year',
  'last_year',
  'all',
] as const
export const PRESETS = [...DAILY, ...CALENDAR] as const
export type Preset = (typeof PRESETS)[number]

/** First and last Moscow day, both counted. */
export interface Period {
  readonly from: Day
  readonly to: Day
}
/** Days, and the name by which they were chosen. */
export type Chosen = Period & { readonly preset: Preset | null }

/**
 * The days of a preset. So many days are whole ones, so they end yesterday; a month, a quarter and a year that run end today. `first` is the first day with data,
 * at which «all» begins.
 */
export function periodOf(preset: Preset, today: Day, first: Day | null): Period {
  const yesterday = addDays(today, -1)
  switch (preset) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: yesterday, to: yesterday }
    case 'month':
      return { from: monthOf(today), to: today }
    case 'quarter':
      return { from: quarterOf(today), to: today }
    case 'year':
      return { from: yearOf(today), to: today }
    case 'last_month':
      return before(monthOf(today), monthOf)
    case 'last_quarter':
      return before(quarterOf(today), quarterOf)
    case 'last_year':
      return before(yearOf(today), yearOf)
    case 'all':
      return { from: first ?? yearOf(today), to: today }
    default:
      return { from: addDays(today, -Number(preset)), to: yesterday }
  }
}

/** What an address says: a preset, a pair of days up to today, or null when it says nothing that can be read. */
export function readPeriod(address: URLSearchParams, today: Day, first: Day | null): Chosen | null {
  const from = address.get('from')
  const to = address.get('to')
  if (isDay(from) && isDay(to) && from <= to && to <= today) return { from, to, preset: null }
  const preset = PRESETS.find(each => each === address.get('period'))
  return preset ? { ...periodOf(preset, today, first), preset } : null
}

/** What stands in an address for a period: its name, or its days. */
export const writePeriod = ({ preset, from, to }: Chosen): Readonly<Record<string, string>> =>
  preset ? { period: preset } : { from, to }

/** A day as a person types it (28.11.2026, 28.11.26, 28 11 26, 2026-11-28), or null when it is none. */
export function typedDay(text: string): Day | null {
  const [, year, month, date] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim()) ??
    turned(/^(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4}|\d{2})$/.exec(text.trim()))
  if (!year || !month || !date) return null
  const day = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : null
}

/** Why two days that were typed are no period. */
export type Misfit = 'invalid' | 'invalid.order' | 'invalid.future' | 'invalid.first'

/** The period between two days as they were typed, today among them, no further back than the data; else why it is none. */
export function typedPeriod(
  typed: { readonly from: string; readonly to: string },
  today: Day,
  first: Day | null,
): Period | Misfit {
  const from = typedDay(typed.from)
  const to = typedDay(typed.to)
  if (!from || !to) return 'invalid'
  if (from > to) return 'invalid.order'
  if (to > today) return 'invalid.future'
  return first && from < first ? 'invalid.first' : { from, to }
}

/** Whether anything of a period can be known: it does not end before the first day with data. */
export const canBeKnown = ({ to }: Period, first: Day | null): boolean => first === null || to >= first

/** A day as it is typed: 28.11.2026. */
export const dayToType = (day: Day): string => day.split('-').reverse().join('.')

/** The first day of the month in which a day lies, so many months on. */
export const monthOf = (day: Day, months = 0): Day => {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}

const quarterOf = (day: Day): Day => monthOf(day, -((Number(day.slice(5, 7)) - 1) % 3))
const yearOf = (day: Day): Day => `${day.slice(0, 4)}-01-01`

/** The whole month, quarter or year that ended before one began. */
function before(start: Day, startOf: (day: Day) => Day): Period {
  const to = addDays(start, -1)
  return { from: startOf(to), to }
}

/** Day, month, year in the order of the other form. */
const turned = (found: readonly string[] | null): readonly (string | undefined)[] =>
  found ? [found[0], found[3], found[2], found[1]] : []

/** Whether a text is a day of the calendar: 2026-02-30 is none. */
function isDay(text: string | null): text is Day {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
