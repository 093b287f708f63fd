import { expect, test } from 'vitest'
import { dayNumber } from '../clock.ts'
import { side } from './realization.ts'
import { accrual } from './world/accruals.ts'
import { realizedOf } from './world/books.ts'

/** A report that was printed (money.md 2.3): what buyers paid, partners paid, points, fee; and what was credited, kopecks. */
const PRINTED = { paid: 75_933_998, partners: 1_837_421, points: 28_414_084, fee: 23_857_915 }
const CREDITED = 82_327_588

/** All that it reports, as one product that was sold, or came back. */
const soldOr = (sign: 1 | -1) => {
  const { paid, partners, points, fee } = PRINTED
  return {
    sku: 1,
    name: '',
    quantity: 1,
    services: null,
    sale: {
      sale: sign * (paid + partners + points),
      seller: sign * (paid + partners + points),
      buyer: sign * paid,
      bonus: sign * points,
      coinvestment: sign * partners,
      commission: -sign * fee,
      percent: 22.5,
    },
  }
}

test.each([
  ['sold', 'delivered', 1],
  ['returned', 'returned', -1],
] as const)(
  'goods %s for the sums of a printed report are credited its total, by the report and by the truth',
  (_, name, sign) => {
    const product = soldOr(sign)
    const reported = side([{ product, sign }])
    expect(reported).toMatchObject({ total: 823275.88, amount: 759339.98, bonus: 284140.84 })
    const parts = ['bank_coinvestment', 'stars', 'pick_up_point_coinvestment'] as const
    expect(parts.reduce((sum, part) => sum + Math.round(Number(reported?.[part]) * 100), 0)).toBe(
      PRINTED.partners,
    )
    const day = dayNumber('2026-09-10')
    const { paid, partners, points, fee } = PRINTED
    const booked = accrual({
      id: 1,
      at: day * 86_400_000 + 3_600_000,
      operation: sign > 0 ? 'sale' : 'return',
      category: 'POSTING',
      unit: null,
      posting: null,
      products: [product],
      fees: [],
    })
    const months = realizedOf({ today: day + 60, bookedByDay: () => new Map([[day, [booked]]]) })
    expect(months['2026-09']?.[name]).toEqual({
      1: { rows: 1, units: 1, amount: paid, bonus: points, partners, fee, total: CREDITED },
    })
  },
)
