import { expect } from 'vitest'
import { KindError } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { KeyCheck } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import type { Coordinator, Trigger } from '#contract/trigger.ts'
import { type Step, step, stream } from '../../loaders/core/declare/stream.ts'
import { id, table } from '../../loaders/core/declare/table.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import type { Store } from '../../loaders/core/run/store.ts'
import type { About } from '../../main/engine/diagnostics/log.ts'
import { findShop, insertShop, updateShop } from '../../main/engine/store/records/shops.ts'
import type { Dims } from '../../main/engine/store/sqlite/connection.ts'
import { runRecords } from '../../main/engine/sync/records.ts'
import { syncRuns } from '../../main/engine/sync/runs.ts'
import { openTasks } from '../../main/engine/tasks/tasks.ts'
import { writeBehind } from '../../main/engine/tasks/write-behind.ts'
import { openRecords } from './records.ts'

const things = table('dim_test_things', {
  store: 'dims',
  key: ['id'],
  columns: { id: id() },
  grain: 'One thing.',
})
/** Slices per step; they are never done, so that a resumed run reads them again. */
const SLICES = 2

/** What reading a slice of a step does; default: it ends at once. */
interface Gate {
  reading: number
  /** How often it was started. */
  reads: number
  most: number
  held: boolean
  failure: LoadError | null
  broken: boolean
  open(): void
}

export interface Workbench {
  readonly dims: Dims
  readonly shopId: number
  readonly syncs: ReturnType<typeof syncRuns>
  /** Every progress event, oldest first. */
  readonly told: readonly Progress[]
  /** How often the window was told of older history. */
  olderTold: number
  /** Log entries with their parameters. */
  readonly lines: readonly (About & { readonly word: string })[]
  /** Makes a step hang until it is released or stopped. */
  hold(step: string): void
  release(step: string): void
  /** Makes a step fail from now on; null makes it succeed again. */
  fail(step: string, failure: LoadError | null): void
  /** Simulates a bug at the start of a step from now on. */
  breakDown(step: string): void
  /** Whether runs may start by themselves. */
  free: boolean
  /** The result of a key check. */
  verdict: KeyCheck['verdict'] | null
  gate(step: string): Readonly<Gate>
  shop(): NonNullable<ReturnType<typeof findShop>>
  /** Starts steps as a coordinator does; resolves with the run once it has started, null if none did. */
  start(steps: readonly string[], trigger: Trigger): readonly string[]
  /** Another engine over the same records, as after a crash. */
  reborn(): Workbench
}

/** What is read of the time before the first load. */
export const OLDER = ['ozon.older_orders', 'ozon.older_finance'] as const

export const STEPS: Readonly<Record<string, { readonly refresh: Coordinator; readonly host: HostName }>> = {
  'ozon.catalogue': { refresh: 'daily', host: 'ozon-seller' },
  'ozon.orders': { refresh: 'frequent', host: 'ozon-seller' },
  'ozon.prices': { refresh: 'frequent', host: 'ozon-seller' },
  'ozon.ads': { refresh: 'ads', host: 'ozon-performance' },
}

