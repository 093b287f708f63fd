import { addDays } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'

export const PRESETS = ['today', 'yesterday', '7', '30', '90'] as const
export type Preset = (typeof PRESETS)[number]

/** First and last Moscow day, both counted. */
export interface Period {
  readonly from: Day
  readonly to: Day
}

/** The days of a preset; the longer ones end today. */
export function periodOf(preset: Preset, today: Day): Period {
  if (preset === 'today') return { from: today, to: today }
  if (preset === 'yesterday') return { from: addDays(today, -1), to: addDays(today, -1) }
  return { from: addDays(today, 1 - Number(preset)), to: today }
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
