import { kindOf } from '#contract/errors.ts'
import type { HostName } from '#contract/host.ts'
import type { Notice } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import { REACTION } from '../../loaders/core/errors.ts'
import type { Step } from '../../loaders/core/stream.ts'

/** The kind with which the marketplace refused the shop's main keys, or null. A key that is refused aside spoils only its own steps. */
export function refusedKey(
  progress: readonly StepProgress[],
  steps: readonly Step[],
  aside: ReadonlySet<HostName>,
  refusal: unknown,
): string | null {
  const stops = (kind: string | null) =>
    kind !== null && kind !== 'cancelled' && REACTION[kind as keyof typeof REACTION] === 'stop'
  if (refusal) return stops(kindOf(refusal)) ? kindOf(refusal) : null
  const main = new Set(
    steps.filter(step => step.streams.some(stream => !aside.has(stream.source.host))).map(step => step.id),
  )
  return progress.find(step => stops(step.kind) && main.has(step.step))?.kind ?? null
}

/** What keeps a shop from full health, for its line in the list: a failed step is never silent. */
export function messagesOf(steps: readonly StepProgress[]): Notice[] {
  return steps.flatMap(({ step, status, kind, until, notices }): Notice[] => {
    const about = { step, ...(kind ? { kind } : {}) }
    if (status === 'failed') return [{ word: 'step_failed', details: about }]
    if (status === 'later') return [{ word: 'step_later', details: { step, ...(until ? { until } : {}) } }]
    if (status === 'skipped' && kind !== 'no_performance') return [{ word: 'step_skipped', details: about }]
    const partly = notices.filter(notice => notice.word === 'partly_refused')
    return partly.map(({ details }) => ({ word: 'step_partly', details: { step, ...details } }))
  })
}
