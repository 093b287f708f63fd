import { moscowDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
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

/** The errors so far: some cancellations, and now and then a delay. */
export function fbsErrorsOf(world: World): readonly FbsError[] {
  const made: FbsError[] = []
  for (const posting of world.postings()) {
    const r = random(world.seed, 45, posting.serial)
    const isCancelled = posting.fate === 'cancelled'
    if (posting.scheme !== 'FBS' || !r.chance(isCancelled ? 0.5 : 0.04)) continue
    const at = isCancelled ? posting.finishedAt : posting.shippedAt
    if (at > world.now) continue
    const price = posting.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
    const percent = isCancelled ? 10 : 5
    const type = isCancelled ? 'SELLER_CANCELLATION' : 'SELLER_DELAY'
    made.push({ posting, type, at, percent, charge: percentOf(price, percent), price })
  }
  return made
}

/** Days that the index counts. */
export const COUNTED = 14
/** What the errors of one day cost, kopecks. */
export const chargedOn = (world: World, day: number): number =>
  fbsErrorsOf(world).reduce((sum, one) => sum + (moscowDay(one.at) === day ? one.charge : 0), 0)
