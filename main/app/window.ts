import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { ORIGIN } from './addresses.ts'
import { firstSize, readWindowState, writeWindowState } from './window-state.ts'

interface Parts {
  readonly dataDir: string
  readonly devServer: string | undefined
  /** What it is called before its page says so. */
  title(): string
  /** Asked when the window is about to close: whether it goes, or into the dock instead. */
  closing(): 'close' | 'minimize'
  /** Told when the window opens and when it is gone. */
  changed(open: boolean): void
}

/** The one window: made when somebody wants to see it, and destroyed when it is closed, so that its page's memory is given back. */
export interface OnlyWindow {
  /** As long as its page is there. */
  current(): BrowserWindow | null
  /** Brings it to the front, at a page when one is named (`/shops`). */
  show(page?: string): void
  /** Puts it into the dock alone. */
  showInDock(): void
}

export function onlyWindow(parts: Parts): OnlyWindow {
  let window: BrowserWindow | null = null

  function open(page: string, inDock: boolean): void {
    const opened = makeWindow(parts, inDock)
    window = opened
    opened.on('close', event => {
      if (parts.closing() === 'close') return
      event.preventDefault()
      opened.minimize()
    })
    // The page goes before its window does, while a load still has something to tell.
    opened.webContents.once('destroyed', () => {
      window = null
      parts.changed(false)
    })
    parts.changed(true)
    // A page that could not be loaded is loaded again when the window is.
    void opened.loadURL(addressOf(page)).catch(() => {})
  }

  const addressOf = (page: string) => new URL(`#${page}`, parts.devServer ?? `${ORIGIN}/`).href

  return {
    current: () => window,
    show(page) {
      if (!window || window.isDestroyed()) return open(page ?? '/', false)
      // Only what follows the # differs, so the page stays and turns to another of its own; the same address would load it anew, and what is typed in it would be gone.
      if (page && window.webContents.getURL() !== addressOf(page))
        void window.loadURL(addressOf(page)).catch(() => {})
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    showInDock() {
      if (!window) open('/', true)
    },
  }
}

/** A window where it stood last time, shown when it has something to show. */
function makeWindow({ dataDir, title }: Parts, inDock: boolean): BrowserWindow {
  const file = join(dataDir, 'window.json')
  const {
    maximized = false,
    scheme,
    ...bounds
  } = readWindowState(
    file,
    screen.getAllDisplays().map(display => display.workArea),
  ) ?? {}
  if (scheme) nativeTheme.themeSource = scheme
  const window = new BrowserWindow({
    ...firstSize(screen.getPrimaryDisplay().workArea),
    ...bounds,
    // A laptop of 1366 × 768 at 150 % has 911 × 512, its bars included.
    minWidth: 800,
    minHeight: 400,
    show: false,
    title: title(),
    // On other systems the icon comes with the executable.
    ...(process.platform === 'linux' ? { icon: join(import.meta.dirname, '../icons/icon.png') } : {}),
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
  // A page without a title is called by its address.
  window.on('page-title-updated', (event, _title, explicitSet) => {
    if (!explicitSet) event.preventDefault()
  })
  window.once('ready-to-show', () => {
    if (inDock) {
      // A window that was never shown has no place in the dock.
      window.showInactive()
      return window.minimize()
    }
    if (maximized) window.maximize()
    window.show()
  })
  window.on('close', () =>
    writeWindowState(file, {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
      scheme: nativeTheme.themeSource,
    }),
  )
  reviveAfterCrash(window)
  return window
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
