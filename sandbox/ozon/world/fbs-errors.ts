import { DAY, moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import { FINE_OF_DELAYS, FINE_OF_ERRORS } from './accrual-types.ts'
import type { Accrual } from './accruals.ts'
import { accrual } from './accruals.ts'
import type { World } from './index.ts'
import type { Posting } from './orders.ts'

/** An error in an FBS posting that counts towards the index; the charge in kopecks. */
export type FbsError = {
  readonly posting: Posting
  readonly type: 'SELLER_CANCELLATION' | 'SELLER_DELAY'
  readonly at: number
  readonly percent: number
  readonly charge: number
  readonly price: number
}

const ID_BASE = 90_000_000_000

/** What went wrong with a posting: some cancellations, and now and then a delay. */
function errorOf(seed: number, posting: Posting): FbsError | null {
  const r = random(seed, 45, posting.serial)
  const isCancelled = posting.fate === 'cancelled'
  if (posting.scheme !== 'FBS' || !r.chance(isCancelled ? 0.5 : 0.04)) return null
  const at = isCancelled ? posting.finishedAt : posting.shippedAt
  const price = posting.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
  const percent = isCancelled ? 10 : 5
  const type = isCancelled ? 'SELLER_CANCELLATION' : 'SELLER_DELAY'
  return { posting, type, at, percent, charge: percentOf(price, percent), price }
}

/** The errors so far. */
export const fbsErrorsOf = (world: World): readonly FbsError[] =>
  world.postings().flatMap(posting => {
    const found = errorOf(world.seed, posting)
    return found && found.at <= world.now ? found : []
  })

/** The fine for the error of a posting: the charge that the index tells of, a day later. */
export function finesOf(seed: number, posting: Posting): readonly Accrual[] {
  const found = errorOf(seed, posting)
  if (!found) return []
  const typeId = found.type === 'SELLER_DELAY' ? FINE_OF_DELAYS : FINE_OF_ERRORS
  return [
    accrual({
      id: ID_BASE + posting.serial,
      at: found.at + DAY,
      operation: 'shop_fee',
      category: 'NON_ITEM',
      unit: posting.postingNumber,
      posting: null,
      products: [],
      fees: [{ typeId, sum: -found.charge }],
    }),
  ]
}

/** Days that the index counts. */
export const COUNTED = 14
/** What the errors of one day cost, kopecks. */
export const chargedOn = (world: World, day: number): number =>
  fbsErrorsOf(world).reduce((sum, one) => sum + (moscowDay(one.at) === day ? one.charge : 0), 0)
