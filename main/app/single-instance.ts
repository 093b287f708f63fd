import type { App, BrowserWindow } from 'electron'

/** One app per data folder: a second start brings the first one's window to the front and answers false. */
export function singleInstance(app: App, window: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const open = window()
    if (!open || open.isDestroyed()) return
    if (open.isMinimized()) open.restore()
    open.show()
    open.focus()
  })
  return true
}
