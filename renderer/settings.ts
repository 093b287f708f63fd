import type { Settings } from '#contract/api.ts'
import type { BackgroundChange } from '#contract/schedule.ts'
import { call, put, useAction, useCall } from './api.ts'

/** Language and theme, and a function that changes them at once. */
export function useSettings() {
  const settings = useCall('settings.get', undefined)
  const change = useAction(async (part: Partial<Settings>) =>
    put('settings.get', undefined, await call('settings.set', part)),
  )
  return { settings: settings.value, change: change.run, error: change.error }
}

/** Background settings, and a function that changes them. */
export function useBackground() {
  const background = useCall('background.get', undefined)
  const change = useAction(async (part: BackgroundChange) =>
    put('background.get', undefined, await call('background.set', part)),
  )
  return { background, change: change.run, busy: change.busy, error: change.error }
}
