import type { Missing, Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'

const figure = (value: number | null, previous: number | null) => ({
  value,
  previous,
  missing: [] as Missing[],
  previousMissing: [] as Missing[],
})
const sum = (value: number | null, previous: number | null) => ({
  ...figure(value, previous),
  currency: 'RUB',
})

export const SHOP = { id: 1, name: 'House', marketplace: 'ozon' } as Shop

/** A test answer about one full day of one shop, with overrides. */
export const sample = (part: Partial<Overview> = {}): Overview => ({
  from: '2026-11-27',
  to: '2026-11-27',
  previousFrom: '2026-11-26',
  previousTo: '2026-11-26',
  comparedUntil: null,
  shops: [
    {
      shopId: 1,
      orders: { from: '2026-01-01', until: null, currency: 'RUB' },
      ads: { from: '2026-01-01', until: null, currency: 'RUB' },
    },
  ],
  units: figure(12, 10),
  revenue: sum(1_234_500, 1_000_000),
  averagePrice: sum(102_875, 100_000),
  adSpend: sum(50_000, 40_000),
  adRevenue: sum(200_000, 100_000),
  drr: figure(25, 40),
  totalDrr: figure(4.05, 4),
  daily: [
    {
      dt: '2026-11-27',
      units: 12,
      revenue: 1_234_500,
      adSpend: 50_000,
      shops: [{ shopId: 1, units: 12, revenue: 1_234_500, adSpend: 50_000 }],
    },
  ],
  topBy: 'revenue',
  top: [],
  ...part,
})
