import type { RunSummary } from '#contract/schedule.ts'
import type { Key } from '#i18n'
import type { Color } from './freshness.ts'

export interface RunFace {
  readonly label: Key
  readonly color: Color
}

/** How a run ended, in a word and a colour: one that only waits for the marketplace has not failed. */
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

/** The steps of a run that may be asked for once more. */
export const failedSteps = ({ steps }: Pick<RunSummary, 'steps'>): readonly string[] =>
  steps.filter(step => step.status === 'failed').map(step => step.step)

/** How long a run took, or has been running until `now`, in ms; null when nobody knows when it stopped. */
export function spanOf(
  { status, startedAt, endedAt }: Pick<RunSummary, 'status' | 'startedAt' | 'endedAt'>,
  now: number,
): number | null {
  if (endedAt !== null) return Date.parse(endedAt) - Date.parse(startedAt)
  return status === 'running' ? Math.max(0, now - Date.parse(startedAt)) : null
}
