import type { Api } from '#contract/api.ts'
import { Settings } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'
import {
  type Background,
  BackgroundChange,
  NOTIFICATIONS,
  type NotificationKind,
} from '#contract/schedule.ts'
import { readSetting, writeSetting } from './store/records/shops.ts'
import type { Dims } from './store/sqlite/connection.ts'

const WINDOW = 'window'
const BACKGROUND = 'background'

const EVERY_KIND = Object.fromEntries(NOTIFICATIONS.map(kind => [kind, true])) as Record<
  NotificationKind,
  boolean
>
const QUIETLY: Background = {
  held: false,
  closeToTray: true,
  startAtLogin: null,
  onlyWhileOpen: false,
  economy: 'off',
  quiet: null,
  notify: EVERY_KIND,
}

/** How the app works while nobody looks; what was never chosen is as most people want it. */
export function readBackground(dims: Dims): Background {
  const { notify, ...chosen } = stored(readSetting(dims, BACKGROUND))
  return { ...QUIETLY, ...chosen, notify: { ...EVERY_KIND, ...notify } }
}

/** Choices of an earlier or a later release are taken one by one: one that is not understood does not take the others along. */
function stored(value: unknown): BackgroundChange {
  if (typeof value !== 'object' || value === null) return {}
  const known = Object.entries(BackgroundChange.shape).flatMap(([name, shape]) => {
    const read = shape.safeParse((value as Record<string, unknown>)[name])
    return read.success && read.data !== undefined ? [[name, read.data]] : []
  })
  return Object.fromEntries(known)
}

type SettingsHandlers = Pick<
  Handlers<Api>,
  'settings.get' | 'settings.set' | 'background.get' | 'background.set'
>

/** The choices of the person. What was never chosen follows the system; `changed` hears of each new background. */
export function settings(dims: Dims, changed: (background: Background) => void): SettingsHandlers {
  const read = (): Settings => {
    const chosen = Settings.partial().safeParse(readSetting(dims, WINDOW) ?? {})
    return { language: null, colorScheme: 'auto', ...(chosen.success ? chosen.data : {}) }
  }
  return {
    'settings.get': async () => read(),
    'settings.set': async change => {
      writeSetting(dims, WINDOW, { ...read(), ...change })
      return read()
    },
    'background.get': async () => readBackground(dims),
    'background.set': async ({ notify, ...change }) => {
      const before = readBackground(dims)
      writeSetting(dims, BACKGROUND, { ...before, ...change, notify: { ...before.notify, ...notify } })
      const background = readBackground(dims)
      changed(background)
      return background
    },
  }
}
