import { endOfDay } from '../clock.ts'
import { contentClock } from '../world/content.ts'
import { MECHANISMS, type Mechanism } from '../world/demand.ts'
import { type Following, following } from '../world/following.ts'
import type { Clock } from '../world/moving-clock.ts'
import { once } from '../world/once.ts'
import type { ShopProfile } from './keys.ts'
import { worldBefore } from './world/before.ts'
import type { World } from './world/index.ts'
import { makeWorld } from './world/index.ts'
import { makeOzonMarket } from './world/market.ts'

/** A running cabinet: its profile, its world as of now, and which era of endpoints it answers. */
export type Shop = Following<World> & {
  readonly profile: ShopProfile
  /** The world of the years before the days of its own. */
  before(): World
  era: 'new' | 'old'
  /** Currency of order prices (ISO 4217). */
  currency: string
  /** So many days ago the pages of its cards are shown. */
  lookBack: number
}

/** The sizes a sandbox is started with. */
export type Sizes = {
  readonly seed: number
  readonly scale: number
  readonly perDay: number
  /** The day from which cards change; default: the day on which the sandbox starts. */
  readonly contentSince: number | undefined
  /** What happens in its world beside an even sale; default: everything. */
  readonly mechanisms: readonly Mechanism[] | undefined
}

/** A cabinet whose world follows the clock. */
export function makeShop(profile: ShopProfile, clock: Clock, sizes: Sizes): Shop {
  const seed = profile.seed + (sizes.seed - 1) * 10
  const { startDay } = clock
  const { scale } = sizes
  const size = {
    seed,
    startDay,
    products: 40 * scale,
    sizes: { perDay: sizes.perDay * scale, fbs: profile.fbs },
    scale,
    script: (day: number) =>
      contentClock(clock.sandboxDay, endOfDay(day), { since: sizes.contentSince, lookBack: 0 }),
  }
  const market = makeOzonMarket({ ...size, mechanisms: sizes.mechanisms ?? MECHANISMS })
  const shop: Shop = {
    profile,
    before: once(() => worldBefore(size)),
    era: profile.era,
    currency: profile.currency,
    lookBack: 0,
    ...following(
      clock,
      sizes.contentSince,
      () => shop.lookBack,
      moment =>
        makeWorld({
          seed,
          startDay,
          scale,
          fbs: profile.fbs,
          market,
          scripted: profile.scripted === null ? null : { id: profile.scripted, day: clock.sandboxDay },
          ...moment,
        }),
    ),
  }
  return shop
}

/** The world that has a day. */
export const worldOn = (shop: Shop, day: number): World => {
  const world = shop.world()
  return day < world.startDay ? shop.before() : world
}
