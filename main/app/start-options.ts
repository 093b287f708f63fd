import { mkdirSync } from 'node:fs'
import { app, dialog } from 'electron'
import { kindOf } from '#contract/errors.ts'
import { terminalLanguage, words } from '#i18n'
import { readOptions } from './options.ts'
import { SwitchError } from './switches.ts'

/** Start options. `--help`, `--version` and an invalid switch print to the terminal and end the process before any folder is opened. */
export function startOptions(): ReturnType<typeof readOptions> {
  const { t, marketplaces } = spoken()
  try {
    const options = readOptions(process.argv.slice(1), process.env, app.isPackaged)
    if (options.told === null) return options
    process.stdout.write(
      `${options.told === 'version' ? app.getVersion() : t('start.help', { marketplaces: marketplaces() })}\n`,
    )
    return process.exit(0)
  } catch (error) {
    if (!(error instanceof SwitchError)) throw error
    return refuse(t(`start.${error.word}`, { written: error.written, meant: error.meant }))
  }
}

/** Creates a folder of the app. If that fails, says why and ends the process. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    refuse(`${spoken().error(kindOf(error))}\n${folder}`)
  }
}

const spoken = () => words(terminalLanguage(process.env))

/** Before the app is ready this is a line on the terminal on Linux, a dialog elsewhere. */
function refuse(sentence: string): never {
  dialog.showErrorBox(app.name, sentence)
  return process.exit(1)
}
