import type { Background, Conditions, Coordinator, Hold } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { TIMINGS } from './slots.ts'

/** Everything that may stand in the way of a coordinator. */
export interface Circumstances {
  readonly shop: Pick<Shop, 'status' | 'loaded'>
  readonly background: Pick<Background, 'held' | 'onlyWhileOpen' | 'economy' | 'quiet'>
  readonly conditions: Conditions
  /** Minutes of the local day. */
  readonly minutes: number
}

/** Why no run of a shop is started now, or null. What lasts until a person does something comes before what passes by itself. */
export function blockerOf({ shop, background, conditions, minutes }: Circumstances): Hold | null {
  if (background.held) return 'held'
  if (shop.status === 'paused' || shop.status === 'auth_error' || shop.status === 'disabled')
    return shop.status
  if (!shop.loaded) return 'first_load'
  if (isQuiet(background.quiet, minutes)) return 'quiet'
  if (background.onlyWhileOpen && !conditions.windowOpen) return 'window'
  return conditions.online ? null : 'offline'
}

/** Holds that end by a word of somebody, so that nobody can say when. */
export const isOpenEnded = (hold: Hold | null): boolean =>
  hold !== null && hold !== 'quiet' && hold !== 'economy'

/** Whether a coordinator spares the line or the battery now; once a day is never too much. */
export function isEconomical(
  coordinator: Coordinator,
  { economy }: Pick<Background, 'economy'>,
  { onBattery }: Pick<Conditions, 'onBattery'>,
): boolean {
  if (TIMINGS[coordinator].every >= TIMINGS.daily.every) return false
  return economy === 'always' || (economy === 'battery' && onBattery)
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Whether quiet hours are now; they may go over midnight, and equal ends mean none. */
export function isQuiet(quiet: Background['quiet'], minutes: number): boolean {
  if (!quiet) return false
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  return from <= to ? minutes >= from && minutes < to : minutes >= from || minutes < to
}

/** The end of the quiet hours that are now, an instant, given how late it is in the local day. */
export function quietEnd(quiet: NonNullable<Background['quiet']>, minutes: number, now: number): number {
  const left = (minutesOf(quiet.to) - minutes + 1440) % 1440
  return Math.floor(now / 60_000) * 60_000 + left * 60_000
}

/** How late it is in the local day of this computer, in minutes. */
export const localMinutes = (now: number): number => {
  const local = new Date(now)
  return local.getHours() * 60 + local.getMinutes()
}
