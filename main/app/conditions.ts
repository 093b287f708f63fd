import { net, powerMonitor } from 'electron'
import type { ConditionsChange } from '#contract/host.ts'
import type { Conditions } from '#contract/schedule.ts'
import type { Tasks } from '../engine/tasks/tasks.ts'

/** Electron tells of no change of the network outside of a window, so it is looked at: a word of the browser's own, no request. */
const LOOKED_EVERY_MS = 15_000

/** What the computer is like. A change is told, and `woke` when it has slept. `local`: all that the app talks to is on this computer. */
export function watchConditions(tasks: Tasks, local: boolean, emit: (change: ConditionsChange) => void) {
  const isOnline = () => local || net.isOnline()
  let online = isOnline()
  const look = () => {
    if (online === isOnline()) return
    online = !online
    emit({ online })
  }
  tasks.every(LOOKED_EVERY_MS, 'conditions', look)
  powerMonitor.on('on-battery', () => emit({ onBattery: true }))
  powerMonitor.on('on-ac', () => emit({ onBattery: false }))
  powerMonitor.on('resume', () => {
    online = isOnline()
    emit({ woke: true, online })
  })
  return {
    now: (windowOpen: boolean): Conditions => ({
      online,
      onBattery: powerMonitor.isOnBatteryPower(),
      windowOpen,
    }),
  }
}
