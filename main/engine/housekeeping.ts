import { type Day, moscowDay } from '../../loaders/core/parse/time.ts'
import { allStreams } from '../../loaders/index.ts'
import type { Clock } from './clock.ts'
import { mergeCheckpoints } from './store/commit/merge-checkpoints.ts'
import type { Stores } from './store/opening/open.ts'
import { forgetOld } from './store/records/remove.ts'
import { listShops } from './store/records/shops.ts'

/** How often a new day is looked for. */
export const HOUSEKEEPING_MS = 1_800_000

/**
 * Tidies up once in each Moscow day of an app that lives in the tray for months: rows beyond their time go, and so do checkpoints that nobody asks for again. By a
 * clock that a marketplace has just confirmed, and never by another. As soon as nothing loads the files go through what waits for that.
 */
export function housekeeping(
  stores: Stores,
  clock: Pick<Clock, 'isSure'>,
  now: () => number,
): () => Promise<void> {
  let tidy: Day | null = null
  const daily = async () => {
    const day = moscowDay(now())
    if (day === tidy || !clock.isSure()) return
    // Runs end side by side, and once is enough.
    tidy = day
    try {
      await forgetOld(stores, day)
      await mergeCheckpoints(stores, allStreams, day)
    } catch (error) {
      tidy = null
      throw error
    }
  }
  return async () => {
    await daily()
    if (listShops(stores.dims).every(shop => shop.status !== 'syncing')) await stores.idleWork.run()
  }
}
