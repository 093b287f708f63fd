import type { App } from 'electron'

/** One app per data folder: a second start returns false and shows the window of the first, except a start at login. */
export function singleInstance(app: App, show: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes('--hidden')) show()
  })
  return true
}
