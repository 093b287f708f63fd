import type { Clock } from '../ozon/shop.ts'
import { sandboxDay } from '../ozon/world/index.ts'
import { contentClock } from '../world/content.ts'
import type { WbProfile } from './shops.ts'
import type { WbWorld } from './world/index.ts'
import { makeWbWorld } from './world/index.ts'

/** A file or a task that was ordered and is ready after a while. */
export type Job = {
  readonly id: string
  readonly createdAt: number
  readonly readyAt: number
  readonly asked: object
}

/** A running shop on Wildberries: its profile, its world as of now and what it has ordered. */
export type WbShop = {
  readonly profile: WbProfile
  /** So many days ago the pages of its cards are shown. */
  lookBack: number
  readonly reports: Map<string, Job>
  readonly tasks: Map<string, Job>
  world(): WbWorld
  /** Something derived from the present world and thrown away when it moves on. */
  cached<T>(name: string, make: (world: WbWorld) => T): T
}

/** The sizes of a shop before its own relative size. */
export type WbSizes = {
  readonly seed: number
  readonly cards: number
  readonly perDay: number
  /** The day from which cards change; that on which the sandbox starts when left out. */
  readonly contentSince: number | undefined
}

/** The age of a shop for which the plans of campaigns are made. */
const AGE = 400

/** A shop whose world follows the clock. */
export function makeWbShop(profile: WbProfile, clock: Clock, sizes: WbSizes): WbShop {
  let world: WbWorld | undefined
  let cache = new Map<string, unknown>()
  const current = () => {
    const script = contentClock(sandboxDay(clock.startDay), clock.now, {
      since: sizes.contentSince,
      lookBack: shop.lookBack,
    })
    if (world?.now !== clock.now || world.script.at !== script.at) {
      world = makeWbWorld({
        seed: profile.seed + (sizes.seed - 1) * 10,
        startDay: clock.startDay + AGE - profile.age,
        adsDay: clock.startDay,
        now: clock.now,
        script,
        cards: profile.size === 0 ? 0 : Math.max(8, Math.round(sizes.cards * profile.size)),
        perDay: sizes.perDay * profile.size,
        fbs: profile.fbs,
      })
      cache = new Map()
    }
    return world
  }
  const shop: WbShop = {
    profile,
    lookBack: 0,
    reports: new Map(),
    tasks: new Map(),
    world: current,
    cached: (name, make) => {
      const present = current()
      if (!cache.has(name)) cache.set(name, make(present))
      return cache.get(name) as ReturnType<typeof make>
    },
  }
  return shop
}
