import { DAY, dayNumber, endOfDay, moscowDay } from './clock.ts'
import type { ShopProfile } from './keys.ts'
import type { World } from './world/index.ts'
import { firstDay, makeWorld } from './world/index.ts'

/** A running cabinet: its profile, its world as of now, and which era of endpoints it answers. */
export type Shop = {
  readonly profile: ShopProfile
  era: 'new' | 'old'
  world(): World
  /** Something derived from the present world and thrown away when it moves on. */
  cached<T>(name: string, make: (world: World) => T): T
}

/** The sizes a sandbox is started with. */
export type Sizes = { readonly seed: number; readonly scale: number; readonly perDay: number }

/** The moving "now" of all worlds of one sandbox. */
export type Clock = { now: number; readonly startDay: number }

/** A clock: it stands at an instant, or a given Moscow day has wholly happened; without both it stands at this moment. */
export function makeClock({ at, today }: { readonly at?: string; readonly today?: string }): Clock {
  const now =
    at !== undefined ? Date.parse(at) : today !== undefined ? endOfDay(dayNumber(today)) : Date.now()
  return { now, startDay: firstDay(moscowDay(now)) }
}

/** Moves a clock on by days or parts of one. */
export const advanceClock = (clock: Clock, days: number): void => {
  clock.now += Math.round(days * DAY)
}

/** A cabinet whose world follows the clock. */
export function makeShop(profile: ShopProfile, clock: Clock, sizes: Sizes): Shop {
  let world: World | undefined
  let cache = new Map<string, unknown>()
  const current = () => {
    if (world?.now !== clock.now) {
      world = makeWorld({
        seed: profile.seed + (sizes.seed - 1) * 10,
        startDay: clock.startDay,
        now: clock.now,
        scale: sizes.scale,
        perDay: sizes.perDay,
        fbs: profile.fbs,
      })
      cache = new Map()
    }
    return world
  }
  return {
    profile,
    era: profile.era,
    world: current,
    cached: (name, make) => {
      const present = current()
      if (!cache.has(name)) cache.set(name, make(present))
      return cache.get(name) as ReturnType<typeof make>
    },
  }
}
