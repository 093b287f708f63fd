import { expect, test } from 'vitest'
import type { Coverage } from '#contract/overview.ts'
import { heldOf } from './held.ts'

const table = (step: string, rows: number, from: string | null, to: string | null): Coverage => ({
  shopId: 1,
  step,
  table: `${step}_${rows}`,
  rows,
  from,
  to,
  holes: [],
  loadedAt: null,
})

test('what is held of a step is the whole of its tables, whatever a refresh has read of them', () => {
  const held = heldOf([
    table('ozon.finance', 12, null, null),
    table('ozon.finance', 300, '2025-12-01', '2026-11-20'),
    table('ozon.finance', 5, '2026-01-01', '2026-11-28'),
    table('ozon.content', 40, null, null),
  ])
  expect(held.get('ozon.finance')).toEqual({ rows: 317, from: '2025-12-01', to: '2026-11-28' })
  expect(held.get('ozon.content')).toEqual({ rows: 40, from: null, to: null })
})
