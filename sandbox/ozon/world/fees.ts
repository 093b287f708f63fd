import { dayString, startOfDay } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { random } from '../../random.ts'
import * as kind from './accrual-types.ts'
import type { Accrual, Fee, Operation } from './accruals.ts'
import { accrual } from './accruals.ts'

const HOUR = 3_600_000
const ID_BASE = 60_000_000_000

/**
 * The fees of the whole shop on one Moscow day; `clicks` are the day's click campaigns and their spend, 0 of one that has yet to spend; `storage` is what
 * placement cost, in kopecks.
 */
export function shopFees(
  seed: number,
  day: number,
  clicks: readonly { readonly campaignId: number; readonly spend: number }[],
  storage: number,
): Accrual[] {
  const r = random(seed, 6, day)
  const made: Accrual[] = []
  /** Numbers that are kept for fees to come. */
  let kept = 0
  const add = (
    hour: number,
    operation: Operation,
    category: 'NON_ITEM' | 'CONTAINER_FEES',
    unit: string | null,
    fees: readonly Fee[],
  ) =>
    made.push(
      accrual({
        id: ID_BASE + (day - 18_000) * 1000 + made.length + kept,
        at: startOfDay(day) + hour * HOUR,
        operation,
        category,
        unit,
        posting: null,
        products: [],
        fees,
      }),
    )
  const fee = (typeId: number, sum: number, unit: string | null, hour = 1) =>
    add(hour, 'shop_fee', 'NON_ITEM', unit, [{ typeId, sum }])

  // Storage comes without a unit number (ozon.md 4a: may be absent).
  if (storage > 0) fee(kind.STORAGE, -storage, null)
  const supplies = r.int(2, 6)
  for (let i = 0; i < supplies; i++)
    fee(
      i % 2 === 0 ? kind.CROSS_DOCK : kind.INBOUND,
      -r.int(4_000, 39_000),
      String(2_000_062_000_000 + (day % 5000) * 100 + i),
    )
  for (const { campaignId, spend } of clicks)
    if (spend > 0) fee(kind.CLICKS, -spend, `${campaignId}`, 0)
    else kept += 1
  const date = dayString(day)
  if (date.endsWith('-01')) fee(kind.SUBSCRIPTION, -999_000, null, 2)
  if (r.chance(0.06))
    add(3, 'container', 'CONTAINER_FEES', String(770_000_000 + day), [
      { typeId: kind.CONTAINER_HANDLING, sum: -r.int(5_000, 30_000) },
      { typeId: kind.PICKUP_OF_SUPPLY, sum: -r.int(9_000, 60_000) },
    ])
  for (const [typeId, sum] of monthly(random(seed, 7, day), date)) fee(typeId, sum, null, 4)
  return made
}

/** The day from which Ozon charges what no directory lists yet. */
const UNLISTED_SINCE = '2026-09-07'

/** What comes once or a few times in a month: type and sum. */
function monthly(r: Random, date: string): readonly (readonly [number, number])[] {
  switch (date.slice(-2)) {
    case '03':
      return [[kind.SMART_PRICING, -r.int(5_000, 40_000)]]
    case '07':
    case '21':
      return date >= UNLISTED_SINCE ? [[kind.UNLISTED, -r.int(1_000, 90_000)]] : []
    case '05':
      return [[kind.CORRECTION, r.int(-30_000, 30_000)]]
    case '06':
      return [
        [kind.INVENTORY, r.int(-9_000, 9_000)],
        [kind.SUBSCRIPTION_PERCENT, -r.int(8_000, 20_000)],
      ]
    case '09':
      return [[kind.EXTERNAL_PROMOTION, -r.int(20_000, 90_000)]]
    case '11':
      return [
        [kind.FLEXIBLE_PAYMENTS, -r.int(2_000, 30_000)],
        [kind.EARLY_PAYMENT, -r.int(1_000, 9_000)],
      ]
    case '13':
      return [[kind.POINTS, -r.int(2_000, 12_000)]]
    case '17':
      return [
        [kind.FINE, -r.int(5_000, 50_000)],
        [r.pick([...kind.FORBIDDEN, kind.ERRORS]), -r.int(1_000, 20_000)],
      ]
    case '18':
      // A fine that was cancelled.
      return r.chance(0.3) ? [[kind.FINE, r.int(5_000, 50_000)]] : []
    case '20':
      return [[kind.SET_OFF, r.int(-90_000, 90_000)]]
    case '23':
      // Every other month a deposit is made, and given back in the next.
      return [[kind.DEPOSIT, Number(date.slice(5, 7)) % 2 === 1 ? -150_000 : 150_000]]
    case '25':
      return [
        [kind.DISPOSAL, -r.int(1_000, 20_000)],
        [kind.INSURANCE, -r.int(1_000, 9_000)],
      ]
    default:
      return []
  }
}
