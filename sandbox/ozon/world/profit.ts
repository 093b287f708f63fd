import { dayString } from '../../clock.ts'
import type { World } from './index.ts'

/** Kopecks by month (`YYYY-MM`) and line of profit and loss; `unsorted` is what nobody but Ozon can tell. */
export type Profit = Record<string, Record<string, number>>

/** Which line each of the shop's services belongs to, by the numbers of Ozon's directory (money.md 1). */
const LINES: Readonly<Record<string, readonly number[]>> = {
  acquiring: [1],
  delivery: [16, 17, 21, 29, 30, 32],
  returns: [45, 59],
  storage: [46],
  supply: [12, 13, 38, 39, 77, 97],
  disposal: [15],
  ads: [41, 47, 54, 96],
  ads_ext: [19],
  subscription: [51, 52],
  payout_service: [18, 20],
  insurance: [76],
  fine: [14, 89, 90, 91, 92, 93, 94],
  compensation: [10, 25],
  correction: [11, 57],
  cash_only: [72, 83],
  unsorted: [127, 999],
}

/** Throws for a service that no line names: the truth would be silent about it. */
function lineOf(typeId: number): string {
  for (const [line, ids] of Object.entries(LINES)) if (ids.includes(typeId)) return line
  throw new Error(`the truth has no line for service ${typeId}`)
}

/** What the books of a shop come to between two Moscow days. */
export function profitOf(world: World, from: number, to: number): Profit {
  const profit: Profit = {}
  for (let day = from; day <= to; day++) {
    const list = world.accrualsByDay().get(day) ?? []
    if (list.length === 0) continue
    const name = dayString(day).slice(0, 7)
    profit[name] ??= {}
    const month = profit[name]
    const add = (line: string, sum: number) => {
      month[line] = (month[line] ?? 0) + sum
    }
    for (const { products, fees, unknown, currency } of list) {
      if (currency !== null) continue
      if (unknown !== 0) add('unsorted', unknown)
      for (const { sale, services } of products) {
        if (sale) {
          add('revenue', sale.sale)
          add('commission', sale.commission)
        }
        for (const service of services ?? []) add(lineOf(service.typeId), service.sum)
      }
      for (const fee of fees) add(lineOf(fee.typeId), fee.sum)
    }
  }
  return profit
}
