import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { KindError } from '#contract/errors.ts'

/** The default data folder, as each system prescribes it. Not derived from a name that may change. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const base = {
    darwin: join(homedir(), 'Library', 'Application Support'),
    win32: env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'),
  }[platform as 'darwin' | 'win32']
  return join(base ?? env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Prilavok', 'data')
}

/**
 * The absolute path of the data folder: `--data-dir`, PRILAVOK_DATA_DIR (ignored if empty), or `fallback`. Throws `bad_input` on an empty `--data-dir`, which
 * would mean the current folder.
 */
export function chosenDataDir(
  given: string | undefined,
  env: NodeJS.ProcessEnv,
  fallback: string = defaultDataDir(),
): string {
  if (given?.trim() === '') throw new KindError('bad_input', '--data-dir needs a folder')
  return resolve(given ?? (env.PRILAVOK_DATA_DIR || fallback))
}
