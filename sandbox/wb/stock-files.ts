import { z } from 'zod'
import { dayDots } from '../clock.ts'
import { day } from './call.ts'
import { discounted } from './world/cards.ts'
import type { WbWorld } from './world/index.ts'
import { eveningOf, officesOf, statisticsOf } from './world/stock-history.ts'

const period = z.object({ start: day, end: day })
const stock = { currentPeriod: period, stockType: z.enum(['', 'wb', 'mp']), skipDeletedNm: z.boolean() }
/** `params` of the two reports; each names ids in its own case. */
export const dailyParams = z.strictObject({
  nmIds: z.array(z.number()).default([]),
  subjectIds: z.array(z.number()).default([]),
  brandNames: z.array(z.string()).default([]),
  tagIds: z.array(z.number()).default([]),
  ...stock,
})
export const statisticsParams = z.strictObject({
  nmIDs: z.array(z.number()).default([]),
  subjectIDs: z.array(z.number()).default([]),
  brandNames: z.array(z.string()).default([]),
  tagIDs: z.array(z.number()).default([]),
  ...stock,
  availabilityFilters: z.array(z.string()),
  orderBy: z.object({ field: z.string(), mode: z.enum(['asc', 'desc']) }),
})

/** A text with a comma is quoted. */
const cell = (value: string | number): string => (/[",]/.test(String(value)) ? `"${value}"` : String(value))
const line = (cells: readonly (string | number)[]): string => `${cells.map(cell).join()}\n`

const rouble = (kopecks: number): number => Math.round(kopecks / 100)

/** STOCK_HISTORY_DAILY_CSV: a column for each day, empty where a card did not exist. */
export function* dailyCsv(world: WbWorld, from: number, to: number): Generator<string> {
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const names = ['VendorCode', 'Name', 'NmID', 'SubjectName', 'BrandName', 'SizeName', 'ChrtID', 'OfficeName']
  yield line([...names, ...days.map(dayDots)])
  for (const office of officesOf(world)) {
    const evenings = days.map(at => eveningOf(world, at, office))
    for (const card of world.list())
      for (const size of card.sizes)
        yield line([
          card.vendorCode,
          `${card.title}, ${card.brand}`,
          card.nmId,
          card.subject,
          card.brand,
          size.techSize,
          size.chrtId,
          office,
          ...evenings.map(evening => evening.get(size) ?? ''),
        ])
  }
}

const COLUMNS =
  'VendorCode,Name,NmID,SubjectName,BrandName,SizeName,ChrtID,RegionName,OfficeName,Availability,OrdersCount,OrdersSum,BuyoutCount,BuyoutSum,BuyoutPercent,AvgOrders,StockCount,StockSum,SaleRate,AvgStockTurnover,ToClientCount,FromClientCount,Price,OfficeMissingTime,LostOrdersCount,LostOrdersSum,LostBuyoutsCount,LostBuyoutsSum'

/** STOCK_HISTORY_REPORT_CSV: −2 stands for zero, −1 for never, −3 for what was not reckoned. */
export function* statisticsCsv(world: WbWorld, from: number, to: number): Generator<string> {
  const months = [...new Set([from, to].map(at => dayDots(at).slice(3)))]
  yield `${COLUMNS},${months.map(month => `AvgOrdersByMonth_${month}`).join()},Currency\n`
  const length = to - from + 1
  for (const of of statisticsOf(world, from, to)) {
    const { card, size, office, orders, left, missingDays, lost, lostSum } = of
    const average = Number((orders / length).toFixed(2))
    const zero = (value: number) => (value === 0 ? -2 : value)
    yield line([
      card.vendorCode,
      `${card.title}, ${card.brand}`,
      card.nmId,
      card.subject,
      card.brand,
      size.techSize,
      size.chrtId,
      office,
      office,
      orders === 0 ? 'nonLiquid' : missingDays > 0 ? 'deficient' : 'balanced',
      orders,
      rouble(of.ordersSum),
      of.buyouts,
      rouble(of.buyoutSum),
      orders === 0 ? 0 : Math.round((of.buyouts * 100) / orders),
      average,
      left,
      rouble(left * discounted(card, size.price)),
      orders === 0 ? -1 : zero(Math.round((left * length * 24) / orders)),
      orders === 0 ? -3 : Math.round((left * length * 24) / orders),
      card.index % 5,
      card.index % 3,
      rouble(discounted(card, size.price)),
      zero(missingDays * 24),
      zero(lost / 100),
      zero(lostSum / 100),
      zero(lost / 200),
      zero(Math.round(lostSum / 2) / 100),
      ...months.map(() => average),
      world.currency,
    ])
  }
}
