import { type ContentClock, contentClock } from './content.ts'
import type { Clock } from './moving-clock.ts'

/** The moment of a world. */
type Moment = { readonly now: number; readonly script: ContentClock }

/** A world as of now, and values derived from it. */
export type Following<W> = {
  world(): W
  /** Something derived from the present world and thrown away when it moves on. */
  cached<T>(name: string, make: (world: W) => T): T
}

/**
 * Lets a world follow the clock: it is made again when the clock, or the day at which cards are shown (`lookBack`), has moved. `since` is the day from which
 * cards change.
 */
export function following<W extends Moment>(
  clock: Clock,
  since: number | undefined,
  lookBack: () => number,
  make: (moment: Moment) => W,
): Following<W> {
  let world: W | undefined
  let cache = new Map<string, unknown>()
  const current = (): W => {
    const { now } = clock
    const script = contentClock(clock.sandboxDay, now, { since, lookBack: lookBack() })
    if (world?.now !== now || world.script.at !== script.at) {
      world = make({ now, script })
      cache = new Map()
    }
    return world
  }
  return {
    world: current,
    cached: (name, make) => {
      const present = current()
      if (!cache.has(name)) cache.set(name, make(present))
      return cache.get(name) as ReturnType<typeof make>
    },
  }
}
