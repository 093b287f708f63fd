import { dayString } from '../clock.ts'

/** One dataset summed over the window, by Moscow day (`YYYY-MM-DD`) and by SKU. */
export type Sums<T> = {
  total: T
  byDay: Record<string, T>
  bySku: Record<string, T>
  first: string | null
  last: string | null
}

/** A dataset while it is being summed. */
export type Place<T> = { readonly sums: Sums<T>; total(): T; day(day: number): T; sku(sku: number): T }

/** An empty dataset with a way to its sums. */
export function places<T>(zero: () => T): Place<T> {
  const sums: Sums<T> = { total: zero(), byDay: {}, bySku: {}, first: null, last: null }
  return {
    sums,
    total: () => sums.total,
    day: day => {
      const text = dayString(day)
      if (sums.first === null || text < sums.first) sums.first = text
      if (sums.last === null || text > sums.last) sums.last = text
      sums.byDay[text] ??= zero()
      return sums.byDay[text] as T
    },
    sku: sku => {
      sums.bySku[sku] ??= zero()
      return sums.bySku[sku] as T
    },
  }
}
