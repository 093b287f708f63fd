import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app } from 'electron'
import { ORIGIN } from './app/addresses.ts'
import { engineHost } from './app/engine-host.ts'
import { readOptions } from './app/options.ts'
import { declareOrigin, lockDown, serveOrigin } from './app/security.ts'
import { shell } from './app/shell.ts'
import { singleInstance } from './app/single-instance.ts'
import { openWindow } from './app/window.ts'
import { demoMarketplace } from './demo-marketplace.ts'
import { startEngine } from './engine-client.ts'
import { registerIpc } from './ipc.ts'

const { devServer, ...engineOptions } = readOptions(process.argv, process.env, app.isPackaged)
const profile = join(engineOptions.dataDir, 'window')
const built = (file: string) => new URL(file, import.meta.url)
let window: BrowserWindow | null = null

declareOrigin()
// The profile lies in the data folder: so the lock below is one per data folder, and a folder removed leaves nothing behind.
mkdirSync(profile, { recursive: true, mode: 0o700 })
app.setPath('userData', profile)
// Chromium keeps no secret for us; without this it would ask the person to unlock the keychain before we have anything to say.
app.commandLine.appendSwitch('password-store', 'basic')

// Electron is ready only after this module is: waiting for it at the top level would wait for ever.
async function start(): Promise<void> {
  await app.whenReady()
  serveOrigin(join(import.meta.dirname, '../renderer'))
  let readOnly = false
  const demo = demoMarketplace(built('./sandbox.js'))
  const engine = startEngine(built('./engine.js'), engineOptions, engineHost(demo.get), (event, payload) => {
    if (event === 'app.notice' && (payload as { word: string }).word === 'data_newer') readOnly = true
    ipc.send(event, payload)
  })
  const ipc = registerIpc({
    window: () => window,
    origin: devServer ? new URL(devServer).origin : ORIGIN,
    shell: shell(() => readOnly),
    engine: engine.ask,
  })
  app.once('will-quit', event => {
    // The slice in hand is committed or forgotten first; whatever hangs does not keep the app open.
    event.preventDefault()
    const patience = new Promise(resolve => setTimeout(resolve, 5_000))
    void Promise.race([engine.close(), patience])
      .then(demo.close)
      .finally(() => app.exit())
  })
  await openWindow(engineOptions.dataDir, devServer, opened => {
    window = opened
    // The page goes before its window does, while a load still has something to tell.
    opened.webContents.once('destroyed', () => {
      window = null
    })
  })
}

if (singleInstance(app, () => window)) {
  lockDown(app, devServer)
  app.on('window-all-closed', () => app.quit())
  void start()
} else {
  app.quit()
}
