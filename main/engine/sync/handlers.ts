import type { Api } from '#contract/api.ts'
import { KindError } from '#contract/errors.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { Progress } from '#contract/sync.ts'
import type { Trigger } from '#contract/trigger.ts'
import type { ShopRow } from '../store/records/shops.ts'
import { isScheduled } from './run-view.ts'
import type { shopLocks } from './shop-lock.ts'
import type { Active, SyncParts } from './types.ts'

/** What `runs.ts` can do with the runs of its shops. */
interface Deeds extends Pick<ReturnType<typeof shopLocks>, 'withLock' | 'whileStopped'> {
  readonly parts: Pick<SyncParts, 'steps' | 'shop' | 'runs' | 'changeShop' | 'now'>
  runsOf(shopId: number): readonly Active[]
  /** Steps of a shop that a run is loading. */
  busy(shopId: number): ReadonlySet<string>
  /** Begins a new run. */
  launch(shop: ShopRow, steps: readonly string[], trigger: Trigger): Progress
  stopAll(shopId: number, as: Active['stoppedAs']): Promise<void>
  /** `asked`: the user asked for it now. */
  resume(shop: ShopRow, asked?: boolean): void
  ofShop(shopId: number): Progress | null
}

/** Handlers of the user's calls about the runs of a shop, from a page or the command line. */
export function syncHandlers({
  parts,
  withLock,
  whileStopped,
  runsOf,
  busy,
  launch,
  stopAll,
  resume,
  ofShop,
}: Deeds): Pick<Handlers<Api>, 'sync.start' | 'sync.pause' | 'sync.resume' | 'sync.status'> {
  /** Starts the steps that the user asked for, or all; paused runs are abandoned. */
  function ask(shop: ShopRow, steps: readonly string[] | undefined): Progress {
    const shopId = shop.id
    const known = parts.steps(shop).map(({ id }) => id)
    const unknown = steps?.find(id => !known.includes(id))
    if (unknown !== undefined) throw new KindError('bad_input', `no step ${unknown}`)
    const taken = busy(shopId)
    const free = (steps ?? known).filter(id => !taken.has(id))
    const running = runsOf(shopId)
    // Everything is running already, because of an earlier call or the first load.
    const all = !steps && running.some(({ progress }) => !isScheduled(progress))
    if (all || (free.length === 0 && running.length > 0))
      throw new KindError('already_running', String(shopId))
    if (running.length === 0) parts.runs.abandon(shopId, new Date(parts.now()).toISOString())
    return launch(shop, free, 'person')
  }

  return {
    'sync.start': ({ shopId, steps }) => withLock(shopId, shop => ask(shop, steps)),
    'sync.pause': async ({ shopId }) => {
      const shop = parts.shop(shopId)
      const told = ofShop(shopId)
      if (!told || shop.status === 'paused') throw new KindError('not_running', `shop ${shopId}`)
      await whileStopped(shopId, {
        stop: () => stopAll(shopId, 'paused'),
        work: () => parts.changeShop(shopId, { status: 'paused' }),
        goOn: shop => resume(shop),
      })
      return ofShop(shopId) ?? told
    },
    'sync.resume': ({ shopId }) =>
      withLock(shopId, ({ status }) => {
        if (runsOf(shopId).length > 0) throw new KindError('already_running', `shop ${shopId}`)
        const cutOff = parts.runs.unfinished(shopId).length > 0
        if (!cutOff && status !== 'paused') throw new KindError('not_running', `shop ${shopId}`)
        parts.changeShop(shopId, { status: 'active' })
        resume(parts.shop(shopId), true)
        return ofShop(shopId) as Progress
      }),
    'sync.status': async ({ shopId }) => ofShop(shopId),
  }
}
