import type { Updated } from '#contract/shop.ts'
import type { StepStatus } from '#contract/sync.ts'
import type { Marketplace } from '../../../loaders/core/declare/marketplace.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import type { DatasetState } from '../store/records/datasets.ts'

/** Whether a try left the data as old as they were. */
export const isVain = ({ status }: { readonly status: StepStatus }): boolean =>
  status === 'failed' || status === 'later'

/** The parts of a marketplace that decide freshness. */
interface Told {
  readonly steps: readonly Pick<Step, 'id' | 'refresh'>[]
  readonly figures: { readonly orders: Pick<Marketplace['figures']['orders'], 'step'> }
}

/**
 * Freshness of a shop's data: the only definition of "updated" for pages, tray and command line. `at` is the oldest last success of the half-hourly steps.
 * Steps that the keys do not allow are ignored, and so are those that the marketplace put off unless all are. A failed try changes nothing.
 */
export function updatedOf({ steps, figures }: Told, states: readonly DatasetState[]): Updated {
  const known = new Map(states.map(state => [state.word.step, state]))
  const tried = steps.flatMap(step => {
    const state = known.get(step.id)
    return state && state.word.status !== 'skipped' ? [{ ...state, refresh: step.refresh }] : []
  })
  const loaded = tried.filter(({ succeededAt }) => succeededAt !== null)
  const often = loaded.filter(({ refresh }) => refresh === 'frequent')
  const prompt = often.filter(({ word }) => word.status !== 'later')
  const counted = [prompt, often, loaded].find(of => of.length > 0) ?? []
  const failed = tried.filter(({ word }) => word.status === 'failed')
  return {
    at: oldest(counted),
    orders: known.get(figures.orders.step)?.succeededAt ?? null,
    triedAt:
      states
        .map(({ triedAt }) => triedAt)
        .sort()
        .at(-1) ?? null,
    behind: tried.filter(({ word }) => isVain(word)).map(({ word }) => word.step),
    failed: failed.map(({ word }) => word.step),
    failedSince: failed.some(({ succeededAt }) => succeededAt === null) ? null : oldest(failed),
  }
}

/** Steps of choice that the keys did not open when they were last tried. */
export const leftOutOf = (
  steps: readonly Pick<Step, 'id' | 'ofChoice'>[],
  states: readonly Pick<DatasetState, 'word'>[],
): string[] =>
  steps
    .filter(({ ofChoice }) => ofChoice)
    .map(({ id }) => id)
    .filter(id =>
      states.some(
        ({ word: { step, status, kind } }) => step === id && status === 'skipped' && kind === 'no_role',
      ),
    )

const oldest = (states: readonly Pick<DatasetState, 'succeededAt'>[]): string | null =>
  states.flatMap(({ succeededAt }) => succeededAt ?? []).sort()[0] ?? null
