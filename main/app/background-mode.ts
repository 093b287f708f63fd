import { app, Notification, nativeTheme } from 'electron'
import type { Api, EventName } from '#contract/api.ts'
import { kindOf } from '#contract/errors.ts'
import type { Client } from '#contract/rpc.ts'
import type { AppNotification, AppStatus, Background } from '#contract/schedule.ts'
import type { Notice } from '#contract/shop.ts'
import { languageOf, type Words, words } from '#i18n'
import type { Task, Tasks } from '../engine/tasks/tasks.ts'
import { startAtLogin } from './login.ts'
import { notifier } from './notifier.ts'
import { appTray } from './tray.ts'
import type { OnlyWindow } from './window.ts'

/** How long a desktop panel may take to start (at login) or restart before a minimised window replaces the tray icon, ms. */
const PANEL_MS = 20_000

/** Notice shown the first time that closing the window leaves the app running. */
type Word = 'stays_in_tray' | 'stays_in_dock'

interface Parts {
  readonly dataDir: string
  readonly tasks: Tasks
  readonly engine: Client<Api>
  readonly window: OnlyWindow
  /** True only the first time that this notice is due. */
  firstTime(word: Word): Promise<boolean>
  /** Called with the language of the app, at the start and when it changes. */
  onLanguage(words: Words): void
  /** Shows a notice in the window, now or when it opens. */
  notice(notice: Notice): void
}

/** Background mode: tray, close button, start at login, notifications. */
export interface BackgroundMode {
  /** Loads settings and status from the engine; retried on its next event if it does not respond. */
  load(): Promise<void>
  /** Handles an engine event; true if the window need not receive it. */
  handleEvent(event: EventName, payload: unknown): boolean
  /** Called when tray icons become available or unavailable. */
  trayAvailable(present: boolean): void
  /** What the close button does now: without a tray the window is minimised to the dock. */
  closing(): 'close' | 'minimize'
  /** Whether the app keeps running without a window. */
  keepsRunning(): boolean
}

export function backgroundMode({
  dataDir,
  tasks,
  engine,
  window,
  firstTime,
  onLanguage,
  notice,
}: Parts): BackgroundMode {
  const system = languageOf(app.getPreferredSystemLanguages()[0] ?? app.getLocale())
  let speak: Words = words(system)
  let status: AppStatus | null = null
  /** Null until the engine has responded: an app that cannot work must not keep running without a window. */
  let chosen: Background | null = null
  let hasTray = false
  let waiting: Task | null = null

  const quiet = (work: Promise<unknown>) => void work.catch(() => {})
  /** A failed request from the tray is also reported outside of the window. */
  const refused = (error: unknown) => {
    const kind = kindOf(error)
    if (!Notification.isSupported()) return notice({ word: kind, details: {} })
    notify.show(speak.t('app.name'), speak.error(kind))
  }
  const tray = appTray({
    open: window.show,
    name: () => speak.t('app.name'),
    syncNow: () => void engine('sync.now', { shopIds: null }).catch(refused),
    pause: paused => void engine('background.set', { paused }).catch(refused),
    quit: () => app.quit(),
  })
  const notify = notifier(window.show)

  const draw = () => {
    if (status) tray.show(status, speak)
  }
  const choose = (next: Background) => {
    const before = chosen
    chosen = next
    if (!before || next.startAtLogin === null || next.startAtLogin === before.startAtLogin) return
    try {
      startAtLogin(next.startAtLogin, dataDir)
    } catch {
      notice({ word: 'autostart_denied', details: {} })
    }
  }

  onLanguage(speak)

  const keepsRunning = () => chosen?.closeToTray ?? false

  async function say(word: Word): Promise<void> {
    if (!(await firstTime(word))) return
    if (!Notification.isSupported()) return notice({ word, details: {} })
    notify.show(speak.t(`closing.${word}`), speak.t(`notice.${word}`))
  }

  return {
    async load() {
      try {
        const settings = await engine('settings.get')
        speak = words(settings.language ?? system)
        // Native parts of the window use the colour scheme of the page.
        nativeTheme.themeSource = settings.colorScheme === 'auto' ? 'system' : settings.colorScheme
        onLanguage(speak)
        choose(await engine('background.get'))
        status = await engine('status.get')
      } catch {
        chosen = null
      }
      draw()
    },
    handleEvent(event, payload) {
      switch (event) {
        case 'status.changed':
          status = payload as AppStatus
          draw()
          return false
        case 'background.changed':
          choose(payload as Background)
          return false
        case 'app.notify':
          notify.notify(payload as AppNotification, speak)
          return true
        default:
          return false
      }
    },
    trayAvailable(present) {
      hasTray = present
      tray.place(present)
      waiting?.cancel()
      // Without window and tray icon nobody could reach the app.
      waiting = present
        ? null
        : tasks.after(PANEL_MS, 'window in the dock', () => window.current() ?? window.showInDock())
    },
    closing() {
      if (!keepsRunning()) return 'close'
      quiet(say(hasTray ? 'stays_in_tray' : 'stays_in_dock'))
      return hasTray ? 'close' : 'minimize'
    },
    keepsRunning,
  }
}
