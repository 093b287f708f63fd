import { app, dialog } from 'electron'
import { terminalLanguage, words } from '#i18n'
import { readOptions } from './options.ts'
import { SwitchError } from './switches.ts'

/**
 * What the app was started with. `--help` and `--version` are answered on the terminal, and a switch that cannot be followed is said in words; both end the process
 * before any folder is opened.
 */
export function startOptions(): ReturnType<typeof readOptions> {
  const { t } = words(terminalLanguage(process.env))
  try {
    const options = readOptions(process.argv.slice(1), process.env, app.isPackaged)
    if (options.told === null) return options
    process.stdout.write(`${options.told === 'version' ? app.getVersion() : t('start.help')}\n`)
    return process.exit(0)
  } catch (error) {
    if (!(error instanceof SwitchError)) throw error
    // Before the app is ready this is a line on the terminal on Linux, and a box elsewhere.
    dialog.showErrorBox(app.name, t(`start.${error.word}`, { written: error.written, meant: error.meant }))
    return process.exit(1)
  }
}
