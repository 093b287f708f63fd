import type { Api } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Blocker, Coordinator, Dataset } from '#contract/schedule.ts'
import type { Step } from '../../../loaders/core/declare/stream.ts'
import type { DatasetState } from '../store/records/datasets.ts'
import { datasetsOf } from '../store/records/datasets.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'

/** Next scheduled refresh of a dataset, and what blocks it. */
export interface Turn {
  readonly every: number
  readonly nextAt: string | null
  readonly blocker: Blocker | null
}

interface Parts {
  readonly dims: Dims
  readonly shopIds: (asked: readonly number[] | null) => readonly number[]
  readonly shop: (shopId: number) => ShopRow
  readonly steps: (shopId: number) => readonly Step[]
  readonly turnOf: (shop: ShopRow, coordinator: Coordinator, putOff: number | null) => Turn
  /** Steps that are read now. */
  readonly loading: (shopId: number) => ReadonlySet<string>
}

/** Handler of the datasets of shops. */
export const datasets = (parts: Parts): Pick<Handlers<Api>, 'sync.datasets'> => ({
  'sync.datasets': async ({ shopIds }) =>
    parts.shopIds(shopIds).flatMap(shopId => {
      const shop = parts.shop(shopId)
      return scheduledDatasets(
        shopId,
        parts.steps(shopId),
        datasetsOf(parts.dims, shopId),
        (coordinator, putOff) => parts.turnOf(shop, coordinator, putOff),
        parts.loading(shopId),
      )
    }),
})

/** All datasets of a shop with their freshness and next refresh. `loading` are the steps being read now. */
function scheduledDatasets(
  shopId: number,
  steps: readonly Step[],
  states: readonly DatasetState[],
  turnOf: (coordinator: Coordinator, putOff: number | null) => Turn,
  loading: ReadonlySet<string>,
): readonly Dataset[] {
  const known = new Map(states.map(state => [state.word.step, state]))
  return steps.map(({ id, refresh }) => {
    const state = known.get(id)
    const word = state?.word
    return {
      shopId,
      step: id,
      coordinator: refresh,
      ...turnOf(refresh, word?.status === 'later' && word.until ? Date.parse(word.until) : null),
      status: loading.has(id) ? 'running' : (word?.status ?? null),
      lastTryAt: state?.triedAt ?? null,
      lastSuccessAt: state?.succeededAt ?? null,
      rows: word?.rows ?? 0,
      added: word?.added ?? 0,
      changed: word?.changed ?? 0,
      kind: word?.kind ?? null,
      message: word?.message ?? null,
    }
  })
}
