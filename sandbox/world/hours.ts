import { startOfDay } from '../clock.ts'

/** Of a thousand orders of a day, those of each Moscow hour: few at night, most in the evening. */
export const HOURS: readonly number[] = [
  20, 11, 7, 5, 5, 8, 15, 25, 36, 45, 52, 55, 55, 54, 53, 53, 54, 55, 58, 65, 75, 79, 70, 45,
]

const HOUR = 3_600_000
let sum = 0
/** Orders before each hour, and at last those of the whole day. */
const BEFORE: readonly number[] = [0, ...HOURS.map(n => (sum += n))]
const TOTAL = sum

/** The share of a Moscow day's orders that are made by an instant (UTC ms). */
export function shareOfDay(at: number, day: number): number {
  const hours = Math.min(HOURS.length, Math.max(0, (at - startOfDay(day)) / HOUR))
  const hour = Math.floor(hours)
  return ((BEFORE[hour] as number) + (hours - hour) * (HOURS[hour] ?? 0)) / TOTAL
}

/** The instant by which a share (below 1) of the orders of a Moscow day are made, UTC ms: `shareOfDay` the other way round. */
export function momentOfDay(share: number, day: number): number {
  const orders = share * TOTAL
  const hour = BEFORE.findLastIndex(before => before <= orders)
  const part = (orders - (BEFORE[hour] as number)) / (HOURS[hour] as number)
  return startOfDay(day) + Math.floor((hour + part) * HOUR)
}
