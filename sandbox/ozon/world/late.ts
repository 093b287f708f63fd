import { DAY, dayString, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import * as kind from './accrual-types.ts'
import type { Accrual } from './accruals.ts'
import { accrual } from './accruals.ts'

const HOUR = 3_600_000
const ID_BASE = 70_000_000_000

/** What came back is told elsewhere too; storage and advertising are added up by others on the day itself. */
const PUNCTUAL: readonly Accrual['operation'][] = ['return', 'pay_per_order']
const TOLD_AT_ONCE = [kind.STORAGE, kind.CLICKS]

/** The same accrual as it is told: one in a hundred comes up to twenty days late. */
export function told(seed: number, a: Accrual): Accrual {
  if (PUNCTUAL.includes(a.operation) || a.fees.some(({ typeId }) => TOLD_AT_ONCE.includes(typeId))) return a
  const r = random(seed, 20, a.id)
  if (!r.chance(0.01)) return a
  const at = a.at + r.int(1, 20) * DAY
  return { ...a, bookedAt: at, publishedAt: at }
}

/** What changes long after its day, once in a year each: later than anybody reads a day again. */
export function corrections(day: number): readonly Accrual[] {
  const at = startOfDay(day) + 11 * HOUR
  const made = (typeId: number, sum: number, rest: Partial<Accrual>): Accrual =>
    accrual({
      id: ID_BASE + day,
      at,
      operation: 'shop_fee',
      category: 'NON_ITEM',
      unit: null,
      posting: null,
      products: [],
      fees: [{ typeId, sum }],
      ...rest,
    })
  const after = (days: number) => ({ bookedAt: at + days * DAY, publishedAt: at + days * DAY })
  switch (dayString(day).slice(5)) {
    // Told four and two months late.
    case '02-03':
      return [made(kind.CORRECTION, -431_000, after(120))]
    case '04-02':
      return [made(kind.INVENTORY, 268_500, after(60))]
    // Has another sum from some day on, under the same number.
    case '05-10':
      return [
        made(kind.INBOUND, -820_000, { goneAt: at + 45 * DAY }),
        made(kind.INBOUND, -695_000, after(45)),
      ]
    // Is there no more.
    case '05-12':
      return [made(kind.FINE, -1_200_000, { goneAt: at + 45 * DAY })]
    default:
      return []
  }
}

/** What is there of accruals in the end, as if it had been told at once. */
export const settled = (all: readonly Accrual[]): readonly Accrual[] =>
  all
    .filter(({ goneAt }) => goneAt === Number.POSITIVE_INFINITY)
    .map(a => ({ ...a, bookedAt: a.at, publishedAt: a.at }))
