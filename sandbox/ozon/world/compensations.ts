import { DAY } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import { COMPENSATION, ITEM_COMPENSATION } from './accrual-types.ts'
import type { Accrual } from './accruals.ts'
import { accrual, itemFee } from './accruals.ts'
import type { Line, Posting } from './orders.ts'
import { backOf } from './orders.ts'

/** What is paid for a product that came back as waste or not at all, in kopecks; a mistake is taken back. UTC milliseconds. */
type Compensation = {
  /** When the return says so. */
  readonly at: number
  readonly paidAt: number
  readonly takenBackAt: number | null
  readonly sum: number
  readonly typeId: number
}

const ID_BASE = 100_000_000_000

/** The compensation of one product of a posting, or null. */
export function compensationOf(seed: number, posting: Posting, index: number): Compensation | null {
  const line = backOf(seed, posting)[index]
  const r = random(seed, 14, posting.serial, index)
  if (!line || (posting.fate !== 'refused' && posting.fate !== 'returned') || !r.chance(0.2)) return null
  const at = posting.shelvedAt + r.int(5, 200) * DAY
  const paidAt = at + r.int(-4, 25) * DAY
  return {
    at,
    paidAt,
    takenBackAt: r.chance(0.15) ? paidAt + r.int(20, 70) * DAY : null,
    sum: percentOf(line.price * line.quantity, r.int(55, 95)),
    typeId: r.chance(0.7) ? ITEM_COMPENSATION : COMPENSATION,
  }
}

/** A compensation names the product or only the posting. */
function paid(id: number, at: number, typeId: number, sum: number, posting: Posting, line: Line): Accrual {
  const part = { id, at, operation: 'compensation', unit: posting.postingNumber, posting } as const
  return typeId === ITEM_COMPENSATION
    ? accrual({ ...part, category: 'ITEM', products: [itemFee(line, typeId, sum)], fees: [] })
    : accrual({ ...part, category: 'NON_ITEM', products: [], fees: [{ typeId, sum }] })
}

/** What is accrued for the products of a posting, and taken back. */
export const compensationsOf = (seed: number, posting: Posting): readonly Accrual[] =>
  backOf(seed, posting).flatMap((line, index) => {
    const found = compensationOf(seed, posting, index)
    if (!found) return []
    const { paidAt, takenBackAt, typeId, sum } = found
    const id = ID_BASE + posting.serial * 16 + index * 2
    const own = paid(id, paidAt, typeId, sum, posting, line)
    return takenBackAt === null ? [own] : [own, paid(id + 1, takenBackAt, typeId, -sum, posting, line)]
  })
