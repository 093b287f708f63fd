import { expect, test } from 'vitest'
import { marketplaceOf } from '../../../loaders/index.ts'
import { openRecords } from '../../../tests/support/records.ts'
import { shopRow } from '../../../tests/support/schedule-world.ts'
import { datasets } from './datasets.ts'

test('a dataset that was never tried has its turn, and nothing else to tell', async () => {
  const [step] = marketplaceOf('ozon').steps
  const { 'sync.datasets': list } = datasets({
    dims: openRecords(),
    shopIds: () => [1],
    shop: () => shopRow(1),
    steps: () => (step ? [step] : []),
    turnOf: () => ({ every: 1, nextAt: null, blocker: null }),
    loading: () => new Set(),
  })
  expect(await list({ shopIds: null })).toEqual([
    {
      shopId: 1,
      step: step?.id,
      coordinator: step?.refresh,
      every: 1,
      nextAt: null,
      blocker: null,
      status: null,
      lastTryAt: null,
      lastSuccessAt: null,
      rows: 0,
      added: 0,
      changed: 0,
      kind: null,
      message: null,
    },
  ])
})
