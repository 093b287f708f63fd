import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sliceKey } from '../../../loaders/core/declare/slices.ts'
import type { StreamContext } from '../../../loaders/core/declare/source.ts'
import { step, stream } from '../../../loaders/core/declare/stream.ts'
import { id, table } from '../../../loaders/core/declare/table.ts'
import { LoadError } from '../../../loaders/core/errors.ts'
import type { Store } from '../../../loaders/core/run/store.ts'
import { openRecords } from '../../../tests/support/records.ts'
import { findShop, insertShop, type ShopRow, updateShop } from '../store/records/shops.ts'
import { openTasks } from '../tasks/tasks.ts'
import { writeBehind } from '../tasks/write-behind.ts'
import { runRecords } from './records.ts'
import { syncRuns } from './runs.ts'
import { SILENT_MS } from './watchdog.ts'

const things = table('dim_test_things', {
  store: 'dims',
  key: ['id'],
  columns: { id: id() },
  grain: 'One thing.',
})
/** A store without tables that remembers finished slices and counts rows. */
function memory() {
  const done = new Map<string, number>()
  const store: Store = {
    done: async () => done,
    recovered: async () => new Map(),
    stage: async (_shop, _stream, slice, runId) => ({
      add: () => false,
      flush: async () => {},
      close: async () => {},
      commit: async () => {
        done.set(sliceKey(slice), runId)
        return { rows: 1, added: 1, changed: 0, notice: null }
      },
      discard: async () => {},
    }),
    finish: async () => {},
    ids: async () => [],
    state: () => ({ get: async () => null, set: async () => {} }),
    range: async () => ({ from: null, to: null }),
  }
  return { done, store }
}

/** Runs of a shop whose step has ten slices; `read` decides how long one takes. */
function running(read: (slice: string, attempt: number, signal: AbortSignal) => Promise<void>) {
  const { done, store } = memory()
  let attempt = 0
  let signal = new AbortController().signal
  const dims = openRecords()
  insertShop(dims, { name: 'A', marketplace: 'ozon', clientId: '1', perfClientId: null, demo: false })
  const slices = Array.from({ length: 10 }, (_, index) => String(index))
  const one = step('ozon.test', { lane: 'main', refresh: 'daily' }, [
    stream({
      id: 'ozon.test.things',
      into: [things],
      slices: async () =>
        slices.map(start => ({ window: { start, days: 1 }, from: '', to: '', ids: [], open: false })),
      source: {
        host: 'ozon-seller',
        paths: [],
        async *read(_io: StreamContext, slice) {
          await read(sliceKey(slice), attempt, signal)
          yield sliceKey(slice)
        },
      },
      rows: key => ({ dim_test_things: [{ id: key }] }),
    }),
  ])
  const tasks = openTasks(() => {})
  const parts = syncRuns({
    tasks,
    writes: writeBehind(tasks),
    exists: () => true,
    runs: runRecords(dims),
    steps: () => [one],
    older: () => [],
    shop: shopId => findShop(dims, shopId) as ShopRow,
    optionalHosts: () => new Set(),
    changeShop: (shopId, change) => updateShop(dims, shopId, change),
    mayStart: () => true,
    prepare: async (_shop, runId, ended) => {
      attempt += 1
      signal = ended
      return {
        job: {
          shopId: 1,
          runId,
          context: {
            today: '2026-11-18',
            now: () => '2026-11-18T09:00:00.000Z',
            first: true,
            may: () => true,
            ids: async () => [],
          },
          store,
          streamContext: () => ({}) as Omit<StreamContext, 'unmapped'>,
          redact: error => error,
          capture: () => {},
        },
        requests: () => 0,
        waited: () => 0,
      }
    },
    check: async () => ({ verdict: 'unknown' }),
    emitProgress: () => {},
    emitOlder: () => {},
    emitDataChanged: () => {},
    log: () => {},
    now: Date.now,
  })
  return { parts, done, attempts: () => attempt }
}

const until = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new LoadError('cancelled', 'stopped')), { once: true })
  })
const slow = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('P23: an attempt without any sign of life is given up, and goes on where it stood', async () => {
  const read: string[] = []
  const { parts, done, attempts } = running(async (slice, attempt, signal) => {
    read.push(slice)
    if (slice === '4' && attempt === 1) await until(signal)
  })
  await parts.handlers['sync.start']({ shopId: 1 })
  await vi.advanceTimersByTimeAsync(SILENT_MS - 60_000)
  expect(attempts()).toBe(1)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await parts.ended(1)).toMatchObject({ status: 'done', percent: 100 })
  expect(attempts()).toBe(2)
  expect(done.size).toBe(10)
  // Only the slice that hung was read twice.
  expect(read).toEqual(['0', '1', '2', '3', '4', '4', '5', '6', '7', '8', '9'])
})

test('P23: slow is not silent: as long as slices come, nothing is given up', async () => {
  const { parts, attempts } = running(() => slow(SILENT_MS * 0.8))
  await parts.handlers['sync.start']({ shopId: 1 })
  await vi.advanceTimersByTimeAsync(SILENT_MS * 10)
  expect(await parts.ended(1)).toMatchObject({ status: 'done' })
  expect(attempts()).toBe(1)
})

test('P23: a step that is silent again and again has failed, and the run ends', async () => {
  const { parts, done, attempts } = running(async (slice, _, signal) => {
    if (slice === '4') await until(signal)
  })
  await parts.handlers['sync.start']({ shopId: 1 })
  await vi.advanceTimersByTimeAsync(SILENT_MS * 5)
  const { status, steps } = await parts.ended(1)
  expect(status).toBe('failed')
  expect(steps[0]).toMatchObject({ status: 'failed', kind: 'network' })
  expect(attempts()).toBe(3)
  expect(done.size).toBe(4)
})

test('a pause during a silent attempt stays a pause', async () => {
  const { parts, attempts } = running((_, __, signal) => until(signal))
  await parts.handlers['sync.start']({ shopId: 1 })
  await vi.advanceTimersByTimeAsync(SILENT_MS / 2)
  expect(await parts.handlers['sync.pause']({ shopId: 1 })).toMatchObject({ status: 'paused' })
  await vi.advanceTimersByTimeAsync(SILENT_MS * 2)
  expect(attempts()).toBe(1)
})
