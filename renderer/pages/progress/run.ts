import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Key } from '#i18n'

/** The presentation of a run: its icon and sentences. */
export interface Face {
  readonly emoji: '📦' | '🎉' | '✅' | '⚠️'
  readonly title: Key
  readonly text: Key | null
  readonly ended: boolean
}

/**
 * The presentation of a run. A run that left something out is never shown as a success. The celebration is for the end of a first load, and waits while
 * another shop is still in its own (`others`). `listed`: the run contains all steps of the shop.
 */
export function faceOf(run: Progress | null, { others = false, listed = false } = {}): Face {
  if (!run) return { emoji: '📦', title: 'progress.waiting', text: 'progress.waiting.text', ended: false }
  switch (run.status) {
    case 'running': {
      const title = run.first ? 'progress.first' : 'progress.refreshing'
      return { emoji: '📦', title, text: 'progress.resuming', ended: false }
    }
    case 'paused':
      return { emoji: '📦', title: 'progress.paused', text: 'progress.paused.text', ended: false }
    case 'interrupted':
      return { emoji: '⚠️', title: 'progress.interrupted', text: 'progress.interrupted.text', ended: false }
    case 'failed':
      if (
        !run.steps.some(step => step.status === 'failed') &&
        run.steps.some(step => step.status === 'later')
      )
        return { emoji: '📦', title: 'progress.later', text: 'progress.later.text', ended: true }
      return run.steps.some(step => step.status === 'done')
        ? { emoji: '⚠️', title: 'progress.partly', text: 'progress.partly.text', ended: true }
        : { emoji: '⚠️', title: 'progress.failed', text: 'progress.failed.text', ended: true }
    case 'done': {
      const whole = run.steps.every(step => step.status === 'done')
      const skipped = whole ? null : 'progress.done.skipped'
      if (!run.first) {
        const text = skipped ?? (listed ? 'progress.refreshed.text' : null)
        return { emoji: '✅', title: 'progress.refreshed', text, ended: true }
      }
      if (others) return { emoji: '✅', title: 'progress.one', text: 'progress.one.text', ended: true }
      return whole
        ? { emoji: '🎉', title: 'progress.done', text: 'progress.done.text', ended: true }
        : { emoji: '✅', title: 'progress.available', text: skipped, ended: true }
    }
  }
}

/** The first load that the page has seen end well; null before, and once the user starts another load. */
export function celebrated(known: Progress | null, told: Progress): Progress | null {
  if (told.first) return told.status === 'done' ? told : null
  return told.trigger === 'person' ? null : known
}

const ENDED: ReadonlySet<StepProgress['status']> = new Set(['done', 'skipped', 'failed', 'later'])

/** The step to report: the first running one, else the first that has not ended; null if all have. Numbers count from 1. */
export function currentStep(run: Progress): { readonly number: number; readonly step: StepProgress } | null {
  const running = run.steps.findIndex(step => step.status === 'running')
  const index = running === -1 ? run.steps.findIndex(step => !ENDED.has(step.status)) : running
  const step = run.steps[index]
  return step ? { number: index + 1, step } : null
}

/** Percent as shown: 100 only when the run has ended. */
export const percentOf = (run: Progress | null): number =>
  run === null ? 0 : run.status === 'done' ? 100 : Math.min(run.percent, 99)

/** Steps that can be retried. */
export const failedSteps = (run: Progress): readonly string[] =>
  run.steps.filter(step => step.status === 'failed').map(step => step.step)

const NEW_KEYS: ReadonlySet<string> = new Set(['bad_key', 'expired_key', 'no_key'])

/** The reason why several steps failed, if it is the same; else null. `newKeys`: other keys would help. */
export function sharedKind(run: Progress): { readonly kind: string; readonly newKeys: boolean } | null {
  const [first, ...others] = run.steps.filter(step => step.status === 'failed')
  const kind = first?.kind
  if (!kind || others.length === 0 || others.some(step => step.kind !== kind)) return null
  return { kind, newKeys: NEW_KEYS.has(kind) }
}

/** Progress rounded down to tens, so that a screen reader can keep up. */
export const spokenPercent = (run: Progress | null): number => Math.floor(percentOf(run) / 10) * 10
