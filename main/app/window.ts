import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { ORIGIN } from './addresses.ts'
import { firstSize, readWindowState, writeWindowState } from './window-state.ts'

interface Parts {
  readonly dataDir: string
  readonly devServer: string | undefined
  /** Title until the page sets its own. */
  title(): string
  /** Called before the window closes: whether to close it or to minimise it. */
  closing(): 'close' | 'minimize'
  /** Called when the window opens and when it is gone. */
  changed(open: boolean): void
}

/** The only window: created on demand and destroyed when closed, so that the memory of its page is freed. */
export interface OnlyWindow {
  /** Null once its page is destroyed. */
  current(): BrowserWindow | null
  /** Brings it to the front, at a page if one is named (`/shops`). */
  show(page?: string): void
  /** Minimises it. */
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
    // The page is destroyed before its window, while a load may still send events.
    opened.webContents.once('destroyed', () => {
      window = null
      parts.changed(false)
    })
    parts.changed(true)
    // A page that failed to load is loaded again with the next window.
    void opened.loadURL(addressOf(page)).catch(() => {})
  }

  const addressOf = (page: string) => new URL(`#${page}`, parts.devServer ?? `${ORIGIN}/`).href

  return {
    current: () => window,
    show(page) {
      if (!window || window.isDestroyed()) return open(page ?? '/', false)
      // Only the part after # differs, so the page navigates without a reload; loading the same URL again would discard what was typed.
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

/** A window at its last bounds, shown once it has content. */
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
    // A laptop of 1366 × 768 at 150 % has 911 × 512, bars included.
    minWidth: 800,
    minHeight: 400,
    show: false,
    title: title(),
    // On other systems the executable has the icon.
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
  // Electron would otherwise show the URL of a page without a title.
  window.on('page-title-updated', (event, _title, explicitSet) => {
    if (!explicitSet) event.preventDefault()
  })
  window.once('ready-to-show', () => {
    if (inDock) {
      // A window that was never shown is not in the dock.
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

/** Reloads a page that crashed, since all of its data is in the engine; a page that crashes again at once is left alone. */
function reviveAfterCrash(window: BrowserWindow): void {
  let last = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - last < 10_000) return
    last = Date.now()
    window.webContents.reload()
  })
}
