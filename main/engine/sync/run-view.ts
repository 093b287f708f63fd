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
/** Whether nobody waits for a run: the schedule or the end of a wait began it. */
export const isAutomatic = (run: Pick<Progress, 'trigger'>): boolean =>
  isScheduled(run) || run.trigger === 'later'
export const isScheduled = ({ trigger }: Pick<Progress, 'trigger'>): boolean => SCHEDULED.has(trigger)

/** The run among several that a person wants to know of: their own or the first load, else the newest. */
export const mostRelevant = <R extends Pick<Progress, 'trigger' | 'first'>>(runs: readonly R[]): R | null =>
  runs.findLast(isAwaited) ?? runs.at(-1) ?? null

/**
 * A run as a person sees it. A coordinator's shows its own steps; any other shows the whole shop, so that a retry of one step does not hide the others:
 * these keep their last words.
 */
export function runView(record: Progress, known: readonly Step[], words: readonly StepProgress[]): Progress {
  if (isScheduled(record)) return record
  const own = new Map(record.steps.map(word => [word.step, word]))
  const before = new Map(words.filter(isEnded).map(word => [word.step, word]))
  const steps = known.flatMap(({ id }) => own.get(id) ?? before.get(id) ?? [])
  if (record.endedAt === null) return { ...record, steps }
  return { ...record, steps, status: endOf(steps), percent: percentOf(steps) }
}

/** A run as it is kept: with its own steps, and ended as these did. */
export function recordOf({ progress, own }: Pick<Active, 'progress' | 'own'>): Progress {
  const steps = progress.steps.filter(({ step }) => own.has(step))
  return { ...progress, steps, status: progress.endedAt === null ? progress.status : endOf(steps) }
}

/** The record of a run that begins, before it has a number. */
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

/** A run that was cut off, ready to go on: what was good today stays, for it is read again on another day, and so does what another run is busy with. */
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
