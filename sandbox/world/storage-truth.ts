import { dayNumber, dayString } from '../clock.ts'
import type { DemandTruth } from './demand-truth.ts'

/** What goods of a shop cost to store on a Moscow day, kopecks; `tariff` is what a litre costs, kopecks. */
export type StorageDay = {
  readonly day: string
  readonly tariff: number
  readonly litres: number
  readonly cost: number
}

/** What storing depends on. */
export type Rules = {
  tariffOn(day: number): number
  litresOn(id: number, day: number): number
  /** Whether so many pieces of a product are paid for, and whether these goods lie with the marketplace. */
  isPaid(id: number, pieces: number, day: number): boolean
  isStored(goods: string): boolean
  /** The names of places whose goods are told together. */
  nameOf(place: string, day: number): string
}

/** What storing one product costs on a Moscow day (day number), kopecks, and its litres. */
type Stored = { readonly id: number; readonly day: number; readonly litres: number; readonly cost: number }

/** Litres that lay somewhere at the start of each day, times the tariff: rounded to the kopeck for each kind of goods and place, as marketplaces do. */
export function storageOfProducts(stock: DemandTruth['stock'], rules: Rules): readonly Stored[] {
  const pieces = new Map<string, number>()
  const stored = stock.filter(({ goods }) => rules.isStored(goods))
  for (const { id, day, places } of stored) {
    const all = Object.values(places).reduce((sum, n) => sum + n, 0)
    pieces.set(`${id}/${day}`, (pieces.get(`${id}/${day}`) ?? 0) + all)
  }
  return stored.flatMap(({ id, day, places }): readonly Stored[] => {
    const number = dayNumber(day)
    if (!rules.isPaid(id, pieces.get(`${id}/${day}`) ?? 0, number)) return []
    const byName = new Map<string, number>()
    for (const [place, n] of Object.entries(places)) {
      const name = rules.nameOf(place, number)
      byName.set(name, (byName.get(name) ?? 0) + n)
    }
    let litres = 0
    let cost = 0
    for (const n of byName.values()) {
      // In whole tenths, so that no half kopeck is lost.
      const tenths = Math.round(rules.litresOn(id, number) * 10) * n
      litres += tenths / 10
      cost += Math.round((tenths * Math.round(rules.tariffOn(number) * 10)) / 100)
    }
    return [{ id, day: number, litres, cost }]
  })
}

/** The same of the whole shop. */
export function storageTruth(stock: DemandTruth['stock'], rules: Rules): readonly StorageDay[] {
  const days = new Map<string, { litres: number; cost: number }>()
  for (const { day, litres, cost } of storageOfProducts(stock, rules)) {
    const sum = days.get(dayString(day)) ?? { litres: 0, cost: 0 }
    days.set(dayString(day), sum)
    sum.litres += litres
    sum.cost += cost
  }
  return [...days]
    .map(([day, sums]) => ({ day, tariff: rules.tariffOn(dayNumber(day)), ...sums }))
    .sort((a, b) => a.day.localeCompare(b.day))
}
