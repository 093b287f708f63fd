import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Words } from '#i18n'

type Item = MenuItemConstructorOptions

interface Actions {
  /** Opens the window at one of its pages. */
  open(page: string): void
  openDataFolder(): void
}

/** Pages in the menu, in the order of the rail. */
const SECTIONS = [
  ['/', 'nav.overview'],
  ['/events', 'nav.events'],
  ['/shops', 'nav.shops'],
  ['/sync', 'nav.sync'],
] as const
const SEPARATOR: Item = { type: 'separator' }

/** The menu bar in the language of the window. Developer tools are included only in builds from source. */
export function menuBar(
  { t }: Words,
  platform: NodeJS.Platform,
  packaged: boolean,
  actions: Actions,
): Item[] {
  const mac = platform === 'darwin'
  const settings: Item = {
    label: t('menu.settings'),
    accelerator: 'CommandOrControl+,',
    click: () => actions.open('/settings'),
  }
  const about: Item = { label: t('menu.about'), role: 'about' }
  const quit: Item = { label: t('menu.quit'), role: 'quit', accelerator: 'CommandOrControl+Q' }
  const close: Item = { label: t('menu.close'), role: 'close', accelerator: 'CommandOrControl+W' }
  const app: Item = {
    label: t('app.name'),
    submenu: [
      about,
      SEPARATOR,
      settings,
      SEPARATOR,
      { label: t('menu.hide'), role: 'hide' },
      { label: t('menu.hideOthers'), role: 'hideOthers' },
      { label: t('menu.unhide'), role: 'unhide' },
      SEPARATOR,
      quit,
    ],
  }
  const file: Item = {
    label: t('menu.file'),
    submenu: mac ? [close] : [settings, SEPARATOR, close, quit],
  }
  const go: Item = {
    label: t('menu.go'),
    submenu: SECTIONS.map(([page, name], index) => ({
      label: t(name),
      accelerator: `CommandOrControl+${index + 1}`,
      click: () => actions.open(page),
    })),
  }
  const view: Item = {
    label: t('menu.view'),
    submenu: [
      { label: t('menu.zoomIn'), role: 'zoomIn', accelerator: 'CommandOrControl+=' },
      { label: t('menu.zoomOut'), role: 'zoomOut', accelerator: 'CommandOrControl+-' },
      { label: t('menu.zoomReset'), role: 'resetZoom', accelerator: 'CommandOrControl+0' },
      SEPARATOR,
      { label: t('menu.fullScreen'), role: 'togglefullscreen' },
      ...(packaged ? [] : [SEPARATOR, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
    ],
  }
  const help: Item = {
    label: t('menu.help'),
    role: 'help',
    submenu: [
      { label: t('menu.dataFolder'), click: () => actions.openDataFolder() },
      ...(mac ? [] : [SEPARATOR, about]),
    ],
  }
  return [...(mac ? [app] : []), file, { label: t('menu.edit'), submenu: editing({ t }) }, go, view, help]
}

/** The context menu: editing in a field, copying selected text, else nothing. */
export function contextMenu(
  words: Words,
  {
    isEditable,
    selectionText,
    editFlags,
  }: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>,
): Item[] {
  const { canUndo, canRedo, canCut, canCopy, canPaste, canSelectAll } = editFlags
  const may: Partial<Record<NonNullable<Item['role']>, boolean>> = {
    undo: canUndo,
    redo: canRedo,
    cut: canCut,
    copy: canCopy,
    paste: canPaste,
    selectAll: canSelectAll,
  }
  if (isEditable)
    return editing(words).map(item => (item.role ? { ...item, enabled: may[item.role] ?? false } : item))
  return selectionText.trim() === '' ? [] : editing(words).filter(({ role }) => role === 'copy')
}

const editing = ({ t }: Pick<Words, 't'>): Item[] => [
  { label: t('menu.undo'), role: 'undo', accelerator: 'CommandOrControl+Z' },
  { label: t('menu.redo'), role: 'redo', accelerator: 'Shift+CommandOrControl+Z' },
  SEPARATOR,
  { label: t('menu.cut'), role: 'cut', accelerator: 'CommandOrControl+X' },
  { label: t('menu.copy'), role: 'copy', accelerator: 'CommandOrControl+C' },
  { label: t('menu.paste'), role: 'paste', accelerator: 'CommandOrControl+V' },
  SEPARATOR,
  { label: t('menu.selectAll'), role: 'selectAll', accelerator: 'CommandOrControl+A' },
]
