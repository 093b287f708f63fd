import { join } from 'node:path'
import type { EventName } from '#contract/api.ts'
import { KindError } from '#contract/errors.ts'
import { type Host, host } from '#contract/host.ts'
import { answer, type Client, type Handlers, unwrap } from '#contract/rpc.ts'
import { parseHosts } from '../api-hosts.ts'
import { chosenDataDir } from '../data-dir.ts'
import type { DemoHost } from '../demo-marketplace.ts'
import { demoMarketplace } from '../demo-marketplace.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { readKeys, removeKeys, writeKeys } from '../keychain.ts'
import type { Globals } from './globals.ts'
import { secretsFromEnv } from './keys.ts'
import { stopSignal } from './stop.ts'

const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')
export const SANDBOX = new URL('../../sandbox/thread.ts', import.meta.url)

export const dataDirOf = (globals: Globals): string => chosenDataDir(globals.dataDir, process.env)

export interface Opened {
  readonly tell?: (event: EventName, payload: unknown) => void
  /** Provides the demo shop's marketplace; if omitted, a sandbox in this process. */
  readonly demo?: DemoHost
}

/**
 * Opens the engine in this process for one command and always closes it. Throws `data_in_use` if another process uses the folder, `cancelled` if this one is
 * asked to end.
 */
export async function withEngine<T>(
  globals: Globals,
  use: (engine: Engine) => Promise<T>,
  { tell, demo }: Opened = {},
): Promise<T> {
  const hosts = parseHosts(globals.api ?? (process.env.PRILAVOK_API || undefined))
  const pace = Number(globals.pace ?? process.env.PRILAVOK_PACE ?? 1)
  // The rate limits of the real marketplaces are never accelerated.
  if (pace !== 1 && Object.keys(hosts).length === 0 && !demo)
    throw new KindError('bad_input', '--pace goes with --api')
  const { startDay } = globals
  const options = {
    dataDir: dataDirOf(globals),
    migrationsDir: MIGRATIONS,
    hosts,
    pace,
    ...(startDay && { startDay }),
  }
  const sandbox = demoMarketplace(SANDBOX)
  const hosting = local(host, hostOf(globals, demo ?? sandbox.host))
  const engine = await createEngine(options, hosting, tell ?? (() => {}))
  const { stopped, forget } = stopSignal()
  try {
    return await Promise.race([use(engine), stopped])
  } finally {
    await engine.close()
    await sandbox.close()
    forget()
  }
}

function hostOf(globals: Globals, demo: DemoHost): Handlers<Host> {
  return {
    // The environment holds one key per marketplace, whichever shop asks; the marketplace refuses a wrong pair.
    'keys.get': async owner => (globals.keys === 'env' ? secretsFromEnv() : readKeys(owner)),
    'keys.set': async ({ secrets, ...owner }) =>
      globals.keys === 'env' ? undefined : writeKeys(owner, secrets),
    'keys.remove': async owner => (globals.keys === 'env' ? undefined : removeKeys(owner)),
    ...demo,
  }
}

/** A client without transport that still parses every call, so that the command line behaves like the window. */
function local(methods: Host, handlers: Handlers<Host>): Client<Host> {
  return async (name, ...args) => unwrap(methods, name, await answer(methods, handlers, name, args[0]))
}
