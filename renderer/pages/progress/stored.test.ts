import { expect, test } from 'vitest'
import type { Coverage } from '#contract/overview.ts'
import type { Dataset } from '#contract/schedule.ts'
import { broughtBy, storedOf } from './stored.ts'

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

test('what is stored of a step is the whole of its tables, whatever a refresh has read of them', () => {
  const stored = storedOf([
    table('ozon.finance', 12, null, null),
    table('ozon.finance', 300, '2025-12-01', '2026-11-20'),
    table('ozon.finance', 5, '2026-01-01', '2026-11-28'),
    table('ozon.content', 40, null, null),
  ])
  expect(stored.get('ozon.finance')).toEqual({ rows: 317, from: '2025-12-01', to: '2026-11-28' })
  expect(stored.get('ozon.content')).toEqual({ rows: 40, from: null, to: null })
})

test('what a refresh has brought is of the steps that were read since it began, and of no others', () => {
  const dataset = (step: string, lastTryAt: string | null) =>
    ({ step, lastTryAt, added: 3, changed: 1 }) as Dataset
  const datasets = [
    dataset('ozon.orders', '2026-11-28T10:00:05.000Z'),
    dataset('ozon.finance', '2026-11-28T09:59:59.999Z'),
    dataset('ozon.ads', null),
  ]
  expect([...broughtBy(datasets, '2026-11-28T10:00:00.000Z')]).toEqual([
    ['ozon.orders', { added: 3, changed: 1 }],
  ])
})
