import { app } from 'electron'
import { writeAutostart } from './autostart.ts'

/** Has the system start the app at login, in the tray alone, or no more. */
export function startAtLogin(on: boolean, dataDir: string): void {
  // From the work tree it would be a bare Electron that starts.
  if (!app.isPackaged) return
  const args = ['--hidden', `--data-dir=${dataDir}`]
  // What runs of an AppImage is a copy that is gone after this session.
  if (process.platform === 'linux') writeAutostart(on, [process.env.APPIMAGE ?? process.execPath, ...args])
  else app.setLoginItemSettings({ openAtLogin: on, args })
}
