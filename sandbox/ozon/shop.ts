import { DAY, dayNumber, endOfDay, moscowDay } from '../clock.ts'
import { contentClock } from '../world/content.ts'
import type { ShopProfile } from './keys.ts'
import type { World } from './world/index.ts'
import { firstDay, makeWorld, sandboxDay } from './world/index.ts'

/** A running cabinet: its profile, its world as of now, and which era of endpoints it answers. */
export type Shop = {
  readonly profile: ShopProfile
  era: 'new' | 'old'
  /** What prices of orders are in (ISO 4217). */
  currency: string
  /** So many days ago the pages of its cards are shown. */
  lookBack: number
  world(): World
  /** Something derived from the present world and thrown away when it moves on. */
  cached<T>(name: string, make: (world: World) => T): T
}

/** The sizes a sandbox is started with. */
export type Sizes = {
  readonly seed: number
  readonly scale: number
  readonly perDay: number
  /** The day from which cards change; that on which the sandbox starts when left out. */
  readonly contentSince: number | undefined
}

/** The moving "now" of all worlds of one sandbox. */
export type Clock = {
  readonly now: number
  readonly startDay: number
  /** Moves it on by days or parts of one. */
  advance(days: number): void
}
/** Worlds are made anew at each step of a clock that runs, ms of theirs. */
const STEP = 60_000

/**
 * A clock at an instant, or at the end of a given Moscow day; without both it is this moment. It stands still until it is advanced, or runs so many times
 * faster than the real one as `speed` says.
 */
export function makeClock(of: {
  readonly at?: string
  readonly today?: string
  readonly speed?: number
}): Clock {
  const { at, today, speed = 0 } = of
  const begun = Date.now()
  let from = at !== undefined ? Date.parse(at) : today !== undefined ? endOfDay(dayNumber(today)) : begun
  return {
    startDay: firstDay(moscowDay(from)),
    get now() {
      return from + Math.floor(((Date.now() - begun) * speed) / STEP) * STEP
    },
    advance(days) {
      from += Math.round(days * DAY)
    },
  }
}

/** A cabinet whose world follows the clock. */
export function makeShop(profile: ShopProfile, clock: Clock, sizes: Sizes): Shop {
  let world: World | undefined
  let cache = new Map<string, unknown>()
  const current = () => {
    const script = contentClock(sandboxDay(clock.startDay), clock.now, {
      since: sizes.contentSince,
      lookBack: shop.lookBack,
    })
    if (world?.now !== clock.now || world.script.at !== script.at) {
      world = makeWorld({
        seed: profile.seed + (sizes.seed - 1) * 10,
        startDay: clock.startDay,
        now: clock.now,
        script,
        scale: sizes.scale,
        perDay: sizes.perDay,
        fbs: profile.fbs,
      })
      cache = new Map()
    }
    return world
  }
  const shop: Shop = {
    profile,
    era: profile.era,
    currency: 'RUB',
    lookBack: 0,
    world: current,
    cached: (name, make) => {
      const present = current()
      if (!cache.has(name)) cache.set(name, make(present))
      return cache.get(name) as ReturnType<typeof make>
    },
  }
  return shop
}
