import { describe, expect, it } from 'vitest'
import type { Coverage } from '#contract/overview.ts'
import { datasetsOf } from './datasets.ts'

const coverage = (part: Partial<Coverage>): Coverage => ({
  shopId: 1,
  step: 'ozon.finance',
  table: 'fact_ozon_transactions',
  rows: 0,
  from: null,
  to: null,
  holes: [],
  loadedAt: null,
  ...part,
})

describe('datasets', () => {
  it('join the tables of a step, from its first day to its last', () => {
    const hole = { from: '2026-03-01', to: '2026-03-02' }
    const joined = datasetsOf([
      coverage({
        rows: 10,
        from: '2026-01-05',
        to: '2026-11-24',
        holes: [hole],
        loadedAt: '2026-11-24T09:00:00Z',
      }),
      coverage({
        table: 'fact_ozon_transaction_lines',
        rows: 30,
        from: '2026-01-01',
        to: '2026-11-20',
        holes: [hole],
      }),
    ])
    expect(joined).toEqual([
      {
        shopId: 1,
        step: 'ozon.finance',
        rows: 40,
        from: '2026-01-01',
        to: '2026-11-24',
        holes: [hole],
        loadedAt: '2026-11-24T09:00:00Z',
      },
    ])
  })
  it('keep shops and steps apart', () => {
    const apart = datasetsOf([coverage({}), coverage({ shopId: 2 }), coverage({ step: 'ozon.orders' })])
    expect(apart.map(({ shopId, step }) => `${shopId} ${step}`)).toEqual([
      '1 ozon.finance',
      '2 ozon.finance',
      '1 ozon.orders',
    ])
  })
})
