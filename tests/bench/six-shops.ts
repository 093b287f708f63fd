import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secrets } from '#contract/host.ts'
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

/** Shops of the sandbox with their keys, and the scale of its worlds. */
interface Loaded {
  readonly folder: string
  readonly scale: string
  readonly shops: readonly {
    readonly name: string
    readonly key: (of: SandboxProcess) => Parameters<typeof keysOf>[0]
  }[]
}
export const SIX: Loaded = {
  folder: 'six-shops',
  scale: '0.2',
  shops: [
    { name: 'demo', key: (of: SandboxProcess) => of.keys.demo },
    { name: 'second', key: (of: SandboxProcess) => of.keys.second },
    { name: 'basic', key: (of: SandboxProcess) => of.keys.basic },
    { name: 'wb-demo', key: (of: SandboxProcess) => of.tokens.demo },
    { name: 'wb-second', key: (of: SandboxProcess) => of.tokens.second },
    { name: 'wb-veteran', key: (of: SandboxProcess) => of.tokens.veteran },
  ],
}
/** One on each marketplace. */
export const TWO: Loaded = {
  folder: 'two-shops',
  scale: '0.1',
  shops: SIX.shops.filter(({ name }) => name.endsWith('demo')),
}

interface Connected {
  readonly shopId: number
  readonly name: string
  readonly keys: Keys
  readonly advertises: boolean
}
/** An engine with shops loaded at `START`, whose clock is set by the bench. */
export interface Clockwork {
  readonly engine: Engine
  readonly dataDir: string
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
export async function clockwork(
  folder: string,
  sandbox: SandboxProcess,
  pace: number,
  of: Loaded = SIX,
): Promise<Clockwork> {
  const dataDir = join(folder, `${of.folder}-${pace}`)
  await cp(await loaded(folder, of), dataDir, { recursive: true })
  let minutes = 0
  let wake = () => {}
  const engine = await open(dataDir, sandbox, of, pace, () => Date.parse(START) + minutes * MINUTE)
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
    dataDir,
    shops: connected(sandbox, of),
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

const made = new Map<Loaded, Promise<string>>()
/** The folder of the loaded shops; they are loaded once, without limits. */
function loaded(folder: string, of: Loaded): Promise<string> {
  const known = made.get(of) ?? load(join(folder, of.folder), of)
  made.set(of, known)
  return known
}

async function load(dataDir: string, of: Loaded): Promise<string> {
  const sandbox = await sandboxProcess('--at', START, '--scale', of.scale, '--speedup', '1000', '--no-limits')
  try {
    const engine = await open(dataDir, sandbox, of, 1000, () => Date.parse(START))
    for (const { name, keys } of connected(sandbox, of)) await engine.handlers['shop.add']({ name, keys })
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

const connected = (sandbox: SandboxProcess, of: Loaded): readonly Connected[] =>
  of.shops.map(({ name, key }, index) => {
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
  of: Loaded,
  pace: number,
  now: () => number,
): Promise<Engine> {
  const secrets = new Map<number, Secrets>(
    connected(sandbox, of).map(({ shopId, keys }) => [shopId, secretsOf(keys)]),
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
  return createEngine(
    { dataDir, migrationsDir: MIGRATIONS, hosts: sandbox.hosts, pace },
    client,
    () => {},
    now,
  )
}
