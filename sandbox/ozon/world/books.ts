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
    for (const a of world.accrualsByDay().get(day) ?? []) {
      book.accrued += a.total
      for (const p of a.products) {
        for (const s of p.services ?? []) book.services[s.typeId] = (book.services[s.typeId] ?? 0) + s.sum
        if (!p.sale) continue
        const of = a.operation === 'return' ? book.returns : book.sales
        of.amount += p.sale.sale
        of.revenue += p.sale.buyer
        of.partners += p.sale.coinvestment
        of.points = of.amount - of.revenue - of.partners
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
