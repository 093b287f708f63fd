import type { Host } from '#contract/host.ts'
import type { Client } from '#contract/rpc.ts'
import type { StepProgress } from '#contract/sync.ts'
import { addDays, type Day, moscowDay } from '../../../loaders/core/parse/time.ts'
import { initialProgress, pipeline } from '../../../loaders/core/run/pipeline.ts'
import type { Job } from '../../../loaders/core/run/run-stream.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import type { Stores } from '../store/opening/open.ts'
import type { ShopRow } from '../store/records/shops.ts'

/** Days on which the cards of a demo shop were looked at before it is opened. */
const DAYS = 60
/** When the nightly look was, in Moscow. */
const NIGHT = 'T06:00:00.000+03:00'

interface Parts {
  readonly shop: ShopRow
  readonly stores: Stores
  readonly host: Client<Host>
  /** The job of the run that begins; each look back is the same at another moment. */
  readonly job: Job
  readonly now: number
  readonly signal: AbortSignal
  /** Called after each night of a step. */
  told(word: StepProgress): void
}

/**
 * Gives a demo shop a past: before its first load the cards are read as they were on each of the last sixty days, day by day, by the normal loaders, so that
 * detectors record events on their days. Days already read are not read again; if reading fails, the shop starts with the events recorded so far.
 */
export async function lookBack({ shop, stores, host, job, now, signal, told }: Parts): Promise<void> {
  if (isKnown(stores, shop.id)) return
  const { steps } = marketplaceOf(shop.marketplace)
  const watched = steps.filter(({ streams }) => streams.some(({ detector }) => detector))
  const ids = steps.filter(({ lane }) => lane === 'catalogue')
  const today = moscowDay(now)
  const tell = (nights: number) => {
    for (const { id } of watched) told(lookingBack(id, nights))
  }
  try {
    tell(0)
    for (let daysAgo = DAYS; daysAgo > 0 && !signal.aborted; daysAgo -= 1) {
      await host('demo.look', { marketplace: shop.marketplace, daysAgo })
      // The products of the catalogue are asked for once: it is their cards that change.
      const asked = daysAgo === DAYS ? [...new Set([...ids, ...watched])] : watched
      await pipeline(asked, jobOn(stores, job, addDays(today, -daysAgo), -daysAgo), () => {})
      tell(DAYS - daysAgo + 1)
    }
  } finally {
    for (const { id } of watched) told(initialProgress(id))
    await host('demo.look', { marketplace: shop.marketplace, daysAgo: 0 })
  }
}

const isKnown = ({ dims }: Stores, shopId: number): boolean =>
  dims.prepare('SELECT 1 FROM dim_checkpoints WHERE shop_id = ? LIMIT 1').get(shopId) !== undefined

/** A step that is being read as it was on earlier days: its slices are the nights. */
const lookingBack = (step: string, nights: number): StepProgress => ({
  ...initialProgress(step),
  status: 'running',
  slice: nights,
  slices: DAYS,
  notices: [{ word: 'looking_back', details: { days: DAYS } }],
})

/** The same job on the night of another day. */
function jobOn(stores: Stores, job: Job, day: Day, runId: number): Job {
  const at = Date.parse(`${day}${NIGHT}`)
  return {
    ...job,
    runId,
    store: stores.storeAt(at),
    context: { ...job.context, today: day, now: () => new Date(at).toISOString() },
    capture: () => {},
  }
}
