import { type Day, moscowDay } from '../../loaders/core/parse/time.ts'
import { allStreams } from '../../loaders/index.ts'
import type { Clock } from './clock.ts'
import { mergeCheckpoints } from './store/commit/merge-checkpoints.ts'
import { deleteSuperseded } from './store/commit/superseded-checkpoints.ts'
import type { Stores } from './store/opening/open.ts'
import { forgetOld } from './store/records/remove.ts'
import { areIdle } from './store/records/shops.ts'

/** How often a new day is looked for. */
export const HOUSEKEEPING_MS = 1_800_000

/**
 * Cleans up once per Moscow day, since the app may run in the tray for months: deletes rows beyond their retention and superseded checkpoints, and merges
 * others. Only by a clock that a marketplace has just confirmed. Idle work on the files runs as soon as nothing loads.
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
    // Several runs may end at the same time; one check is enough.
    tidy = day
    try {
      await forgetOld(stores, day)
      await mergeCheckpoints(stores, allStreams, day)
      await deleteSuperseded(stores, allStreams)
    } catch (error) {
      tidy = null
      throw error
    }
  }
  return async () => {
    await daily()
    if (areIdle(stores.dims)) await stores.idleWork.run()
  }
}
