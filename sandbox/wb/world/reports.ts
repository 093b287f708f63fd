import { dayNumber, dayString, startOfDay } from '../../clock.ts'
import type { FinanceLine } from './finance.ts'

/** A finance report: a week or a day of the same operations, the main part or the one by buyouts. */
export type Report = {
  /** Text, because the ids of daily reports do not fit 2^53 (wildberries.md 1.8). */
  readonly id: string
  readonly period: 'weekly' | 'daily'
  readonly type: 1 | 2
  readonly from: number
  readonly to: number
  readonly createdDay: number
  /** The rrdId before its first line; its lines are within ROOM after it. */
  readonly before: number
}

/** Reports go back to this day. */
const FIRST_DAY = dayNumber('2024-01-29')
const NINE_HOURS = 9 * 3_600_000
const ROOM = 2_000_000

/** The Monday of a day's week (1970-01-01 was a Thursday). */
export const mondayOf = (day: number): number => day - ((day + 3) % 7)

const published = (lastDay: number, now: number): boolean => startOfDay(lastDay + 1) + NINE_HOURS <= now

function report(seed: number, period: Report['period'], from: number, type: 1 | 2): Report {
  const weekly = period === 'weekly'
  const to = weekly ? from + 6 : from
  return {
    id: weekly ? `${seed}${from}${type}` : `9033${seed}${type}${dayString(from).replaceAll('-', '')}`,
    period,
    type,
    from,
    to,
    createdDay: to + 1,
    before: (weekly ? 1_000_000_000_000 : 3_000_000_000_000) + ((from - 10_000) * 2 + type) * ROOM,
  }
}

/** The reports of a shop that are out at `now`, oldest first. */
export function reportsOf(
  seed: number,
  startDay: number,
  now: number,
  period: Report['period'],
): readonly Report[] {
  const first = Math.max(startDay, FIRST_DAY)
  const step = period === 'weekly' ? 7 : 1
  const reports: Report[] = []
  for (let day = period === 'weekly' ? mondayOf(first) : first; published(day + step - 1, now); day += step)
    reports.push(report(seed, period, day, 1), report(seed, period, day, 2))
  return reports
}

/** A line with its place in a report. */
export type ReportLine = { readonly report: Report; readonly rrdId: number; readonly line: FinanceLine }

/** The lines of a report, rrdId rising. */
export function linesOfReport(
  report: Report,
  linesOfDay: (day: number) => readonly FinanceLine[],
): ReportLine[] {
  const found: ReportLine[] = []
  for (let day = report.from; day <= report.to; day++)
    for (const line of linesOfDay(day))
      if (line.buyouts === (report.type === 2))
        found.push({ report, line, rrdId: report.before + 1 + found.length * 3 })
  return found
}

/** Whether all lines of a report come before an rrdId, without making them. */
export const isBehind = (report: Report, rrdId: number): boolean => report.before + ROOM <= rrdId
