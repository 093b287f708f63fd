import type { Settings } from '#contract/api.ts'
import type { BackgroundChange } from '#contract/schedule.ts'
import { call, put, useAction, useCall } from './api.ts'

/** How the window looks and speaks, and a way to change it at once. */
export function useSettings() {
  const settings = useCall('settings.get', undefined)
  const change = useAction(async (part: Partial<Settings>) =>
    put('settings.get', undefined, await call('settings.set', part)),
  )
  return { settings: settings.value, change: change.run, error: change.error }
}

/** How the app works while nobody looks, and a way to change it. */
export function useBackground() {
  const background = useCall('background.get', undefined)
  const change = useAction(async (part: BackgroundChange) =>
    put('background.get', undefined, await call('background.set', part)),
  )
  return { background, change: change.run, busy: change.busy, error: change.error }
}
