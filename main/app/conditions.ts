import { net, powerMonitor } from 'electron'
import type { ConditionsChange } from '#contract/host.ts'
import type { Conditions } from '#contract/schedule.ts'
import type { Tasks } from '../engine/tasks/tasks.ts'

/** Polling interval, ms: outside of a window Electron has no event for network changes. `net.isOnline` sends no request. */
const LOOKED_EVERY_MS = 15_000

/**
 * Watches network, battery and sleep. Emits changes, and `woke` after sleep. `local`: all hosts of the app are on this computer, so the network does not
 * matter.
 */
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
