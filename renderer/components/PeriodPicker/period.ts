import { addDays } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'

/** Presets: frequent periods, and calendar periods. */
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

/** First and last Moscow day, both included. */
export interface Period {
  readonly from: Day
  readonly to: Day
}
/** A period, and the preset that it was chosen by. */
export type Chosen = Period & { readonly preset: Preset | null }

/**
 * The days of a preset. "Last N days" are full days and end yesterday; the current month, quarter and year end today. `first` is the first day with data, at
 * which «all» begins.
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

/** The period in a URL: a preset, or two days up to today; null if there is none or it is invalid. */
export function readPeriod(address: URLSearchParams, today: Day, first: Day | null): Chosen | null {
  const from = address.get('from')
  const to = address.get('to')
  if (isDay(from) && isDay(to) && from <= to && to <= today) return { from, to, preset: null }
  const preset = PRESETS.find(each => each === address.get('period'))
  return preset ? { ...periodOf(preset, today, first), preset } : null
}

/** URL parameters of a period: its preset, or its days. */
export const writePeriod = ({ preset, from, to }: Chosen): Readonly<Record<string, string>> =>
  preset ? { period: preset } : { from, to }

/** Parses a typed day (28.11.2026, 28.11.26, 28 11 26, 2026-11-28); null if it is not one. */
export function typedDay(text: string): Day | null {
  const [, year, month, date] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim()) ??
    turned(/^(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4}|\d{2})$/.exec(text.trim()))
  if (!year || !month || !date) return null
  const day = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) ? day : null
}

/** Why two typed days are not a valid period. */
export type Misfit = 'invalid' | 'invalid.order' | 'invalid.future' | 'invalid.first'

/** The period between two typed days, not after today and not before the data; else why it is invalid. */
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

/** Whether data covers any of the period: it does not end before the first day with data. */
export const canBeKnown = ({ to }: Period, first: Day | null): boolean => first === null || to >= first

/** Formats a day as it is typed: 28.11.2026. */
export const dayToType = (day: Day): string => day.split('-').reverse().join('.')

/** The first day of the month that is `months` after the month of a day. */
export const monthOf = (day: Day, months = 0): Day => {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}

const quarterOf = (day: Day): Day => monthOf(day, -((Number(day.slice(5, 7)) - 1) % 3))
const yearOf = (day: Day): Day => `${day.slice(0, 4)}-01-01`

/** The full month, quarter or year before the one that begins at `start`. */
function before(start: Day, startOf: (day: Day) => Day): Period {
  const to = addDays(start, -1)
  return { from: startOf(to), to }
}

/** Reorders day, month, year to the other format. */
const turned = (found: readonly string[] | null): readonly (string | undefined)[] =>
  found ? [found[0], found[3], found[2], found[1]] : []

/** Whether a text is a valid date: 2026-02-30 is not. */
function isDay(text: string | null): text is Day {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
