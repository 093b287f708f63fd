import { dayString } from '../../clock.ts'
import type { World } from './index.ts'

/** One side of a day in kopecks, signed to the seller: the amount is what buyers paid, points and partner programs together. */
export type BookSide = { amount: number; revenue: number; points: number; partners: number; fee: number }

/** What the books say of one Moscow day, in kopecks; `services` by type id. */
export type BookDay = {
  opening: number
  accrued: number
  paid: number
  closing: number
  sales: BookSide
  returns: BookSide
  services: Record<number, number>
}

const side = (): BookSide => ({ amount: 0, revenue: 0, points: 0, partners: 0, fee: 0 })

/** The books of a shop, day by day from its first, kept from the accruals and payouts alone. */
export function booksOf(world: World, from: number, to: number): Record<string, BookDay> {
  const kept: Record<string, BookDay> = {}
  let balance = 0
  for (let day = world.startDay; day <= to; day++) {
    const book: BookDay = {
      opening: balance,
      accrued: 0,
      paid: 0,
      closing: 0,
      sales: side(),
      returns: side(),
      services: {},
    }
    for (const a of world.bookedByDay().get(day) ?? []) {
      book.accrued += a.total
      for (const p of a.products) {
        for (const s of p.services ?? []) book.services[s.typeId] = (book.services[s.typeId] ?? 0) + s.sum
        if (!p.sale) continue
        const of = a.operation === 'return' ? book.returns : book.sales
        of.amount += p.sale.sale
        of.revenue += p.sale.buyer
        of.partners += p.sale.coinvestment
        of.points += p.sale.bonus
        of.fee += p.sale.commission
      }
      for (const f of a.fees) book.services[f.typeId] = (book.services[f.typeId] ?? 0) + f.sum
    }
    for (const p of world.payouts()) if (p.day === day) book.paid += p.sum
    balance += book.accrued - book.paid
    book.closing = balance
    if (day >= from) kept[dayString(day)] = book
  }
  return kept
}

/** What a report of realised goods states of one side, in kopecks and pieces: paid by buyers, points, partners, fee, and what is credited. */
export type Realized = {
  rows: number
  units: number
  amount: number
  bonus: number
  partners: number
  fee: number
  total: number
}

/** Both sides of a month by SKU. */
export type RealizedMonth = Record<'delivered' | 'returned', Record<string, Realized>>

const nothing = (): Realized => ({ rows: 0, units: 0, amount: 0, bonus: 0, partners: 0, fee: 0, total: 0 })

/**
 * What must be reported of each month that is over, by `YYYY-MM`, side and SKU. A report is out by the 5th; months with nothing to report have none.
 */
export function realizedOf(world: Pick<World, 'bookedByDay' | 'today'>): Record<string, RealizedMonth> {
  const told: Record<string, RealizedMonth> = {}
  for (const a of [...world.bookedByDay().values()].flat()) {
    if ((a.operation !== 'sale' && a.operation !== 'return') || a.leftOut) continue
    const month = dayString(a.day).slice(0, 7)
    const monthOfToday = dayString(world.today - 4).slice(0, 7)
    if (month >= monthOfToday) continue
    told[month] ??= { delivered: {}, returned: {} }
    const sides = told[month]
    const side = a.operation === 'sale' ? sides.delivered : sides.returned
    for (const { sku, quantity, sale } of a.products) {
      if (!sale) continue
      side[sku] ??= nothing()
      const of = side[sku]
      of.rows += 1
      of.units += quantity
      of.amount += Math.abs(sale.buyer)
      of.partners += Math.abs(sale.coinvestment)
      of.bonus += Math.abs(sale.bonus)
      of.fee += Math.abs(sale.commission)
      of.total += Math.abs(sale.buyer + sale.bonus + sale.coinvestment) - Math.abs(sale.commission)
    }
  }
  return told
}
