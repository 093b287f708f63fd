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
export function lineOf(typeId: number): string {
  for (const [line, ids] of Object.entries(LINES)) if (ids.includes(typeId)) return line
  throw new Error(`the truth has no line for service ${typeId}`)
}

interface Told {
  readonly day: number
  /** Null where no product is named. */
  readonly sku: number | null
  readonly line: string
  readonly sum: number
}
function* booked(world: World, from: number, to: number): Generator<Told> {
  for (let day = from; day <= to; day++)
    for (const { products, fees, unknown, currency } of world.accrualsByDay().get(day) ?? []) {
      if (currency !== null) continue
      if (unknown !== 0) yield { day, sku: null, line: 'unsorted', sum: unknown }
      for (const { sku, sale, services } of products) {
        if (sale) {
          yield { day, sku, line: 'revenue', sum: sale.sale }
          yield { day, sku, line: 'commission', sum: sale.commission }
        }
        for (const { typeId, sum } of services ?? []) yield { day, sku, line: lineOf(typeId), sum }
      }
      for (const { typeId, sum } of fees) yield { day, sku: null, line: lineOf(typeId), sum }
    }
}

/** What the books of a shop come to between two Moscow days. */
export function profitOf(world: World, from: number, to: number): Profit {
  return summed(booked(world, from, to), ({ day }) => dayString(day).slice(0, 7))
}
/** The same by SKU, what names none under an empty one. */
export function profitBySkuOf(world: World, from: number, to: number): Profit {
  return summed(booked(world, from, to), ({ sku }) => String(sku ?? ''))
}

function summed(all: Iterable<Told>, nameOf: (told: Told) => string): Profit {
  const profit: Profit = {}
  for (const told of all) {
    const name = nameOf(told)
    profit[name] ??= {}
    const lines = profit[name]
    lines[told.line] = (lines[told.line] ?? 0) + told.sum
  }
  return profit
}
