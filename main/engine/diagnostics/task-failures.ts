import { kindOf } from '#contract/errors.ts'
import type { Notice } from '#contract/shop.ts'
import type { Log } from './log.ts'

/** Least time between two log lines, or two notices, about the same failure, ms. */
const LOGGED_EVERY_MS = 600_000
const NOTICED_EVERY_MS = 3_600_000

/** Reports failures of background tasks: a log line, and a notice if only the user can help (disk full). */
export function taskFailures(log: Log, notice: (notice: Notice) => void, now: () => number) {
  const told = new Map<string, number>()
  const isNews = (what: string, every: number): boolean => {
    const at = now()
    const before = told.get(what)
    if (before !== undefined && at - before < every) return false
    told.set(what, at)
    return true
  }
  return (task: string, error: unknown): void => {
    const kind = kindOf(error)
    if (isNews(`${task} ${kind}`, LOGGED_EVERY_MS)) log('error', 'task_failed', { details: { task, kind } })
    if (kind === 'disk_full' && isNews(kind, NOTICED_EVERY_MS)) notice({ word: kind, details: {} })
  }
}
