import { DAY, moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import type { Order } from './orders.ts'
import { commissionOf } from './tariffs.ts'

/** A sale or a return as the statistics show it; kopecks, returns have negative sums (wildberries.md 3). */
export type Sale = {
  readonly order: Order
  readonly kind: 'S' | 'R'
  readonly id: string
  readonly at: number
  readonly changedAt: number
  readonly priceWithDisc: number
  readonly finishedPrice: number
  readonly forPay: number
}

/** Percentage of the buyer's payment that the acquiring bank takes. */
export const acquiringPercent = (o: Order): number => 1.5 + (o.serial % 5) * 0.64

/** The bank's fee for a unit, kopecks. */
export const acquiringFee = (o: Order): number => percentOf(o.finishedPrice, acquiringPercent(o))

/** The commission of the day on which a unit is sold, per cent. */
export const commissionOfSale = ({ card, fbs, day, boughtAt }: Order): number =>
  commissionOf(card.subjectId, Number.isFinite(boughtAt) ? moscowDay(boughtAt) : day, fbs)

/** The payout for a sold unit, kopecks. */
export const forPayOf = (o: Order): number =>
  o.priceWithDisc - percentOf(o.priceWithDisc, commissionOfSale(o)) - acquiringFee(o)

function sale(order: Order, kind: 'S' | 'R', at: number, now: number): Sale {
  const sign = kind === 'S' ? 1 : -1
  // Sums of a fresh row can be zero for a day.
  const late = order.serial % 4 === 0
  const known = !late || now >= at + DAY
  return {
    order,
    kind,
    id: `${kind}${String(16_000_000_000 + (order.serial % 1_000_000_000) * 2 + (kind === 'S' ? 0 : 1))}`,
    at,
    changedAt: late && known ? at + DAY : at,
    priceWithDisc: known ? order.priceWithDisc : 0,
    finishedPrice: known ? sign * order.finishedPrice : 0,
    forPay: known ? sign * forPayOf(order) : 0,
  }
}

/** The sale and the return of an order that have happened by an instant. */
export function salesOf(o: Order, now: number): readonly Sale[] {
  const sales: Sale[] = []
  if (o.boughtAt <= now) sales.push(sale(o, 'S', o.boughtAt, now))
  if (o.returnedAt <= now) sales.push(sale(o, 'R', o.returnedAt, now))
  return sales
}
