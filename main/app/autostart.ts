import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { words } from '#i18n'

/** Quotes an argument as the Desktop Entry Specification requires. */
const quoted = (word: string): string => `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`

/** Adds or removes the autostart entry of a command on Linux. Throws file system errors. */
export function writeAutostart(
  on: boolean,
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const folder = join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'prilavok.desktop')
  if (!on) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(folder, { recursive: true })
  const entry = {
    Type: 'Application',
    Name: words('en').t('app.name'),
    'Name[ru]': words('ru').t('app.name'),
    // Values of the file have string escapes of their own, on top of the quoting.
    Exec: command.map(quoted).join(' ').replaceAll('\\', '\\\\'),
    Terminal: 'false',
  }
  const lines = Object.entries(entry).map(([key, value]) => `${key}=${value}`)
  writeFileSync(file, `[Desktop Entry]\n${lines.join('\n')}\n`)
}
