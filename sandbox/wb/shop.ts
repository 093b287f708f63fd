import { endOfDay } from '../clock.ts'
import { contentClock } from '../world/content.ts'
import { MECHANISMS, type Mechanism } from '../world/demand.ts'
import { type Following, following } from '../world/following.ts'
import type { Clock } from '../world/moving-clock.ts'
import type { WbProfile } from './shops.ts'
import type { WbWorld } from './world/index.ts'
import { makeWbWorld } from './world/index.ts'
import { makeWbMarket } from './world/market.ts'

/** A file or a task that was ordered and is ready after a while. */
export type Job = {
  readonly id: string
  readonly createdAt: number
  readonly readyAt: number
  readonly asked: object
}

/** A running shop on Wildberries: its profile, its world as of now and what it has ordered. */
export type WbShop = Following<WbWorld> & {
  readonly profile: WbProfile
  /** So many days ago the pages of its cards are shown. */
  lookBack: number
  /** Whether it has the Jam subscription. */
  jam: boolean
  readonly reports: Map<string, Job>
  readonly tasks: Map<string, Job>
}

/** The sizes of a shop before its own relative size. */
export type WbSizes = {
  readonly seed: number
  readonly cards: number
  readonly perDay: number
  /** The day from which cards change; default: the day on which the sandbox starts. */
  readonly contentSince: number | undefined
  /** What happens in its world beside an even sale; default: everything. */
  readonly mechanisms: readonly Mechanism[] | undefined
}

/** A shop whose world follows the clock. */
export function makeWbShop(profile: WbProfile, clock: Clock, sizes: WbSizes): WbShop {
  const seed = profile.seed + (sizes.seed - 1) * 10
  const startDay = clock.sandboxDay - profile.age
  const market = makeWbMarket({
    seed,
    startDay,
    cards: profile.size === 0 ? 0 : Math.max(8, Math.round(sizes.cards * profile.size)),
    sizes: { perDay: sizes.perDay * profile.size, fbs: profile.fbs },
    mechanisms: sizes.mechanisms ?? MECHANISMS,
    // The plans of campaigns are made for a shop of the common age.
    adsDay: clock.startDay,
    script: day => contentClock(clock.sandboxDay, endOfDay(day), { since: sizes.contentSince, lookBack: 0 }),
  })
  const shop: WbShop = {
    profile,
    lookBack: 0,
    jam: profile.jam,
    reports: new Map(),
    tasks: new Map(),
    ...following(
      clock,
      sizes.contentSince,
      () => shop.lookBack,
      moment =>
        makeWbWorld({
          seed,
          startDay,
          fbs: profile.fbs,
          market,
          signs: profile.signs,
          currency: profile.currency,
          scripted: profile.scripted === null ? null : { id: profile.scripted, day: clock.sandboxDay },
          ...moment,
        }),
    ),
  }
  return shop
}
