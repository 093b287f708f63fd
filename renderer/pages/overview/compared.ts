import { moscowDay } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Words } from '#i18n'

type Told = Pick<
  Overview,
  'to' | 'previousFrom' | 'previousTo' | 'comparedUntil' | 'units' | 'revenue' | 'adSpend'
>

/** One line: up to when the last day counts, the compared days, and the time zone. Why there is no comparison is shown in the tiles. */
export function comparedOf(overview: Told, words: Words): string {
  const { t, range, moscowTime } = words
  const { to, previousFrom, previousTo, comparedUntil, units, revenue, adSpend } = overview
  const until =
    comparedUntil && moscowDay(comparedUntil.until) === to ? moscowTime(comparedUntil.until) : null
  const before = range(previousFrom, previousTo)
  const previous = until ? t('overview.until', { range: before, time: until }) : before
  const compared = [units, revenue, adSpend].some(
    ({ value, previous }) => value !== null && previous !== null,
  )
    ? t('overview.compared', { previous })
    : t('overview.incomparable')
  const zone = words.zone()
  const clock = zone === null ? t('overview.zone') : t('overview.zone.other', { zone })
  return `${until ? `${t('overview.now', { time: until })} ` : ''}${compared} · ${clock}`
}
