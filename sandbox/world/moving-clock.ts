import { DAY, dayNumber, endOfDay, moscowDay } from '../clock.ts'

/** The moving "now" of all worlds of one sandbox. */
export type Clock = {
  readonly now: number
  /** The Moscow day on which the sandbox started. */
  readonly sandboxDay: number
  /** The first Moscow day of a shop that is as old as shops are here. */
  readonly startDay: number
  /** Moves it on by days or parts of one. */
  advance(days: number): void
}
/** Step of a running clock after which worlds are made again, ms of its time. */
const STEP = 60_000

/** Days of life a shop has before the sandbox starts: more than any loader asks for, so depth is really tested. */
const SHOP_AGE = 400

/** A clock at an instant, at the end of a Moscow day, or by default now. It stands still until it is advanced, or runs at `speed` times real time. */
export function makeClock(of: {
  readonly at?: string
  readonly today?: string
  readonly speed?: number
}): Clock {
  const { at, today, speed = 0 } = of
  const begun = Date.now()
  let from = at !== undefined ? Date.parse(at) : today !== undefined ? endOfDay(dayNumber(today)) : begun
  const sandboxDay = moscowDay(from)
  return {
    sandboxDay,
    startDay: sandboxDay - SHOP_AGE,
    get now() {
      return from + Math.floor(((Date.now() - begun) * speed) / STEP) * STEP
    },
    advance(days) {
      from += Math.round(days * DAY)
    },
  }
}
