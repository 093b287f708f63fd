import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { words } from '#i18n'

/** A word of a command as the Desktop Entry Specification quotes it. */
const quoted = (word: string): string => `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`

/** Has a Linux desktop start a command at login, or no more. Throws what the file system throws. */
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
    // The file is a string for the one who reads it, which has escapes of its own.
    Exec: command.map(quoted).join(' ').replaceAll('\\', '\\\\'),
    Terminal: 'false',
  }
  const lines = Object.entries(entry).map(([key, value]) => `${key}=${value}`)
  writeFileSync(file, `[Desktop Entry]\n${lines.join('\n')}\n`)
}