/** Runs of one shop over real records and the real pipeline; the test decides what steps read. */
export function workbench(options: { readonly loaded?: boolean; readonly dims?: Dims } = {}): Workbench {
  const { loaded = true, dims = openRecords() } = options
  const shopId =
    findShop(dims, 1)?.id ??
    insertShop(dims, { name: 'A', marketplace: 'ozon', clientId: '1', perfClientId: null, demo: false }).id
  if (loaded) updateShop(dims, shopId, { loaded })
  const shop = () => {
    const found = findShop(dims, shopId)
    if (!found) throw new KindError('no_shop')
    return found
  }
  const gates = new Map<string, Gate>()
  const gate = (of: string): Gate => {
    const known = gates.get(of)
    if (known) return known
    const fresh: Gate = {
      reading: 0,
      reads: 0,
      most: 0,
      held: false,
      failure: null,
      broken: false,
      open: () => {},
    }
    gates.set(of, fresh)
    return fresh
  }

  /** Reads one slice, and records whether another read of it is in progress. */
  async function read(of: string, signal: AbortSignal): Promise<void> {
    const state = gate(of)
    state.reads += 1
    state.reading += 1
    state.most = Math.max(state.most, state.reading)
    try {
      if (state.failure) throw state.failure
      if (state.held && !signal.aborted)
        await new Promise<void>((resolve, reject) => {
          state.open = resolve
          signal.addEventListener('abort', () => reject(new LoadError('cancelled', 'stopped')), {
            once: true,
          })
        })
      if (signal.aborted) throw new LoadError('cancelled', 'stopped')
    } finally {
      state.reading -= 1
    }
  }

  const stepOf = (of: string, signals: Map<number, AbortSignal>): Step => {
    const { refresh, host } = STEPS[of] ?? { refresh: 'daily', host: 'ozon-seller' }
    return step(
      of,
      { lane: of, refresh },
      [
        stream({
          id: `${of}.things`,
          into: [things],
          slices: async () =>
            Array.from({ length: SLICES }, (_, index) => ({
              window: { start: String(index), days: 1 },
              from: '',
              to: '',
              ids: [],
              open: true,
            })),
          source: {
            host,
            paths: [],
            async *read(context) {
              await read(of, signals.get(Number(await context.state.get('run'))) as AbortSignal)
              yield 1
            },
          },
          rows: () => ({ dim_test_things: [{ id: 1 }] }),
        }),
      ],
      () => {
        if (gate(of).broken) throw new TypeError('a fault of the program')
        return null
      },
    )
  }
  const store: Store = {
    done: async () => new Map(),
    recovered: async () => new Map(),
    stage: async () => ({
      add: () => false,
      flush: async () => {},
      close: async () => {},
      commit: async () => ({ rows: 3, added: 2, changed: 1, notice: null }),
      discard: async () => {},
    }),
    finish: async () => {},
    ids: async () => [],
    state: () => ({ get: async () => null, set: async () => {} }),
    range: async () => ({ from: null, to: null }),
  }

  const signals = new Map<number, AbortSignal>()
  const steps = Object.keys(STEPS).map(of => stepOf(of, signals))
  const older = OLDER.map(of => stepOf(of, signals))
  const told: Progress[] = []
  const lines: (About & { readonly word: string })[] = []
  const tasks = openTasks(() => {})
  const of: Workbench = {
    dims,
    shopId,
    told,
    olderTold: 0,
    lines,
    verdict: 'valid',
    gate,
    shop,
    hold: step => {
      gate(step).held = true
    },
    release(step) {
      gate(step).held = false
      gate(step).open()
    },
    free: true,
    breakDown: step => {
      gate(step).broken = true
    },
    fail: (step, failure) => {
      gate(step).failure = failure
    },
    start: (steps, trigger) => of.syncs.runs.start(shopId, steps, trigger),
    reborn: () => workbench({ dims }),
    syncs: syncRuns({
      tasks,
      writes: writeBehind(tasks),
      exists: () => findShop(dims, shopId) !== null,
      runs: runRecords(dims),
      steps: () => steps,
      older: () => older,
      optionalHosts: () => new Set(['ozon-performance']),
      shop,
      changeShop: (_, change) => updateShop(dims, shopId, change),
      mayStart: () => of.free,
      prepare: async (_, runId, signal) => {
        signals.set(runId, signal)
        return {
          job: {
            shopId,
            runId,
            context: {
              today: '2026-11-18',
              now: () => '2026-11-18T09:00:00.000Z',
              first: !shop().loaded,
              may: () => true,
              ids: async () => [],
            },
            store,
            streamContext: () => {
              const door = async () => {
                throw new LoadError('network', 'nothing is sent here')
              }
              const state = { get: async () => String(runId), set: async () => {} }
              return { json: door, bytes: door, wait: door, exclusive: door, state, now: Date.now }
            },
            redact: error => error,
            capture: () => {},
          },
          requests: () => 5,
          waited: () => 7,
        }
      },
      check: async () => {
        if (of.verdict === null) throw new LoadError('network', 'no line')
        return { verdict: of.verdict }
      },
      emitProgress: progress => told.push(progress),
      emitOlder: () => {
        of.olderTold += 1
      },
      emitDataChanged: () => {},
      log: (_, word, about = {}) => lines.push({ ...about, word }),
      now: Date.now,
    }),
  }
  return of
}

/** Every run of the workbench, oldest first. */
export const runsOf = (of: Workbench) =>
  of.dims.prepare('SELECT trigger, status FROM runs ORDER BY id').all() as {
    trigger: string
    status: string
  }[]
/** Resolves when no run of the shop is in progress. */
export async function idle(of: Workbench): Promise<void> {
  await expect.poll(() => runsOf(of).filter(({ status }) => status === 'running')).toEqual([])
  await of.syncs.ended(of.shopId)
}
/** Starts steps as the user does; default: all. */
export const person = (of: Workbench, steps?: readonly string[]) =>
  of.syncs.handlers['sync.start']({ shopId: of.shopId, ...(steps ? { steps: [...steps] } : {}) })
