import type { Shop } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { isAwaited } from '#contract/sync.ts'
import type { Trigger } from '#contract/trigger.ts'
import { COORDINATORS } from '#contract/trigger.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import { endOf, isEnded, isGood, percentOf } from './progress.ts'
import type { Active } from './types.ts'

const SCHEDULED: ReadonlySet<Trigger> = new Set(COORDINATORS)
/** Whether the run was started by the schedule or a deferred retry, so that nobody waits for it. */
export const isAutomatic = (run: Pick<Progress, 'trigger'>): boolean =>
  isScheduled(run) || run.trigger === 'later'
export const isScheduled = ({ trigger }: Pick<Progress, 'trigger'>): boolean => SCHEDULED.has(trigger)

/** The run to show if several are active: one that the user started or the first load, else the newest. */
export const mostRelevant = <R extends Pick<Progress, 'trigger' | 'first'>>(runs: readonly R[]): R | null =>
  runs.findLast(isAwaited) ?? runs.at(-1) ?? null

/**
 * Progress of a run as the window shows it. A scheduled run shows its own steps; any other run shows all steps of the shop, the rest with their last state, so
 * that a retry of one step does not hide the others.
 */
export function runView(record: Progress, known: readonly Step[], words: readonly StepProgress[]): Progress {
  if (isScheduled(record)) return record
  const own = new Map(record.steps.map(word => [word.step, word]))
  const before = new Map(words.filter(isEnded).map(word => [word.step, word]))
  const steps = known.flatMap(({ id }) => own.get(id) ?? before.get(id) ?? [])
  if (record.endedAt === null) return { ...record, steps }
  return { ...record, steps, status: endOf(steps), percent: percentOf(steps) }
}

/** The run record as stored: its own steps only, with the status that follows from them. */
export function recordOf({ progress, own }: Pick<Active, 'progress' | 'own'>): Progress {
  const steps = progress.steps.filter(({ step }) => own.has(step))
  return { ...progress, steps, status: progress.endedAt === null ? progress.status : endOf(steps) }
}

/** The record of a new run, before it has an id. */
export const newRun = (
  { id, loaded }: Pick<Shop, 'id' | 'loaded'>,
  steps: readonly string[],
  trigger: Trigger,
  startedAt: string,
): Omit<Progress, 'runId'> => ({
  shopId: id,
  trigger,
  status: 'running',
  percent: 0,
  first: !loaded,
  startedAt,
  endedAt: null,
  secondsLeft: null,
  requests: 0,
  waited: 0,
  steps: steps.map(initialProgress),
})

/** An interrupted run, ready to resume: steps that succeeded today and steps that another run is loading keep their state; the others start again. */
export const resumed = (
  record: Progress,
  busy: ReadonlySet<string>,
  today: ReadonlySet<string>,
): Progress => ({
  ...record,
  status: 'running',
  endedAt: null,
  steps: record.steps.map(word =>
    (isGood(word) && today.has(word.step)) || busy.has(word.step)
      ? word
      : { ...initialProgress(word.step), rows: word.rows, added: word.added, changed: word.changed },
  ),
})
