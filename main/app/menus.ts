import { app, Menu } from 'electron'
import type { Words } from '#i18n'
import { contextMenu, menuBar } from './menu.ts'

/** Native menus of the app, empty until the language is known. */
export interface Menus {
  speak(words: Words): void
}

/** Installs the menu bar, and a context menu in every window. */
export function menus(actions: Parameters<typeof menuBar>[3]): Menus {
  let spoken: Words | null = null
  Menu.setApplicationMenu(null)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('context-menu', (_event, params) => {
      const items = spoken ? contextMenu(spoken, params) : []
      if (items.length > 0) Menu.buildFromTemplate(items).popup()
    })
  })
  return {
    speak(words) {
      if (spoken?.language === words.language) return
      spoken = words
      app.setAboutPanelOptions({
        applicationName: words.t('app.name'),
        applicationVersion: app.getVersion(),
        copyright: words.t('app.tagline'),
      })
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(menuBar(words, process.platform, app.isPackaged, actions)),
      )
    },
  }
}
