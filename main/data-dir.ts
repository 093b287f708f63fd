import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the app keeps its data when nobody says otherwise: the folder that each system has for it. Never derived from a name that may change. */
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
