import type { RunSummary } from '#contract/schedule.ts'
import type { Key } from '#i18n'
import type { Color } from './freshness.ts'

export interface RunFace {
  readonly label: Key
  readonly color: Color
}

/** The result of a run as label and colour; a run that only waits for the marketplace has not failed. */
export function faceOf({ status, steps }: Pick<RunSummary, 'status' | 'steps'>): RunFace {
  switch (status) {
    case 'running':
      return { label: 'sync.run.running', color: 'blue' }
    case 'paused':
      return { label: 'sync.run.paused', color: 'gray' }
    case 'interrupted':
      return { label: 'sync.run.interrupted', color: 'yellow' }
    case 'done':
      return { label: 'sync.run.done', color: 'pine' }
    case 'failed':
      return failedSteps({ steps }).length === 0 && steps.some(step => step.status === 'later')
        ? { label: 'sync.run.later', color: 'yellow' }
        : { label: 'sync.run.failed', color: 'red' }
  }
}

/** Steps of a run that can be retried. */
export const failedSteps = ({ steps }: Pick<RunSummary, 'steps'>): readonly string[] =>
  steps.filter(step => step.status === 'failed').map(step => step.step)

/** Duration of a run, up to `now` while it runs, ms; null if its end is unknown. */
export function spanOf(
  { status, startedAt, endedAt }: Pick<RunSummary, 'status' | 'startedAt' | 'endedAt'>,
  now: number,
): number | null {
  if (endedAt !== null) return Date.parse(endedAt) - Date.parse(startedAt)
  return status === 'running' ? Math.max(0, now - Date.parse(startedAt)) : null
}
