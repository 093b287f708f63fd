import { join } from 'node:path'
import { parseHosts } from '../api-hosts.ts'
import { chosenDataDir } from '../data-dir.ts'
import type { EngineOptions } from '../engine/options.ts'
import { readSwitches, SwitchError } from './switches.ts'

/** Start options. */
interface Options extends EngineOptions {
  /** URL of a dev server, set only by `npm run dev`. */
  readonly devServer: string | undefined
  /** Started by the system at login: in the tray only. */
  readonly hidden: boolean
  /** Only print this on the terminal; open nothing. */
  readonly told: 'help' | 'version' | null
}

/** Parses the app's switches and ignores those of Chromium. Throws SwitchError if one is invalid. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, packaged: boolean): Options {
  const switches = readSwitches(argv)
  const hosts = hostsOf(switches.api, env)
  const local = Object.keys(hosts).length > 0
  return {
    dataDir: chosenDataDir(switches['data-dir'], env),
    // The same relative path in the package and in the source tree.
    migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
    hosts,
    // Acceleration, a short history and another clock are allowed against stand-in hosts only, never against the real marketplaces.
    pace: local ? Number(env.PRILAVOK_PACE ?? 1) : 1,
    ...(local && env.PRILAVOK_START_DAY && { startDay: env.PRILAVOK_START_DAY }),
    clockOffset: local && env.PRILAVOK_NOW ? Date.parse(env.PRILAVOK_NOW) - Date.now() : 0,
    devServer: packaged ? undefined : env.ELECTRON_RENDERER_URL,
    hidden: switches.hidden === true,
    told: switches.help ? 'help' : switches.version ? 'version' : null,
  }
}

function hostsOf(given: string | undefined, env: NodeJS.ProcessEnv) {
  const list = given ?? (env.PRILAVOK_API || undefined)
  try {
    return parseHosts(list)
  } catch (error) {
    throw new SwitchError('bad_api', `--api=${list}`, '--api', { cause: error })
  }
}
