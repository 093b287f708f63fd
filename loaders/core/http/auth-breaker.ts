import type { LoadError } from '../errors.ts'

/** Refusals of a key in a row after which nobody asks any more. */
const REFUSALS = 10
/** Ms until a refused key is tried again. */
export const PAUSE = 1_000

/** Whoever sends a request again and again until there is an answer. */
export type Asker = object

interface Door {
  times: number
  last: LoadError
  /** The one who finds out whether the key is good after all; the others wait for it. */
  asker: Asker | null
  found(): void
  known: Promise<void>
}

/**
 * What a session knows of the refusals of its keys, by door (a host with or without a pass). Marketplaces refuse a good key now and then: one request asks
 * again while the others wait, and after ten refusals in a row without a good answer between the door is shut for this session.
 */
export function refusals() {
  const doors = new Map<string, Door>()
  const settle = (door: Door | undefined) => {
    if (!door) return
    door.asker = null
    door.found()
  }

  return {
    /** Resolves when this one may ask. Throws the last refusal where nobody may. */
    async open(name: string, asker: Asker): Promise<void> {
      for (let door = doors.get(name); door; door = doors.get(name)) {
        if (door.times >= REFUSALS) throw door.last
        if (door.asker === null || door.asker === asker) return
        await door.known
      }
    },
    /** A good answer: the key is good. */
    good(name: string): void {
      settle(doors.get(name))
      doors.delete(name)
    },
    /** Takes a refusal down; one that is `final` is not asked again by anybody who meets it. True when the door shall be tried once more. */
    refused(name: string, asker: Asker, last: LoadError, final: boolean): boolean {
      const door = doors.get(name)
      // It was sent before the doubt began, and says nothing new.
      if (!final && door && door.asker !== null && door.asker !== asker) return true
      const times = (door?.times ?? 0) + 1
      settle(door)
      const over = final || times >= REFUSALS
      let found = () => {}
      const known = new Promise<void>(resolve => {
        found = resolve
      })
      doors.set(name, { times, last, asker: over ? null : asker, found, known })
      return !over
    },
    /** This one asks no more. Where it could not find out, the next may try; where nobody can in time (`late`), the refusal stands: it is answered. */
    leave(name: string, asker: Asker, late: boolean): LoadError | null {
      const door = doors.get(name)
      if (door?.asker !== asker) return null
      if (late) door.times = REFUSALS
      settle(door)
      return late ? door.last : null
    },
  }
}
