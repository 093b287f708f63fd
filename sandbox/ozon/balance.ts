import { z } from 'zod'
import { dayNumber } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { read } from './call.ts'
import { accrualType } from './world/accrual-types.ts'
import type { Accrual } from './world/accruals.ts'
import type { World } from './world/index.ts'

const MOST_DAYS = 30

const value = (kopecks: number, currency_code: string) => ({ currency_code, value: roubles(kopecks) })

/** What the balance counts of a span of days, in order. */
export function* accrualsOf(world: World, from: number, to: number): Generator<Accrual> {
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); day++)
    yield* world.bookedByDay().get(day) ?? []
}
export const accruedIn = (world: World, from: number, to: number): number => {
  let sum = 0
  for (const { total } of accrualsOf(world, from, to)) sum += total
  return sum
}
export const paidIn = (world: World, from: number, to: number): readonly number[] =>
  world.payouts().flatMap(({ day, sum }) => (day >= from && day <= to ? [sum] : []))
/** What stood on the balance when a day began. */
export const balanceBefore = (world: World, day: number): number =>
  accruedIn(world, world.startDay, day - 1) -
  paidIn(world, world.startDay, day - 1).reduce((sum, one) => sum + one, 0)

/** POST /v1/finance/balance: at most 30 days of one month. */
export const balance: Handler = ({ shop, body }) => {
  const request = read(z.object({ date_from: z.string(), date_to: z.string() }), body)
  const [from, to] = [dayNumber(request.date_from), dayNumber(request.date_to)]
  const world = shop.world()
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) throw badRequest('invalid period')
  if (from > world.today) throw badRequest('date_from must not be in the future')
  if (to - from >= MOST_DAYS || request.date_from.slice(0, 7) !== request.date_to.slice(0, 7))
    throw badRequest('period must not exceed 30 days of one month')
  const sides = {
    sales: { amount: 0, revenue: 0, points: 0, partners: 0, fee: 0 },
    returns: { amount: 0, revenue: 0, points: 0, partners: 0, fee: 0 },
  }
  const services = new Map<string, number>()
  for (const accrual of accrualsOf(world, from, to)) {
    for (const { sale } of accrual.products) {
      if (!sale) continue
      const side = sale.sale < 0 ? sides.returns : sides.sales
      side.amount += sale.sale
      side.revenue += sale.buyer
      side.points += sale.bonus
      side.partners += sale.coinvestment
      side.fee += sale.commission
    }
    for (const { typeId, sum } of [...accrual.products.flatMap(p => p.services ?? []), ...accrual.fees]) {
      const { name } = accrualType(typeId)
      services.set(name, (services.get(name) ?? 0) + sum)
    }
  }
  const shown = (kopecks: number) => value(kopecks, shop.currency)
  const flow = (side: (typeof sides)['sales']) => ({
    amount: shown(side.amount),
    amount_details: {
      revenue: shown(side.revenue),
      // A string, empty for nothing (ozon.md 13.1).
      points_for_discounts: side.points === 0 ? '' : String(roubles(side.points)),
      partner_programs: shown(side.partners),
    },
    fee: shown(side.fee),
  })
  return ok({
    cashflows: {
      sales: flow(sides.sales),
      returns: flow(sides.returns),
      services: [...services].map(([name, sum]) => ({ name, amount: shown(sum) })),
    },
    total: {
      opening_balance: shown(balanceBefore(world, from)),
      accrued: shown(accruedIn(world, from, to)),
      payments: paidIn(world, from, to).map(shown),
      closing_balance: shown(balanceBefore(world, to + 1)),
    },
  })
}
