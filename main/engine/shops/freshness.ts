import type { Updated } from '#contract/shop.ts'
import type { StepStatus } from '#contract/sync.ts'
import type { Marketplace } from '../../../loaders/core/declare/marketplace.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import type { DatasetState } from '../store/records/datasets.ts'

/** Whether a try left the data as old as they were. */
export const isVain = ({ status }: { readonly status: StepStatus }): boolean =>
  status === 'failed' || status === 'later'

/** What of a marketplace it takes to tell. */
interface Told {
  readonly steps: readonly Pick<Step, 'id' | 'refresh'>[]
  readonly figures: { readonly orders: Pick<Marketplace['figures']['orders'], 'step'> }
}

/**
 * How fresh the data of a shop are: the one definition of "updated" for every page, the tray and the command line. `at` is the oldest last success of what is
 * refreshed every half an hour, so that all of it is at least as fresh; what the keys do not allow does not count, nor what the marketplace put off, while
 * anything else does. A try that failed moves nothing.
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

const oldest = (states: readonly Pick<DatasetState, 'succeededAt'>[]): string | null =>
  states.flatMap(({ succeededAt }) => succeededAt ?? []).sort()[0] ?? null
