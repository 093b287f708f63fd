import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { output } from 'zod'
import type { EventName, Events } from '#contract/api.ts'
import { dayNumber, moscowDay } from '#contract/days.ts'
import { type Host, host, type Secrets } from '#contract/host.ts'
import { answer, type Client, type Handlers, unwrap } from '#contract/rpc.ts'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { Engine } from '../../main/engine/engine.ts'
import { createEngine } from '../../main/engine/engine.ts'
import { secretsOf } from '../../main/engine/shops/keys.ts'
import type { PlainRow } from '../../main/engine/store/duckdb/connection.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { cabinetsOf, keysOf, type SandboxKey } from './keys.ts'
import { PACE } from './sandbox.ts'

export { keysOf } from './keys.ts'

const DAY_MS = 86_400_000
const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')

/** Options of a test engine; only the sandbox is required. */
export interface EngineConditions {
  readonly sandbox: Sandbox
  /** The key of the shop to connect at once, unless the folder has it already; default `demo`, null for none. */
  readonly key?: SandboxKey | null
  /** A folder that survives the engine; default is a temporary one that `close` deletes. */
  readonly dataDir?: string
  readonly pace?: number
  /** Default: the app's migrations. */
  readonly migrationsDir?: string
  /** Wraps the host. */
  readonly between?: (host: Client<Host>) => Client<Host>
  /** The first day to load; default: the whole depth. */
  readonly startDay?: string
  /** Ms that a shop rests before its older history is read; default: that of the app. */
  readonly restMs?: number
  /** The clock, ms since epoch; by default the time of this computer on the sandbox's day. */
  readonly now?: () => number
}
export type Told = { readonly [K in EventName]: { event: K; payload: output<Events[K]> } }[EventName]

/** A real engine in this process, over a real network to the sandbox. */
export interface RunningEngine {
  readonly engine: Engine
  /** The shop of the key; throws when none was asked for. */
  readonly shop: Shop
  /** All events that a window would have received, oldest first. */
  readonly events: readonly Told[]
  /** The keychain of this computer, by shop. */
  readonly keychain: ReadonlyMap<number, Secrets>
  readonly dataDir: string
  /** Connects the shop of another key. */
  connect(key: SandboxKey): Promise<Shop>
  /** Loads some or all steps of a shop, resuming an interrupted run; resolves with the final progress. */
  load(steps?: readonly string[], shop?: Shop): Promise<Progress>
  query(sql: string): Promise<readonly PlainRow[]>
  close(): Promise<void>
}

/** The time of this computer on the sandbox's day, including `advance`. */
export const clockOf = (sandbox: Sandbox) => () => {
  const now = Date.now()
  return now + (dayNumber(sandbox.today()) - dayNumber(moscowDay(now))) * DAY_MS
}

/** That clock a quarter past the hour: what is written once a clock hour is not written between two loads. */
export function quarterPast(sandbox: Sandbox) {
  const clock = clockOf(sandbox)
  const ahead = 900_000 - (clock() % 3_600_000)
  return () => clock() + ahead
}

/** A host of an engine, with a keychain in memory. */
export function hostOf(sandbox: Sandbox, pace: number, keychain: Map<number, Secrets>): Client<Host> {
  const handlers: Handlers<Host> = {
    'keys.get': async ({ shopId }) => keychain.get(shopId) ?? {},
    'keys.set': async ({ shopId, secrets }) => void keychain.set(shopId, secrets),
    'keys.remove': async ({ shopId }) => void keychain.delete(shopId),
    'demo.look': async ({ marketplace, daysAgo }) =>
      sandbox.lookBack(sandbox.marketplaces[marketplace].demo.shop, daysAgo),
    'demo.get': async ({ marketplace }) => ({
      hosts: sandbox.hosts,
      keys: keysOf(cabinetsOf(sandbox)[marketplace].demo),
      pace,
    }),
  }
  return async (name, ...args) => unwrap(host, name, await answer(host, handlers, name, args[0]))
}

// Keychains survive engines, as on a real computer.
const keychains = new Map<string, Map<number, Secrets>>()

/** Starts an engine and connects the shop of its key, unless the folder has it already. */
export async function engine(conditions: EngineConditions): Promise<RunningEngine> {
  const {
    sandbox,
    key = sandbox.keys.demo,
    pace = PACE,
    migrationsDir = MIGRATIONS,
    now = clockOf(sandbox),
    between = host => host,
  } = conditions
  const folder = conditions.dataDir ? null : mkdtempSync(join(tmpdir(), 'prilavok-engine-'))
  const dataDir = conditions.dataDir ?? join(folder ?? '', 'data')
  const keychain = keychains.get(dataDir) ?? new Map<number, Secrets>()
  keychains.set(dataDir, keychain)
  const events: Told[] = []
  // Tests move both clocks; a test of a wrong clock corrects it itself.
  sandbox.tellTime(now)
  const running = await createEngine(
    {
      dataDir,
      migrationsDir,
      hosts: sandbox.hosts,
      pace,
      ...(conditions.restMs === undefined ? {} : { restMs: conditions.restMs }),
      ...(conditions.startDay === undefined ? {} : { startDay: conditions.startDay }),
    },
    between(hostOf(sandbox, pace, keychain)),
    (event, payload) => events.push({ event, payload } as Told),
    now,
  )
  const { handlers } = running
  const connect = async (of: SandboxKey): Promise<Shop> => {
    const keys = keysOf(of)
    const account = marketplaceOf(keys.marketplace).accountOf(keys).clientId
    const known = (await handlers['shop.list']()).find(({ clientId }) => clientId === account)
    // A folder from another computer comes without its keychain.
    if (known && !keychain.has(known.id)) keychain.set(known.id, secretsOf(keys))
    return (known ?? (await handlers['shop.add']({ name: of.name, keys }))) as Shop
  }
  let own: Shop | null = null
  try {
    own = key && (await connect(key))
  } catch (error) {
    await running.close()
    throw error
  }
  return {
    engine: running,
    get shop() {
      if (!own) throw new TypeError('the engine was started without a key')
      return own
    },
    events,
    keychain,
    dataDir,
    connect,
    async load(steps, shop = own as Shop) {
      const shopId = shop.id
      const last = await handlers['sync.status']({ shopId })
      if (!steps && (last?.status === 'interrupted' || last?.status === 'paused'))
        await handlers['sync.resume']({ shopId })
      else await handlers['sync.start']({ shopId, ...(steps ? { steps: [...steps] } : {}) })
      return running.ended(shopId)
    },
    async query(sql) {
      const rows: PlainRow[] = []
      for await (const batch of running.query(sql)) rows.push(...batch)
      return rows
    },
    async close() {
      await running.close()
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}
