import type { Notice } from '#contract/shop.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import type { Log } from './diagnostics/log.ts'
import { readSetting, writeSetting } from './store/records/shops.ts'
import type { Dims } from './store/sqlite/connection.ts'
import type { Tasks } from './tasks/tasks.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How far this computer's clock may be from the marketplaces' (ms): what is further files orders and stocks under wrong days. */
const TOLERANCE = HOUR
/** How long after the marketplaces were last heard (ms) the computer's clock is believed without them. */
const BELIEVED = 60 * DAY

interface Parts {
  /** The clock of this computer, ms since epoch. */
  readonly now: () => number
  /** The time that the marketplaces told last, kept over restarts; null before they ever did. */
  readonly remembered: number | null
  remember(at: number): void
  /** Hears when the clock turns out to be wrong, and when it is right again. */
  told(wrong: boolean): void
}

/**
 * Whether the clock of this computer can be trusted: each answer of a marketplace says how late it is. While it cannot, nothing is filed under a day and nothing is
 * deleted for its age.
 */
export function openClock({ now, remembered, remember, told }: Parts) {
  let heard = remembered
  let wrong = false
  /** Whether they were heard since the start. */
  let asked = false

  const off = (ms: number) =>
    new LoadError('wrong_clock', `this computer's clock is ${Math.round(Math.abs(ms) / HOUR)} h off`)
  function turn(to: boolean): void {
    if (wrong === to) return
    wrong = to
    told(to)
  }

  return {
    /** Takes the `Date` of a marketplace's answer. What comes back refuses the answer: its days would be wrong. */
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
    /** Whether `check` would pass: if not, a marketplace has to be asked first. */
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
    /** Whether a marketplace has confirmed the clock within a day: only then may what is old be deleted. */
    isSure(): boolean {
      const ahead = heard === null ? Number.NaN : now() - heard
      return asked && !wrong && ahead >= -TOLERANCE && ahead <= DAY
    },
  }
}
export type Clock = ReturnType<typeof openClock>

const HEARD = 'marketplaces_heard_at'

/** The clock of an engine: it remembers in the data folder when the marketplaces were heard last, and tells a person when it is wrong. */
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
