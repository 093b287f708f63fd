import { KindError } from '#contract/errors.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { keyedMutex } from '../tasks/mutex.ts'
import type { SyncParts } from './types.ts'

/** Work that needs a shop without active runs. */
interface Exclusive {
  /** Stops the runs of the shop. */
  stop(): Promise<void>
  work(): Promise<void> | void
  /** Resumes what was stopped, as far as the shop's status allows; `done`: the work succeeded. */
  goOn(shop: ShopRow, done: boolean): void
}

/** Serialises user actions per shop, and tells whether a run may start meanwhile. */
export function shopLocks({ shop, exists, writes }: Pick<SyncParts, 'shop' | 'exists' | 'writes'>) {
  const mutex = keyedMutex<number>()
  const locked = new Set<number>()
  let closed = false

  /** Runs `work` under the shop's lock. Throws `no_shop` if the shop was removed meanwhile, and `engine_lost` during shutdown. */
  const withLock = <T>(shopId: number, work: (shop: ShopRow) => T | Promise<T>): Promise<T> =>
    mutex.run(shopId, () => {
      if (closed) throw new KindError('engine_lost', 'the engine is closing')
      return work(shop(shopId))
    })

  return {
    withLock,
    /** Whether no run may start: the runs of the shop are being stopped for a change of keys or its removal. */
    isLocked: (shopId: number): boolean => closed || locked.has(shopId),
    /** Stops the runs of a shop, does `work`, and resumes them whether it succeeded or not. Throws what `work` throws. */
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
    /** Rejects new work; running work is completed. */
    close(): void {
      closed = true
    },
    idle: mutex.idle,
  }
}
