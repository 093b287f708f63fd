import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, shell as desktop } from 'electron'
import { api, type EventName } from '#contract/api.ts'
import { PICTURES } from '#contract/pictures.ts'
import { unwrap } from '#contract/rpc.ts'
import type { Notice } from '#contract/shop.ts'
import { ORIGIN } from './app/addresses.ts'
import { type BackgroundMode, backgroundMode } from './app/background-mode.ts'
import { watchConditions } from './app/conditions.ts'
import { engineHost } from './app/engine-host.ts'
import { menus } from './app/menus.ts'
import { declareOrigin, lockDown, serveOrigin } from './app/security.ts'
import { shell } from './app/shell.ts'
import { singleInstance } from './app/single-instance.ts'
import { makeFolder, startOptions } from './app/start-options.ts'
import { watchTrayHost } from './app/tray-host.ts'
import { onlyWindow } from './app/window.ts'
import { callLimiter } from './call-limiter.ts'
import { demoMarketplace } from './demo-marketplace.ts'
import { openTasks } from './engine/tasks/tasks.ts'
import { startEngine } from './engine-client.ts'
import { registerIpc } from './ipc.ts'

const { devServer, hidden, ...options } = startOptions()
const { dataDir } = options
const profile = join(dataDir, 'window')
const built = (file: string) => new URL(file, import.meta.url)
let show = () => {}
let name = app.getName()
let quitting = false
const tasks = openTasks((task, error) => process.stderr.write(`${task}: ${error}\n`))

declareOrigin()
// The Chromium profile is inside the data folder, so that the lock below is per data folder and deleting the folder leaves nothing behind.
makeFolder(profile)
app.setPath('userData', profile)
// Windows shows notifications only for apps with a known id.
app.setAppUserModelId('app.prilavok')
// Chromium stores no secrets here; without this switch it would ask to unlock the keychain at the start.
app.commandLine.appendSwitch('password-store', 'basic')

// Electron becomes ready only after this module has run: a top-level await would wait for ever.
async function start(): Promise<void> {
  await app.whenReady()
  serveOrigin(join(import.meta.dirname, '../renderer'), join(dataDir, PICTURES))
  let readOnly = false
  const demo = demoMarketplace(built('./sandbox.js'))
  // macOS passes no arguments at login, but reports a start at login.
  const inTray = hidden || app.getLoginItemSettings().wasOpenedAtLogin
  const conditions = watchConditions(
    tasks,
    Object.keys(options.hosts).length > 0,
    change => void engine.tellConditions(change),
  )
  const engine = startEngine(
    built('./engine.js'),
    { ...options, conditions: conditions.now(!inTray) },
    engineHost(demo.host),
    hear,
  )
  const window = onlyWindow({
    dataDir,
    devServer,
    title: () => name,
    closing: () => (quitting ? 'close' : aside.closing()),
    changed: open => void engine.tellConditions({ windowOpen: open }),
  })
  show = () => window.show()
  const { speak } = menus({
    open: window.show,
    openDataFolder: () =>
      void desktop.openPath(dataDir).then(fault => {
        if (fault) ipc.send('app.notice', { word: 'folder_unopened', details: { folder: dataDir } })
      }),
  })
  const ipc = registerIpc({
    window: window.current,
    origin: devServer ? new URL(devServer).origin : ORIGIN,
    shell: shell({
      readOnly: () => readOnly,
      dataDir,
      window: window.current,
      diagnostics: engine.diagnostics,
    }),
    engine: callLimiter(api, async (name, input) => {
      const answer = await engine.ask(name, input)
      if (name === 'settings.set') void aside.load()
      return answer
    }),
  })
  const aside: BackgroundMode = backgroundMode({
    dataDir,
    tasks,
    window,
    engine: async (name, ...args) => unwrap(api, name, await engine.ask(name, args[0])),
    firstTime: engine.firstTime,
    onLanguage(words) {
      name = words.t('app.name')
      speak(words)
    },
    notice: notice => ipc.send('app.notice', notice),
  })

  function hear(event: EventName, payload: unknown): void {
    if (aside.handleEvent(event, payload)) return
    if (event === 'app.notice') {
      const { word } = payload as Notice
      if (word === 'data_newer') readOnly = true
      if (word === 'engine_restarted') void aside.load()
    }
    ipc.send(event, payload)
  }

  app.on('activate', () => window.show())
  app.on('window-all-closed', () => {
    if (!aside.keepsRunning()) app.quit()
  })
  app.once('will-quit', event => {
    // Slices in progress are committed or discarded first; a task that hangs does not keep the app open.
    event.preventDefault()
    void Promise.race([engine.close(), sleep(5_000)])
      .then(demo.close)
      .finally(() => app.exit())
  })
  if (!inTray) window.show()
  void watchTrayHost(aside.trayAvailable)
  void aside.load()
}

if (singleInstance(app, () => show())) {
  lockDown(app, devServer)
  app.on('before-quit', () => {
    quitting = true
  })
  void start()
} else {
  app.quit()
}
