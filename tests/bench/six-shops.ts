import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostUrls, Secrets } from '#contract/host.ts'
import { host } from '#contract/host.ts'
import { answer, type Client, type Handlers, unwrap } from '#contract/rpc.ts'
import type { Keys } from '#contract/shop.ts'
import { createEngine, type Engine } from '../../main/engine/engine.ts'
import { secretsOf } from '../../main/engine/shops/keys.ts'
import type { PlainRow } from '../../main/engine/store/duckdb/connection.ts'
import { keysOf } from '../support/keys.ts'
import { idle } from '../support/passing.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import { sandboxProcess } from './sandbox-process.ts'

/** Ten minutes after a daily slot, in the middle of a month. */
export const START = '2026-11-18T03:10:00Z'
const MINUTE = 60_000
const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')

/** Shops of the sandbox with their keys. */
export const SHOPS = [
  { name: 'demo', key: (of: SandboxProcess) => of.keys.demo },
  { name: 'second', key: (of: SandboxProcess) => of.keys.second },
  { name: 'basic', key: (of: SandboxProcess) => of.keys.basic },
  { name: 'wb-demo', key: (of: SandboxProcess) => of.tokens.demo },
  { name: 'wb-second', key: (of: SandboxProcess) => of.tokens.second },
  { name: 'wb-veteran', key: (of: SandboxProcess) => of.tokens.veteran },
] as const

interface Connected {
  readonly shopId: number
  readonly name: string
  readonly keys: Keys
  readonly advertises: boolean
}
/** An engine with six shops loaded at `START`, whose clock is set by the bench. */
export interface Clockwork {
  readonly engine: Engine
  readonly shops: readonly Connected[]
  /** Sets the clock to so many minutes after `START`, and checks the schedule. */
  set(minutes: number, how?: { readonly silently: boolean }): void
  minutes(): number
  query(sql: string): Promise<readonly PlainRow[]>
  /** Steps that did not end well, by step and kind. */
  failures(): Promise<readonly PlainRow[]>
  close(): Promise<void>
}

/** Opens a copy of the loaded shops against a sandbox whose clock stands at `START`. */
export async function clockwork(folder: string, sandbox: SandboxProcess, pace: number): Promise<Clockwork> {
  const dataDir = join(folder, `six-shops-${pace}`)
  await cp(await loaded(folder), dataDir, { recursive: true })
  let minutes = 0
  let wake = () => {}
  const engine = await open(dataDir, sandbox, sandbox.hosts, pace, () => Date.parse(START) + minutes * MINUTE)
  const query = async (sql: string) => {
    const rows: PlainRow[] = []
    for await (const batch of engine.query(sql)) rows.push(...batch)
    return rows
  }
  engine.watch(look => {
    wake = look
    return { stop: () => {} }
  })
  await idle(engine)
  return {
    engine,
    shops: connected(sandbox),
    set(to, how) {
      minutes = to
      if (!how?.silently) wake()
    },
    minutes: () => minutes,
    query,
    failures: () =>
      query(`SELECT word ->> 'step' AS step, word ->> 'status' AS status, word ->> 'kind' AS kind, count(*)::INT AS times
        FROM (SELECT unnest(from_json(steps, '["json"]')) AS word FROM runs) WHERE word ->> 'status' NOT IN ('done', 'skipped') GROUP BY ALL`),
    close: () => engine.close(),
  }
}

let made: Promise<string> | undefined
/** The folder of the loaded shops; they are loaded once, without limits. */
function loaded(folder: string): Promise<string> {
  made ??= load(join(folder, 'six-shops'))
  return made
}

async function load(dataDir: string): Promise<string> {
  const sandbox = await sandboxProcess('--at', START, '--scale', '0.2', '--speedup', '1000', '--no-limits')
  try {
    const engine = await open(dataDir, sandbox, sandbox.hosts, 1000, () => Date.parse(START))
    for (const { name, keys } of connected(sandbox)) await engine.handlers['shop.add']({ name, keys })
    await engine.handlers['sync.now']({ shopIds: null })
    await idle(engine)
    for (const { loaded } of await engine.handlers['shop.list']())
      if (!loaded) throw new Error('a shop did not load')
    await engine.close()
    return dataDir
  } finally {
    await sandbox.close()
  }
}

const connected = (sandbox: SandboxProcess): readonly Connected[] =>
  SHOPS.map(({ name, key }, index) => {
    const keys = keysOf(key(sandbox))
    return {
      shopId: index + 1,
      name,
      keys,
      advertises: !('performance' in keys) || keys.performance !== null,
    }
  })

function open(
  dataDir: string,
  sandbox: SandboxProcess,
  hosts: HostUrls,
  pace: number,
  now: () => number,
): Promise<Engine> {
  const secrets = new Map<number, Secrets>(
    connected(sandbox).map(({ shopId, keys }) => [shopId, secretsOf(keys)]),
  )
  const handlers: Handlers<typeof host> = {
    'keys.get': async ({ shopId }) => secrets.get(shopId) ?? {},
    'keys.set': async () => {},
    'keys.remove': async () => {},
    'demo.look': async () => {},
    'demo.get': () => Promise.reject(new Error('the bench has no demo shop')),
  }
  const client: Client<typeof host> = async (name, ...args) =>
    unwrap(host, name, await answer(host, handlers, name, args[0]))
  return createEngine({ dataDir, migrationsDir: MIGRATIONS, hosts, pace }, client, () => {}, now)
}
