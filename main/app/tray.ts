import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { Menu, nativeImage, Tray } from 'electron'
import type { AppStatus } from '#contract/schedule.ts'
import type { Words } from '#i18n'

const ICONS = join(import.meta.dirname, '../icons/tray')
/** Linux panels are higher than the Windows taskbar; macOS tints a template image. */
const KIND = ({ linux: '-panel', darwin: 'Template' } as Partial<Record<NodeJS.Platform, string>>)[
  process.platform
]

interface Actions {
  /** The name of the app. */
  name(): string
  open(page?: string): void
  syncNow(): void
  /** Pauses or resumes all schedules. */
  pause(paused: boolean): void
  quit(): void
}

/** The tray icon: its state, today's orders of each shop, and actions that work without the window. */
export interface AppTray {
  /** Shows or hides the icon, depending on whether the desktop supports it. */
  place(present: boolean): void
  show(status: AppStatus, words: Words): void
}

export function appTray(actions: Actions): AppTray {
  let tray: Tray | null = null
  let shown: { readonly status: AppStatus; readonly words: Words } | null = null

  function draw(): void {
    if (!tray || !shown) return
    const { status, words } = shown
    const line = summary(status, words)
    tray.setImage(iconOf(status.state))
    tray.setToolTip(`${words.t('app.name')}: ${line}`)
    tray.setContextMenu(Menu.buildFromTemplate(menuOf(status, words, actions)))
  }

  return {
    place(present) {
      if (present === (tray !== null)) return
      tray?.destroy()
      tray = present ? new Tray(iconOf(shown?.status.state ?? 'idle')) : null
      tray?.setToolTip(actions.name())
      tray?.on('click', () => actions.open())
      draw()
    },
    show(status, words) {
      shown = { status, words }
      draw()
    },
  }
}

const iconOf = (state: AppStatus['state']) =>
  nativeImage.createFromPath(join(ICONS, `${state}${KIND ?? ''}.png`))

const summary = ({ state, paused }: AppStatus, { t }: Words): string =>
  paused && state !== 'syncing' ? t('tray.paused') : t(`tray.state.${state}`)

function menuOf(status: AppStatus, words: Words, actions: Actions): MenuItemConstructorOptions[] {
  const { t } = words
  const shops = status.shops.map(
    (shop): MenuItemConstructorOptions => ({
      // A single ampersand would underline the next letter.
      label: shopLine(shop, words).replaceAll('&', '&&'),
      click: () => actions.open(shop.status === 'auth_error' ? '/shops' : '/'),
    }),
  )
  return [
    { label: summary(status, words), enabled: false },
    { type: 'separator' },
    ...shops,
    ...(shops.length > 0 ? [{ type: 'separator' } as const] : []),
    { label: t('tray.now'), enabled: shops.length > 0, click: actions.syncNow },
    { label: t(status.paused ? 'tray.resume' : 'tray.pause'), click: () => actions.pause(!status.paused) },
    { type: 'separator' },
    { label: t('tray.open'), click: () => actions.open() },
    { label: t('tray.quit'), click: actions.quit },
  ]
}

function shopLine(shop: AppStatus['shops'][number], { t, roubles, moment }: Words): string {
  const { name, units, revenue, currency, lateSince } = shop
  if (shop.status === 'auth_error') return t('tray.shop.refused', { name })
  if (units === null) return t('tray.shop.unknown', { name })
  const today = {
    name,
    units: t('count.pieces', { count: units }),
    ...(revenue !== null && currency !== null ? { revenue: roubles(revenue, currency) } : {}),
  }
  return lateSince === null
    ? t('tray.shop.today', today)
    : t('tray.shop.late', { ...today, when: moment(lateSince) })
}
