import { app, shell as desktop } from 'electron'
import type { Shell } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'

/** Where a person finds the keys that the wizard asks for. */
const HELP = {
  'ozon-seller-keys': 'https://seller.ozon.ru/app/settings/api-keys',
  'ozon-performance-keys': 'https://seller.ozon.ru/app/settings/api-keys?currentTab=performanceApi',
  'wb-token': 'https://seller.wildberries.ru/supplier-settings/access-to-api',
} as const

/** What the main process answers itself. `readOnly` says whether the data folder was written by a newer version. */
export const shell = (readOnly: () => boolean): Handlers<Shell> => ({
  'app.info': async () => ({
    version: app.getVersion(),
    systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    readOnly: readOnly(),
  }),
  'app.openHelp': ({ topic }) => desktop.openExternal(HELP[topic]),
})
