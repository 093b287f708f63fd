import { dayString } from '../clock.ts'

/** Buyers who ordered first in a month (`YYYY-MM`): how many, how many of them ordered again at all, and in each later month. */
export type Cohort = {
  readonly month: string
  readonly buyers: number
  readonly again: number
  /** Of the month itself (those with a second order in it), of the one after it, and so on. */
  readonly later: readonly number[]
}

const monthOf = (day: number): string => dayString(day).slice(0, 7)
const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5))

/** The cohorts of a shop, from the Moscow day and the buyer of each of its orders: who has ordered before the first is unknown. */
export function cohortsOf(
  orders: readonly { readonly buyer: number; readonly day: number }[],
): readonly Cohort[] {
  const byBuyer = new Map<number, number[]>()
  for (const { buyer, day } of orders) byBuyer.set(buyer, [...(byBuyer.get(buyer) ?? []), day])
  const last = monthOf(orders.reduce((latest, { day }) => Math.max(latest, day), 0))
  const cohorts = new Map<string, { buyers: number; again: number; later: number[] }>()
  for (const days of byBuyer.values()) {
    const [first, ...more] = days.toSorted((a, b) => a - b).map(monthOf) as [string, ...string[]]
    const cohort = cohorts.get(first) ?? {
      buyers: 0,
      again: 0,
      later: new Array<number>(monthsBetween(first, last) + 1).fill(0),
    }
    cohorts.set(first, cohort)
    cohort.buyers += 1
    if (more.length > 0) cohort.again += 1
    for (const month of new Set(more)) {
      const at = monthsBetween(first, month)
      cohort.later[at] = (cohort.later[at] as number) + 1
    }
  }
  return [...cohorts]
    .map(([month, sums]) => ({ month, ...sums }))
    .sort((a, b) => a.month.localeCompare(b.month))
}
