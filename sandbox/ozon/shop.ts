import { type Following, following } from '../world/following.ts'
import type { Clock } from '../world/moving-clock.ts'
import type { ShopProfile } from './keys.ts'
import type { World } from './world/index.ts'
import { makeWorld } from './world/index.ts'

/** A running cabinet: its profile, its world as of now, and which era of endpoints it answers. */
export type Shop = Following<World> & {
  readonly profile: ShopProfile
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
}

/** A cabinet whose world follows the clock. */
export function makeShop(profile: ShopProfile, clock: Clock, sizes: Sizes): Shop {
  const shop: Shop = {
    profile,
    era: profile.era,
    currency: 'RUB',
    lookBack: 0,
    ...following(
      clock,
      sizes.contentSince,
      () => shop.lookBack,
      moment =>
        makeWorld({
          seed: profile.seed + (sizes.seed - 1) * 10,
          startDay: clock.startDay,
          scale: sizes.scale,
          perDay: sizes.perDay,
          fbs: profile.fbs,
          ...moment,
        }),
    ),
  }
  return shop
}
