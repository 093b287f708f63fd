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
  paused: false,
  closeToTray: true,
  startAtLogin: null,
  onlyWhileOpen: false,
  economy: 'off',
  quiet: null,
  olderHistory: true,
  notify: EVERY_KIND,
}

/** Background settings; what was never chosen has its default. */
export function readBackground(dims: Dims): Background {
  const { notify, ...chosen } = stored(readSetting(dims, BACKGROUND))
  return { ...QUIETLY, ...chosen, notify: { ...EVERY_KIND, ...notify } }
}

/** `paused` is stored as `held`, its name in the first releases: renaming it would take a migration. */
const toStored = ({ paused, ...others }: Background): object => ({ ...others, held: paused })

/** Settings of an earlier or later release are read one by one, so that an invalid one does not discard the others. */
function stored(value: unknown): BackgroundChange {
  if (typeof value !== 'object' || value === null) return {}
  const named: Readonly<Record<string, unknown>> = {
    ...value,
    paused: 'held' in value ? value.held : undefined,
  }
  const known = Object.entries(BackgroundChange.shape).flatMap(([name, shape]) => {
    const read = shape.safeParse(named[name])
    return read.success && read.data !== undefined ? [[name, read.data]] : []
  })
  return Object.fromEntries(known)
}

type SettingsHandlers = Pick<
  Handlers<Api>,
  'settings.get' | 'settings.set' | 'background.get' | 'background.set'
>

/** Handlers of the user's settings. What was never chosen follows the system; `changed` is called with new background settings. */
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
      const next = { ...before, ...change, notify: { ...before.notify, ...notify } }
      writeSetting(dims, BACKGROUND, toStored(next))
      const background = readBackground(dims)
      changed(background)
      return background
    },
  }
}
