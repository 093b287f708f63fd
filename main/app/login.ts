import { app } from 'electron'
import { writeAutostart } from './autostart.ts'

/** Turns start at login, in the tray only, on or off. */
export function startAtLogin(on: boolean, dataDir: string): void {
  // In the source tree a bare Electron would start.
  if (!app.isPackaged) return
  const args = ['--hidden', `--data-dir=${dataDir}`]
  // An AppImage runs from a temporary mount that is gone after this session, so its file is started.
  if (process.platform === 'linux') writeAutostart(on, [process.env.APPIMAGE ?? process.execPath, ...args])
  else app.setLoginItemSettings({ openAtLogin: on, args })
}
