import { startOfDay } from '../clock.ts'
import type { Mechanism } from './demand.ts'

/** Of a thousand orders of a day, those of each Moscow hour: few at night, most in the evening. */
const HOURS: readonly number[] = [
  20, 11, 7, 5, 5, 8, 15, 25, 36, 45, 52, 55, 55, 54, 53, 53, 54, 55, 58, 65, 75, 79, 70, 45,
]

const HOUR = 3_600_000

/** When the orders of a Moscow day are made. */
export interface DayCurve {
  /** The share of each of the 24 Moscow hours. */
  readonly parts: readonly number[]
  /** The share of them that are made by an instant (UTC ms). */
  share(at: number, day: number): number
  /** The instant by which a share (below 1) of them are made, UTC ms: `share` the other way round. */
  moment(share: number, day: number): number
}

/** Orders with a curve; without one they are even. */
export interface Hourly {
  readonly curve?: DayCurve
}

function curveOf(hours: readonly number[]): DayCurve {
  let total = 0
  /** Orders before each hour, and at last those of the whole day. */
  const before: readonly number[] = [0, ...hours.map(n => (total += n))]
  return {
    parts: hours.map(orders => orders / total),
    share(at, day) {
      const passed = Math.min(hours.length, Math.max(0, (at - startOfDay(day)) / HOUR))
      const hour = Math.floor(passed)
      return ((before[hour] as number) + (passed - hour) * (hours[hour] ?? 0)) / total
    },
    moment(share, day) {
      const orders = share * total
      const hour = before.findLastIndex(made => made <= orders)
      const part = (orders - (before[hour] as number)) / (hours[hour] as number)
      return startOfDay(day) + Math.floor((hour + part) * HOUR)
    },
  }
}

export const BY_HOURS = curveOf(HOURS)
export const EVEN = curveOf(HOURS.map(() => 1))

/** Without seasons a world is even, by the hour too. */
export const curveIn = (mechanisms: ReadonlySet<Mechanism>): DayCurve =>
  mechanisms.has('seasons') ? BY_HOURS : EVEN
