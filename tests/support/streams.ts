import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Marketplace } from '#contract/shop.ts'
import type { Slice } from '../../loaders/core/declare/slices.ts'
import type { Stream } from '../../loaders/core/declare/stream.ts'
import type { Row, Table } from '../../loaders/core/declare/table.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import { httpClient } from '../../loaders/core/http/client.ts'
import type { HttpClient } from '../../loaders/core/http/session.ts'
import { type Job, loadStream, type SliceDone } from '../../loaders/core/run/run-stream.ts'
import type { Store } from '../../loaders/core/run/store.ts'
import { allTables, marketplaceOf } from '../../loaders/index.ts'
import { openStores } from '../../main/engine/store/opening/open.ts'
import type { LogEntry, Sandbox } from '../../sandbox/index.ts'
import { cabinetsOf, keysOf } from './keys.ts'
import { PACE, TODAY } from './sandbox.ts'

const all = Marketplace.options.flatMap(name =>
  marketplaceOf(name).steps.flatMap(step => step.streams.map(stream => ({ name, stream }))),
)
/** Every stream of every marketplace, in order. */
export const streams: readonly Stream[] = all.map(({ stream }) => stream)
/** The marketplace of a stream. */
export function marketplaceNameOf(of: Stream): Marketplace {
  const found = all.find(({ stream }) => stream.id === of.id)
  if (!found) throw new TypeError(`${of.id}: nobody's stream`)
  return found.name
}

/** How a stream is run; default: an undisturbed first load of the demo shop. */
export interface Conditions {
  readonly shopId: number
  readonly runId?: number
  /** Which cabinet of the stream's marketplace. */
  readonly cabinet?: 'demo' | 'second'
  readonly today?: string
  /** Instant of the run, UTC; default: noon in Moscow on `today`. */
  readonly now?: string
  /** Which of its slices; default: all. */
  readonly slices?: (all: readonly Slice[]) => readonly Slice[]
  /** The run is stopped, as by the user's pause, after so many commits. */
  readonly stopAfter?: number
}
export interface Ran {
  readonly error: LoadError | null
  /** Rows given to the store, committed or not. */
  readonly rows: Readonly<Record<string, readonly Row[]>>
  readonly done: readonly SliceDone[]
  readonly requests: readonly LogEntry[]
  /** Number of commits: of a slice, or of a page of one. */
  readonly commits: number
  /** Slices committed in full, in order. */
  readonly committed: readonly Slice[]
}
export interface Streams {
  run(stream: Stream, conditions: Conditions): Promise<Ran>
  /** Rows of a table of a shop as JSON without its id, ordered. */
  rows(table: Table, shopId: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** The shop whose tables hold the ids that the slices of all others ask for. */
export const BASE = 1

/** Longer than any interval of a method, ms: these pass at PACE, and a suite asks more often than a day of the app. */
const PATIENT = 3_600_000

/** Runs single streams between a real store in a temporary folder and a real network to the sandbox. */
export async function openStreams(sandbox: Sandbox): Promise<Streams> {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-streams-'))
  const stores = await openStores({
    dataDir: join(folder, 'data'),
    migrationsDir: join(import.meta.dirname, '../../resources/migrations'),
    tables: allTables,
  })
  const networks = new Map(
    Marketplace.options.map(name => [
      name,
      httpClient({ api: marketplaceOf(name).api, hosts: sandbox.hosts, pace: PACE }),
    ]),
  )

  return {
    async run(stream, conditions) {
      const { shopId, runId = 1, cabinet = 'demo', today = TODAY, stopAfter } = conditions
      const name = marketplaceNameOf(stream)
      const keys = keysOf(cabinetsOf(sandbox)[name][cabinet])
      const abort = new AbortController()
      const session = (networks.get(name) as HttpClient).session({
        keys,
        signal: abort.signal,
        patience: PATIENT,
      })
      const rows: Record<string, Row[]> = {}
      const done: SliceDone[] = []
      const committed: Slice[] = []
      let commits = 0
      const before = sandbox.log.entries.length
      const store: Store = {
        ...stores.store,
        async stage(...of) {
          const stage = await stores.store.stage(...of)
          return {
            ...stage,
            add(more) {
              for (const [table, list] of Object.entries(more))
                rows[table] = [...(rows[table] ?? []), ...list]
              return stage.add(more)
            },
            async commit(more) {
              const result = await stage.commit(more)
              commits += 1
              if (!of[2].page) committed.push(of[2])
              if (commits === stopAfter) abort.abort()
              return result
            },
          }
        },
      }
      const job: Job = {
        shopId,
        runId,
        context: {
          today,
          now: () => conditions.now ?? `${today}T09:00:00.000Z`,
          first: runId === 1,
          may: marketplaceOf(name).may(keys, 'PREMIUM_PLUS'),
          ids: (of, from, to) => stores.store.ids(BASE, of, from, to),
        },
        store,
        streamContext: of => ({ ...session.context(stores.store.state(shopId, of)), now: Date.now }),
        redact: error => error,
        capture: () => {},
      }
      const some: Stream = {
        ...stream,
        slices: async plan => {
          const all = await stream.slices(plan)
          return conditions.slices?.(all) ?? all
        },
      }
      let error: LoadError | null = null
      try {
        await loadStream(some, job, one => done.push(one))
      } catch (thrown) {
        // Anything but a LoadError is a crash and fails the test.
        if (!(thrown instanceof LoadError)) throw thrown
        error = thrown
      }
      return { error, rows, done, requests: sandbox.log.entries.slice(before), commits, committed }
    },
    async rows(table, shopId) {
      const columns = Object.keys(table.columns)
        .map(name => `"${name}"`)
        .join(', ')
      const sql = `SELECT ${columns} FROM ${table.name} WHERE shop_id = ${shopId}`
      const found =
        table.store === 'facts' ? await stores.facts.read(sql) : (stores.dims.prepare(sql).all() as object[])
      return found
        .map(row => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
        .sort()
    },
    async close() {
      await Promise.all([...networks.values()].map(net => net.close()))
      await stores.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
