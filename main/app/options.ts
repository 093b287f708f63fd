import { join } from 'node:path'
import { parseHosts } from '../api-hosts.ts'
import { chosenDataDir } from '../data-dir.ts'
import type { EngineOptions } from '../engine/options.ts'
import { readSwitches, SwitchError } from './switches.ts'

/** What the app was started with. */
interface Options extends EngineOptions {
  /** An address of a dev server, given by `npm run dev` alone. */
  readonly devServer: string | undefined
  /** Started by the system at login: in the tray alone. */
  readonly hidden: boolean
  /** Only to be told on the terminal; nothing is opened. */
  readonly told: 'help' | 'version' | null
}

/** Reads our switches among those of Chromium, which are none of our business. Throws SwitchError where one of them cannot be followed. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, packaged: boolean): Options {
  const switches = readSwitches(argv)
  const hosts = hostsOf(switches.api, env)
  const local = Object.keys(hosts).length > 0
  return {
    dataDir: chosenDataDir(switches['data-dir'], env),
    // The same path from out/main in the package and in the work tree.
    migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
    hosts,
    // The marketplaces' own limits are never stretched, nor are they asked on another day.
    pace: local ? Number(env.PRILAVOK_PACE ?? 1) : 1,
    clockOffset: local && env.PRILAVOK_NOW ? Date.parse(env.PRILAVOK_NOW) - Date.now() : 0,
    devServer: packaged ? undefined : env.ELECTRON_RENDERER_URL,
    hidden: switches.hidden === true,
    told: switches.help ? 'help' : switches.version ? 'version' : null,
  }
}

function hostsOf(given: string | undefined, env: NodeJS.ProcessEnv) {
  const list = given ?? env.PRILAVOK_API
  try {
    return parseHosts(list)
  } catch (error) {
    throw new SwitchError('bad_api', `--api=${list}`, '--api', { cause: error })
  }
}
