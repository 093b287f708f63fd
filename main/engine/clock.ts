import type { Notice } from '#contract/shop.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import type { Log } from './diagnostics/log.ts'
import { readSetting, writeSetting } from './store/records/shops.ts'
import type { Dims } from './store/sqlite/connection.ts'
import type { Tasks } from './tasks/tasks.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Allowed difference to the marketplaces' clocks, ms: beyond it orders and stocks would be filed under wrong days. */
const TOLERANCE = HOUR
/** How long the computer's clock is trusted after the last marketplace response, ms. */
const BELIEVED = 60 * DAY

interface Parts {
  /** The clock of this computer, ms since epoch. */
  readonly now: () => number
  /** The last time told by a marketplace, persistent; null if never. */
  readonly remembered: number | null
  remember(at: number): void
  /** Called when the clock turns out wrong, and when it is right again. */
  told(wrong: boolean): void
}

/**
 * Whether the clock of this computer can be trusted, judged by the `Date` of marketplace responses. While it cannot, nothing is filed under a day and nothing
 * is deleted for its age.
 */
export function openClock({ now, remembered, remember, told }: Parts) {
  let heard = remembered
  let wrong = false
  /** Whether a marketplace has responded since the start. */
  let asked = false

  const off = (ms: number) =>
    new LoadError('wrong_clock', `this computer's clock is ${Math.round(Math.abs(ms) / HOUR)} h off`)
  function turn(to: boolean): void {
    if (wrong === to) return
    wrong = to
    told(to)
  }

  return {
    /** Checks the `Date` of a response; a returned error rejects the response, because its days would be wrong. */
    hear(date: string | undefined): LoadError | null {
      const at = Date.parse(date ?? '')
      if (Number.isNaN(at)) return null
      const ahead = now() - at
      if (Math.abs(ahead) > TOLERANCE) {
        turn(true)
        return off(ahead)
      }
      asked = true
      turn(false)
      if (heard === null || Math.abs(at - heard) >= HOUR) remember(at)
      heard = at
      return null
    },
    /** Whether `check` would pass; if not, a marketplace has to be asked first. */
    isBelieved(): boolean {
      return !wrong && (heard === null || (now() - heard >= -TOLERANCE && now() - heard <= BELIEVED))
    },
    /** Throws where days may not be taken from the clock: `wrong_clock` when it is wrong, `network` when it is so far on that somebody has to confirm it first. */
    check(): void {
      if (wrong) throw new LoadError('wrong_clock', 'a marketplace told another time')
      if (heard === null) return
      const ahead = now() - heard
      if (ahead < -TOLERANCE) {
        turn(true)
        throw off(ahead)
      }
      if (ahead > BELIEVED) throw new LoadError('network', 'no marketplace has confirmed the clock')
    },
    /** Whether a marketplace confirmed the clock within a day; old data is deleted only then. */
    isSure(): boolean {
      const ahead = heard === null ? Number.NaN : now() - heard
      return asked && !wrong && ahead >= -TOLERANCE && ahead <= DAY
    },
  }
}
export type Clock = ReturnType<typeof openClock>

const HEARD = 'marketplaces_heard_at'

/** The engine's clock check: persists the last marketplace time and notifies a person of a wrong clock. */
export function engineClock(
  dims: Dims,
  {
    readOnly,
    now,
    tasks,
    log,
  }: Pick<Parts, 'now'> & { readonly readOnly: boolean; readonly tasks: Tasks; readonly log: Log },
  notice: (notice: Notice) => void,
): Clock {
  const known = readSetting(dims, HEARD)
  return openClock({
    now,
    remembered: typeof known === 'string' ? Date.parse(known) : null,
    remember(at) {
      if (!readOnly) tasks.start('clock', () => writeSetting(dims, HEARD, new Date(at).toISOString()))
    },
    told(wrong) {
      log(wrong ? 'error' : 'info', wrong ? 'clock_wrong' : 'clock_right')
      if (wrong) notice({ word: 'wrong_clock', details: {} })
    },
  })
}
