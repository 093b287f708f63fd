import { random } from '../random.ts'

const MINUTE = 60_000

/** A bid at an instant; until `since` (UTC ms) it was `before`. */
export type Bid = { readonly bid: number; readonly before: number; readonly since: number }

/** The bid that `keys` name: `base` and up to a dozen whole steps more, which change after some hours. A pure function of the instant, so that the past stays. */
export function bidAt(keys: readonly number[], base: number, step: number, now: number): Bid {
  const r = random(...keys)
  const stays = r.int(20, 2400) * MINUTE
  const shift = r.int(0, stays)
  const turn = Math.floor((now + shift) / stays)
  const of = (turn: number) => base + step * random(...keys, turn).int(0, 12)
  return { bid: of(turn), before: of(turn - 1), since: turn * stays - shift }
}

/** Whether the marketplace shows no bid for ten minutes although there is one, as happens now and then. */
export const isBlank = (keys: readonly number[], now: number): boolean =>
  random(...keys, Math.floor(now / (10 * MINUTE)), 1).chance(0.04)
