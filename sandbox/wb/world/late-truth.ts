import { dayString, moscowDay } from '../../clock.ts'
import type { WbWorld } from './index.ts'
import type { WbTruth } from './sums.ts'

/** Days after a sale on which what is told late comes; later ones are corrections, which have other names. */
const [SOONEST, LATEST] = [8, 27]

/** The sales of a span of days that the reports do not have on their own day: from what the reports have on later ones, as far as they have come. */
export function lateOf(world: WbWorld, from: number, to: number): WbTruth['late'] {
  const late: WbTruth['late'] = []
  for (let day = from + SOONEST; day <= Math.min(world.today, to + LATEST); day++)
    for (const { oper, order, forPay } of world.finance(day)) {
      if (oper !== 'Продажа' || order === null) continue
      const sold = moscowDay(order.boughtAt)
      if (sold === day || sold < from || sold > to) continue
      late.push({ srid: order.srid, day: dayString(sold), toldOn: dayString(day), sum: forPay })
    }
  return late
}
