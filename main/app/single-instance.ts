import type { App } from 'electron'

/** One app per data folder: a second start answers false, and the first one hears of it, but for a start at login, which nobody asked to see. */
export function singleInstance(app: App, show: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes('--hidden')) show()
  })
  return true
}
