import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, clipboard, shell as desktop, dialog } from 'electron'
import type { Shell } from '#contract/api.ts'
import type { About } from '#contract/host.ts'
import { HELP } from '#contract/marketplaces/index.ts'
import type { Handlers } from '#contract/rpc.ts'
import { words } from '#i18n'

interface Parts {
  /** Whether the data folder was written by a newer version. */
  readonly readOnly: () => boolean
  readonly dataDir: string
  readonly window: () => BrowserWindow | null
  diagnostics(about: About): Promise<Uint8Array>
}

/** Methods that the main process answers itself. */
export const shell = ({ readOnly, dataDir, window, diagnostics }: Parts): Handlers<Shell> => ({
  'app.info': async () => ({
    version: app.getVersion(),
    systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    readOnly: readOnly(),
  }),
  'app.openHelp': ({ topic }) => desktop.openExternal(HELP[topic]),
  'app.copy': async ({ text }) => clipboard.writeText(text),
  'app.openDataFolder': async () => {
    const fault = await desktop.openPath(dataDir)
    if (fault) throw new Error(fault)
  },
  'app.saveDiagnostics': async ({ language }) => {
    const { t } = words(language)
    const day = new Date().toISOString().slice(0, 10)
    const options = {
      title: t('diagnostics.save'),
      defaultPath: join(app.getPath('documents'), `prilavok-${day}.zip`),
      filters: [{ name: 'ZIP', extensions: ['zip'] }],
    }
    const open = window()
    const { filePath } = await (open ? dialog.showSaveDialog(open, options) : dialog.showSaveDialog(options))
    if (!filePath) return { saved: false }
    const bytes = await diagnostics({ app: app.getVersion(), readme: t('diagnostics.readme'), findings: [] })
    await writeFile(filePath, bytes)
    return { saved: true }
  },
})
