import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { readOptions } from './app/options.ts'
import { declareOrigin, lockDown, serveOrigin } from './app/security.ts'
import { singleInstance } from './app/single-instance.ts'
import { openWindow } from './app/window.ts'

const { dataDir, devServer } = readOptions(process.argv, process.env, app.isPackaged)
let window: BrowserWindow | undefined

declareOrigin()
// The profile lies in the data folder: so the lock below is one per data folder, and a folder removed leaves nothing behind.
mkdirSync(join(dataDir, 'window'), { recursive: true })
app.setPath('userData', join(dataDir, 'window'))
// Chromium keeps no secret for us; without this it would ask the person to unlock the keychain before we have anything to say.
app.commandLine.appendSwitch('password-store', 'basic')

// Electron is ready only after this module is: waiting for it at the top level would wait for ever.
async function start(): Promise<void> {
  await app.whenReady()
  serveOrigin(join(import.meta.dirname, '../renderer'))
  window = await openWindow(dataDir, devServer)
}

if (singleInstance(app, () => window)) {
  lockDown(app, devServer)
  app.on('window-all-closed', () => app.quit())
  void start()
} else {
  app.quit()
}
