import { DAY, moscowDay } from '../../clock.ts'
import type { FinanceLine } from './finance.ts'
import type { Order } from './orders.ts'

/** Days after a sale or a return on which it is cancelled in the reports, and on which it is written again: weeks that are closed do not change. */
const CANCELLED_AFTER = 23
const AGAIN_AFTER = 31

const isSaleCorrected = (o: Order): boolean => Number.isFinite(o.boughtAt) && o.serial % 61 === 9
const isReturnCorrected = (o: Order): boolean => Number.isFinite(o.returnedAt) && o.serial % 7 === 2
const isFeeCorrected = (o: Order): boolean => Number.isFinite(o.boughtAt) && o.serial % 67 === 4

/** A sale that nothing else is written of later may come into the reports weeks late. */
const isLate = (o: Order): boolean =>
  o.fate === 'bought' && o.serial % 97 === 31 && !isSaleCorrected(o) && !isFeeCorrected(o)

/** When the reports have a sale (UTC ms): as a rule at once, of one in a hundred from eight to twenty-seven days after it. */
export const reportedAt = (o: Order): number =>
  isLate(o) ? o.boughtAt + (8 + (o.serial % 20)) * DAY : o.boughtAt

/** Moments at which something of an order is corrected, or told late (UTC ms). */
export const correctedAt = (o: Order): readonly number[] => [
  ...(isLate(o) ? [reportedAt(o)] : []),
  ...(isSaleCorrected(o) ? [o.boughtAt + CANCELLED_AFTER * DAY, o.boughtAt + AGAIN_AFTER * DAY] : []),
  ...(isReturnCorrected(o) ? [o.returnedAt + CANCELLED_AFTER * DAY, o.returnedAt + AGAIN_AFTER * DAY] : []),
  ...(isFeeCorrected(o) ? [o.boughtAt + AGAIN_AFTER * DAY] : []),
]

type Money = Partial<FinanceLine>
type Correction = Money & Pick<FinanceLine, 'oper' | 'doc'>

/** What is corrected of an order on a Moscow day; `money` is its sale or return. */
export function correctionsOf(o: Order, day: number, now: number, money: Money): readonly Correction[] {
  const found: Correction[] = []
  const on = (at: number, days: number) => {
    const then = at + days * DAY
    return then <= now && moscowDay(then) === day
  }
  const add = (oper: string, doc: FinanceLine['doc'], own: Money) => found.push({ ...own, oper, doc })
  if (isSaleCorrected(o)) {
    if (on(o.boughtAt, CANCELLED_AFTER)) add('Сторно продаж', 'Возврат', money)
    if (on(o.boughtAt, AGAIN_AFTER)) add('Коррекция продаж', 'Продажа', money)
  }
  if (isReturnCorrected(o)) {
    if (on(o.returnedAt, CANCELLED_AFTER)) add('Сторно возвратов', 'Продажа', money)
    if (on(o.returnedAt, AGAIN_AFTER)) add('Коррекция продаж', 'Возврат', money)
  }
  if (isFeeCorrected(o) && on(o.boughtAt, AGAIN_AFTER))
    add('Коррекция эквайринга', o.serial % 2 === 0 ? 'Продажа' : 'Возврат', {
      forPay: 100 + (o.serial % 900),
    })
  return found
}
