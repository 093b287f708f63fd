import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseHosts } from '../api-hosts.ts'
import { defaultDataDir } from '../data-dir.ts'
import type { EngineOptions } from '../engine/options.ts'

/** What the app was started with. */
interface Options extends EngineOptions {
  /** An address of a dev server, given by `npm run dev` alone. */
  readonly devServer: string | undefined
  /** Started by the system at login: in the tray alone. */
  readonly hidden: boolean
}

/** Reads `--data-dir`, `--api` and `--hidden` among the switches of Chromium, which are none of our business. Throws `bad_input` as `parseHosts` does. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, packaged: boolean): Options {
  const { values } = parseArgs({
    args: argv.filter(argument => argument.startsWith('--')),
    options: { 'data-dir': { type: 'string' }, api: { type: 'string' }, hidden: { type: 'boolean' } },
    strict: false,
  })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const hosts = parseHosts(text(values.api) ?? env.PRILAVOK_API)
  const local = Object.keys(hosts).length > 0
  return {
    dataDir: resolve(text(values['data-dir']) ?? env.PRILAVOK_DATA_DIR ?? defaultDataDir()),
    // The same path from out/main in the package and in the work tree.
    migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
    hosts,
    // The marketplaces' own limits are never stretched, nor are they asked on another day.
    pace: local ? Number(env.PRILAVOK_PACE ?? 1) : 1,
    clockOffset: local && env.PRILAVOK_NOW ? Date.parse(env.PRILAVOK_NOW) - Date.now() : 0,
    devServer: packaged ? undefined : env.ELECTRON_RENDERER_URL,
    hidden: values.hidden === true,
  }
}
