import type { HostName } from '#contract/marketplaces/index.ts'
import type { Notice } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import type { Load, Step } from '../../../loaders/core/declare/stream.ts'
import { REACTION } from '../../../loaders/core/errors.ts'
import type { Refusal } from './types.ts'

/**
 * The refusal of the shop's main keys that a result reports, or null. Refused optional keys fail only their own steps; a result without a step is about the
 * keys themselves.
 */
export function refusalOf(
  { step, kind, message }: Pick<StepProgress, 'kind' | 'message'> & { readonly step?: string },
  steps: readonly Load[],
  aside: ReadonlySet<HostName>,
): Refusal | null {
  if (kind === null || kind === 'cancelled' || REACTION[kind as keyof typeof REACTION] !== 'stop') return null
  const of = steps.find(({ id }) => id === step)
  return of && isOptional(of, aside) ? null : { kind, message }
}

/** Whether a step also uses other keys than the shop's main ones. */
export const isOptional = ({ streams }: Load, aside: ReadonlySet<HostName>): boolean =>
  streams.every(({ source }) => aside.has(source.host))

/** What keeps a shop from being healthy, for the list of shops: no failed step is left out. Data of another subscription, or of a right that was left out by choice, is not missing. */
export function messagesOf(
  words: readonly StepProgress[],
  steps: readonly Pick<Step, 'id' | 'ofPlan' | 'ofChoice'>[],
): Notice[] {
  const those = (is: (step: Pick<Step, 'ofPlan' | 'ofChoice'>) => true | undefined) =>
    new Set(steps.flatMap(step => (is(step) ? [step.id] : [])))
  const ofPlan = those(step => step.ofPlan)
  const ofChoice = those(step => step.ofChoice)
  const isExpected = ({ step, kind }: StepProgress) =>
    kind === 'no_performance' ||
    (kind === 'no_plan' && ofPlan.has(step)) ||
    (kind === 'no_role' && ofChoice.has(step))
  return words.flatMap((word): Notice[] => {
    const { step, status, kind, until, notices } = word
    const about = { step, ...(kind ? { kind } : {}) }
    if (status === 'failed') return [{ word: 'step_failed', details: about }]
    if (status === 'later') return [{ word: 'step_later', details: { step, ...(until ? { until } : {}) } }]
    if (status === 'skipped' && !isExpected(word)) return [{ word: 'step_skipped', details: about }]
    const partly = notices.filter(notice => notice.word === 'partly_refused')
    return partly.map(({ details }) => ({ word: 'step_partly', details: { step, ...details } }))
  })
}
