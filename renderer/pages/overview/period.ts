import type { Day } from '#contract/money.ts'

export const PRESETS = ['today', 'yesterday', '7', '30', '90'] as const
export type Preset = (typeof PRESETS)[number]

/** First and last Moscow day, both counted. */
export interface Period {
  readonly from: Day
  readonly to: Day
}

const DAY_MS = 86_400_000
/** Moscow keeps UTC+3 all the year round. */
const MOSCOW_MS = 3 * 3_600_000

/** The Moscow day of an instant given in ms since the epoch. */
export const moscowDay = (at: number): Day => new Date(at + MOSCOW_MS).toISOString().slice(0, 10)

/** A day so many days later. */
export const shifted = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** The days of a preset; the longer ones end today. */
export function periodOf(preset: Preset, today: Day): Period {
  if (preset === 'today') return { from: today, to: today }
  if (preset === 'yesterday') return { from: shifted(today, -1), to: shifted(today, -1) }
  return { from: shifted(today, 1 - Number(preset)), to: today }
}

/** What an address says: a preset, a pair of days, or 30 days when it says nothing that can be read. */
export function readPeriod(
  address: URLSearchParams,
  today: Day,
): Period & { readonly preset: Preset | null } {
  const from = address.get('from')
  const to = address.get('to')
  if (isDay(from) && isDay(to) && from <= to) return { from, to, preset: null }
  const preset = PRESETS.find(each => each === address.get('period')) ?? '30'
  return { ...periodOf(preset, today), preset }
}

function isDay(text: string | null): text is Day {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
