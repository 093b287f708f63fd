import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { ORIGIN } from './addresses.ts'
import { readBounds, writeBounds } from './bounds.ts'

/** Opens the window where it stood last time and shows it when it has something to show. `opened` hears of it before its page asks anything. */
export async function openWindow(
  dataDir: string,
  devServer: string | undefined,
  opened: (window: BrowserWindow) => void,
): Promise<void> {
  const file = join(dataDir, 'window.json')
  const { maximized = false, ...bounds } =
    readBounds(
      file,
      screen.getAllDisplays().map(display => display.workArea),
    ) ?? {}
  const window = new BrowserWindow({
    width: 1280,
    height: 840,
    ...bounds,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: 'Prilavok',
    // On other systems the icon comes with the executable.
    ...(process.platform === 'linux'
      ? { icon: join(import.meta.dirname, '../../resources/icons/icon.png') }
      : {}),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  window.on('close', () =>
    writeBounds(file, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  )
  reviveAfterCrash(window)
  opened(window)
  await window.loadURL(devServer ?? `${ORIGIN}/`)
}

/** A page that crashed is loaded again, for everything it shows is the engine's; one that crashes at once again is left alone. */
function reviveAfterCrash(window: BrowserWindow): void {
  let last = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - last < 10_000) return
    last = Date.now()
    window.webContents.reload()
  })
}
