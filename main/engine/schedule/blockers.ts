import type { Background, Blocker, Conditions, Coordinator } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { TIMINGS } from './slots.ts'

/** Everything that may block a scheduled run. */
export interface Circumstances {
  readonly shop: Pick<Shop, 'status' | 'loaded'>
  readonly background: Pick<Background, 'paused' | 'onlyWhileOpen' | 'economy' | 'quiet'>
  readonly conditions: Conditions
  /** Minutes of the local day. */
  readonly minutes: number
}

/** The blocker of scheduled runs of a shop, or null. Blockers that need a person take precedence over those that pass by themselves. */
export function blockerOf({ shop, background, conditions, minutes }: Circumstances): Blocker | null {
  if (background.paused) return 'all_paused'
  if (shop.status === 'paused' || shop.status === 'auth_error' || shop.status === 'disabled')
    return shop.status
  if (!shop.loaded) return 'first_load'
  if (isQuiet(background.quiet, minutes)) return 'quiet'
  if (background.onlyWhileOpen && !conditions.windowOpen) return 'window'
  return conditions.online ? null : 'offline'
}

/** Blockers without a known end. */
export const isOpenEnded = (blocker: Blocker | null): boolean =>
  blocker !== null && blocker !== 'quiet' && blocker !== 'economy'

/** Whether a coordinator runs less often to save battery or traffic; daily ones are exempt. */
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

/** Minutes since local midnight. */
export const localMinutes = (now: number): number => {
  const local = new Date(now)
  return local.getHours() * 60 + local.getMinutes()
}
