import { KindError } from '#contract/errors.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { keyedMutex } from '../tasks/mutex.ts'
import type { SyncParts } from './types.ts'

/** An act that needs a shop to itself. */
interface Exclusive {
  /** Ends what runs in the shop. */
  stop(): Promise<void>
  work(): Promise<void> | void
  /** Goes on with what was ended, as far as the state of the shop allows; `done`: the work went well. */
  goOn(shop: ShopRow, done: boolean): void
}

/** What persons do with shops, one after another in each, and whether anything may begin in a shop meanwhile. */
export function shopLocks({ shop, exists, writes }: Pick<SyncParts, 'shop' | 'exists' | 'writes'>) {
  const mutex = keyedMutex<number>()
  const locked = new Set<number>()
  let closed = false

  /** Does `work` in its turn. Throws `no_shop` where the shop has gone by then, and `engine_lost` once all is closing. */
  const withLock = <T>(shopId: number, work: (shop: ShopRow) => T | Promise<T>): Promise<T> =>
    mutex.run(shopId, () => {
      if (closed) throw new KindError('engine_lost', 'the engine is closing')
      return work(shop(shopId))
    })

  return {
    withLock,
    /** Whether nothing may begin in a shop: what runs in it is ending, and it is about to be another or to go. */
    isLocked: (shopId: number): boolean => closed || locked.has(shopId),
    /** Stops a shop, does `work` and goes on, whether that went well or not. Throws what `work` throws. */
    whileStopped: (shopId: number, { stop, work, goOn }: Exclusive): Promise<void> =>
      withLock(shopId, async () => {
        let done = false
        locked.add(shopId)
        try {
          await stop()
          await work()
          done = true
        } finally {
          locked.delete(shopId)
          if (!exists(shopId)) writes.forget(shopId)
          else if (!closed) writes.put(shopId, 'go on', () => goOn(shop(shopId), done))
        }
      }),
    /** Lets nothing begin any more; what is being done with shops is done to its end. */
    close(): void {
      closed = true
    },
    idle: mutex.idle,
  }
}
