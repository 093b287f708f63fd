import { describe, expect, it } from 'vitest'
import type { Coverage } from '#contract/overview.ts'
import { byShop, datasetsOf, namesOf } from './datasets.ts'

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
  it('are grouped by shop in the order of the shops; a shop without any has no group', () => {
    const datasets = datasetsOf([coverage({ shopId: 2 }), coverage({}), coverage({ step: 'ozon.orders' })])
    const groups = byShop(datasets, [{ id: 1 }, { id: 3 }, { id: 2 }])
    expect(groups.map(({ shop, datasets: own }) => [shop.id, own.map(({ step }) => step)])).toEqual([
      [1, ['ozon.finance', 'ozon.orders']],
      [2, ['ozon.finance']],
    ])
  })
  it('that are called alike are named once', () => {
    const label = (step: string) => step.slice(step.indexOf('.') + 1)
    expect(namesOf(['ozon.orders', 'wb.orders', 'wb.ads'], label)).toBe('orders, ads')
  })
})
