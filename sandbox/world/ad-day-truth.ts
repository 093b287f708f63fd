import { endOfDay, startOfDay } from '../clock.ts'
import type { Run } from './campaigns.ts'

const MINUTE = 60_000

/** What a campaign has by `now` (UTC ms) of a count that a Moscow day has as a whole: the states of its minutes are counted, those in which it ran. */
export function shownSoFar(run: Run, day: number, now: number): (whole: number) => number {
  let all = 0
  let begun = 0
  for (let at = startOfDay(day); at <= endOfDay(day); at += MINUTE) {
    if (run.stateAt(at) !== 'running') continue
    all += 1
    if (at <= now) begun += 1
  }
  return whole => (all === 0 ? 0 : Math.floor((whole * begun) / all))
}
