import { describe, expect, it } from 'vitest'
import type { Coverage } from '#contract/overview.ts'
import { byShop, causeOf, datasetsOf, firstDay } from './datasets.ts'

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
  it('that figures stand on have a first day, of a shop and of all', () => {
    const all = [
      coverage({ step: 'ozon.orders', from: '2025-11-29' }),
      coverage({ shopId: 2, step: 'wb.orders', from: '2026-08-31' }),
      coverage({ shopId: 2, step: 'wb.finance', from: '2024-01-29' }),
      coverage({ shopId: 2, step: 'wb.ads', from: null }),
    ]
    expect(firstDay(all, null)).toBe('2025-11-29')
    expect(firstDay(all, 2)).toBe('2026-08-31')
    expect(firstDay(all, 3)).toBeNull()
  })
})

describe('the cause of a failed try', () => {
  const refused = { messages: [{ word: 'keys_refused', details: { kind: 'bad_key' } }] }

  it('stands in its row', () => {
    expect(causeOf({ kind: 'shape' }, { messages: [] })).toBe('shape')
    expect(causeOf({ kind: 'shape' }, refused)).toBe('shape')
    expect(causeOf({ kind: null }, refused)).toBeNull()
  })

  it('is not repeated in every row if the shop’s keys are refused', () => {
    expect(causeOf({ kind: 'bad_key' }, refused)).toBeNull()
  })
})
