import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { tableOf } from '../../../tests/support/steps.ts'
import type { IdsOf, RunContext, Slice } from '../declare/slices.ts'
import { sliceKey } from '../declare/slices.ts'
import type { RunLocal, StreamContext } from '../declare/source.ts'
import { CURSOR_KEY, type Stream, stream } from '../declare/stream.ts'
import { LoadError } from '../errors.ts'
import { type Job, loadStream, type SliceDone } from './run-stream.ts'

const numbers = tableOf('numbers')
const sliceOf = (key: string, open = false): Slice => ({
  window: { start: key, days: 1 },
  from: '2026-11-01',
  to: '2026-11-02',
  ids: [],
  open,
})
const slices = (count: number) => Array.from({ length: count }, (_, n) => sliceOf(String(n)))

type Reading = (context: StreamContext, slice: Slice) => AsyncIterable<unknown>
const one: Reading = async function* () {
  yield 1
}
const of = (all: readonly Slice[], more: Partial<Stream> = {}, read: Reading = one): Stream => ({
  ...stream({
    id: 'test.slices',
    into: [numbers],
    slices: async () => all,
    source: { host: 'wb-content', paths: ['/named', '/other'], read },
    rows: () => ({}),
  }),
  ...more,
})

interface World {
  /** Slices by key, each with the run that read it. */
  readonly done?: ReadonlyMap<string, number>
  readonly commit?: (key: string, more?: boolean) => Promise<void>
  readonly add?: (rows: unknown) => boolean
  readonly notes?: Map<string, string>
  readonly plan?: Pick<RunContext, 'ids' | 'startDay'>
}
/** Runs a stream as run 7 over a store that records its calls. */
async function running(
  stream: Stream,
  { done, commit, add, notes = new Map(), plan = { ids: async () => [] } }: World = {},
) {
  const log: string[] = []
  const told: SliceDone[] = []
  const store = {
    done: async () => done ?? new Map(),
    recovered: async () => new Map(),
    stage: async (_shop: number, _stream: unknown, slice: Slice) => {
      const key = `${sliceKey(slice)}${slice.page ? ', a page' : ''}`
      return {
        add: (rows: unknown) => add?.(rows) ?? false,
        flush: async () => void log.push(`flush ${key}`),
        close: async () => void log.push(`close ${key}`),
        discard: async () => void log.push(`discard ${key}`),
        commit: async (more?: boolean) => {
          log.push(`commit ${key}`)
          await commit?.(key, more)
          log.push(`committed ${key}`)
          return { rows: 1, added: 1, changed: 0, notice: null }
        },
      }
    },
    finish: async (_shop: number, _stream: unknown, all: readonly Slice[]) =>
      void log.push(`finish ${all.map(sliceKey)}`),
  }
  const context = {
    state: { get: async () => null, set: async (key: string, to: string) => void notes.set(key, to) },
  }
  const job = { shopId: 1, runId: 7, context: plan, store, streamContext: () => context } as unknown as Job
  const error = await loadStream(stream, job, word => told.push(word)).then(
    () => null,
    (reason: unknown) => reason as LoadError,
  )
  return { log, told, error }
}
const keysOf = (log: readonly string[], word: string) =>
  log.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1))

test('windows that end before the first day are left out, and the one that holds it is read whole', async () => {
  const window = (key: string, from: string, to: string) => ({ ...sliceOf(key), from, to })
  const all = [
    window('after', '2026-11-03', '2026-11-04'),
    window('holds', '2026-11-01', '2026-11-02'),
    window('before', '2026-10-30', '2026-10-31'),
  ]
  const ids = async () => []
  const some = await running(of(all), { plan: { ids, startDay: '2026-11-02' } })
  expect(keysOf(some.log, 'commit')).toEqual(['after', 'holds'])
  expect(some.told.at(-1)).toMatchObject({ index: 2, of: 2 })
  const every = await running(of(all), { plan: { ids } })
  expect(keysOf(every.log, 'commit')).toEqual(['after', 'holds', 'before'])
})

test('a slice is read unless it was read; one that is still open, unless this run has read it', async () => {
  const all = [
    sliceOf('new'),
    sliceOf('old'),
    sliceOf('again', true),
    sliceOf('own', true),
    sliceOf('open', true),
  ]
  const done = new Map([
    ['old', 3],
    ['again', 3],
    ['own', 7],
  ])
  const { log, told } = await running(of(all), { done })
  expect(keysOf(log, 'commit')).toEqual(['new', 'again', 'open'])
  expect(told.map(({ index, of, rows }) => [index, of, rows])).toEqual([
    [2, 5, 0],
    [3, 5, 1],
    [4, 5, 1],
    [5, 5, 1],
  ])
})

test('a slice is closed before it is committed, and all are committed before their stream is finished over all of them', async () => {
  const { log } = await running(of(slices(2), { uncommitted: 2 }), {
    done: new Map([['1', 3]]),
    commit: () => setImmediate(),
  })
  expect(log).toEqual(['close 0', 'commit 0', 'committed 0', 'finish 0,1'])
})

test('a source may ask whether the tables hold such a row, and hears it of the moment at which it asks', async () => {
  const heard: boolean[] = []
  const held: string[] = []
  const plan = { ids: async ({ column }: IdsOf) => held.filter(name => name === column) }
  const asking: Reading = async function* (context) {
    heard.push(await context.hasRows({ table: numbers, column: 'mode' }))
    held.push('mode')
    yield 1
  }
  const { error } = await running(of(slices(2), {}, asking), { plan })
  expect([heard, error]).toEqual([[false, true], null])
})

test('rows go to disk when there is enough of them, not before', async () => {
  const pieces = { rows: () => [{ numbers: [{ n: 1 }] }, { numbers: [{ n: 2 }] }] }
  const added: unknown[] = []
  const add = (rows: unknown) => added.push(rows) === 1
  const { log } = await running(of(slices(1), pieces), { add })
  expect(added).toEqual(pieces.rows())
  expect(keysOf(log, 'flush')).toEqual(['0'])
})

describe('slices side by side', () => {
  /** The most slices of each state at a time, where commits wait for others as long as `more` is promised. */
  async function sharing(count: number, parallel: number, uncommitted: number) {
    let [reading, inHand, moves] = [0, 0, 0]
    const most = { reading: 0, inHand: 0 }
    const groups: number[] = []
    let waiting: (() => void)[] = []
    const read: Reading = async function* () {
      moves += 1
      reading += 1
      inHand += 1
      most.reading = Math.max(most.reading, reading)
      most.inHand = Math.max(most.inHand, inHand)
      await setImmediate()
      yield 1
      reading -= 1
    }
    /** Throws when a commit waits for another that never comes. */
    const standstill = async () => {
      for (let [last, turns] = [0, 0]; turns < 100; turns += 1) {
        await setImmediate()
        if (moves !== last) [last, turns] = [moves, 0]
      }
      return { log: [], error: new Error('a standstill') }
    }
    const commit = async (_: string, more?: boolean) => {
      moves += 1
      const shared = new Promise<void>(resolve => waiting.push(resolve))
      if (!more) {
        groups.push(waiting.length)
        inHand -= waiting.length
        for (const go of waiting) go()
        waiting = []
      }
      await shared
    }
    const all = running(of(slices(count), { parallel, uncommitted }, read), { commit })
    const { log, error } = await Promise.race([all, standstill()])
    expect(error).toBeNull()
    expect(keysOf(log, 'committed')).toHaveLength(count)
    return { most, groups }
  }

  test('are as many as the stream allows, read and in hand, and each commit that waits gets another one', async () => {
    expect(await sharing(7, 1, 3)).toEqual({ most: { reading: 1, inHand: 3 }, groups: [3, 3, 1] })
    expect(await sharing(8, 1, 3)).toMatchObject({ groups: [3, 3, 2] })
    expect(await sharing(9, 2, 4)).toMatchObject({ most: { reading: 2, inHand: 4 } })
    expect(await sharing(9, 3, 5)).toMatchObject({ most: { reading: 3, inHand: 5 } })
    expect(await sharing(2, 3, 5)).toMatchObject({ most: { reading: 2, inHand: 2 }, groups: [2] })
  })

  test('share no transaction where no more are in hand than are read', async () => {
    expect(await sharing(5, 1, 1)).toEqual({ most: { reading: 1, inHand: 1 }, groups: [1, 1, 1, 1, 1] })
    expect(await sharing(6, 3, 3)).toEqual({ most: { reading: 3, inHand: 3 }, groups: [1, 1, 1, 1, 1, 1] })
  })

  test('end with the first that fails: what was read beside it is committed, the rest is not begun', async () => {
    const begun: string[] = []
    const beside = Promise.withResolvers<void>()
    const read: Reading = async function* (_, slice) {
      const key = sliceKey(slice)
      begun.push(key)
      if (key === '1') {
        setTimeout(beside.resolve)
        throw new LoadError('server', 'down')
      }
      await beside.promise
      yield 1
    }
    const { log, error } = await running(of(slices(5), { parallel: 2, uncommitted: 2 }, read))
    expect(error).toMatchObject({ kind: 'server', message: 'down' })
    expect(begun).toEqual(['0', '1'])
    expect(keysOf(log, 'committed')).toEqual(['0'])
    expect(keysOf(log, 'discard')).toEqual(['1'])
    expect(keysOf(log, 'finish')).toEqual([])
  })

  test('end with the first that cannot be committed, and its error is the one that is told', async () => {
    const commit = async (key: string) => {
      throw new Error(`full at ${key}`)
    }
    const { log, told, error } = await running(of(slices(3)), { commit })
    expect(error?.message).toBe('full at 0')
    expect(keysOf(log, 'commit')).toEqual(['0'])
    expect(told).toHaveLength(1)
    expect(keysOf(log, 'finish')).toEqual([])
  })
})

describe('a stream says', () => {
  const said = (told: readonly SliceDone[]) => told.flatMap(({ notice }) => (notice ? [notice] : []))

  test('a word once, at its place, however often its slices come upon it', async () => {
    const read: Reading = async function* (context, slice) {
      context.notice({ word: 'older_method', details: { method: '/a' } })
      if (sliceKey(slice) === '1') context.notice({ word: 'older_method', details: { method: '/b' } })
      yield 1
    }
    const { told } = await running(of(slices(2), {}, read))
    expect(said(told).map(({ details }) => details)).toEqual([{ method: '/a' }, { method: '/b' }])
    expect(told.map(({ index, of, rows, notice }) => [index, of, rows, notice !== null])).toEqual([
      [0, 2, 0, false],
      [0, 2, 0, true],
      [1, 2, 1, false],
      [1, 2, 0, true],
      [2, 2, 1, false],
    ])
  })

  test('values that nobody knows at its end, each with how often it came, and anomalies with one example', async () => {
    const rows: Stream['rows'] = (_, slice, context) => {
      context.unmapped('status', 'strange')
      if (sliceKey(slice) === '1') context.unmapped('scheme', 'new')
      context.unmapped('supply_gone', sliceKey(slice))
      return {}
    }
    const { told } = await running(of(slices(2), { rows }))
    expect(said(told).map(({ word, details }) => [word, details])).toEqual([
      ['unmapped_value', { value: 'status: strange', count: 2 }],
      ['supply_gone', { value: '0', count: 2 }],
      ['unmapped_value', { value: 'scheme: new', count: 1 }],
    ])
    expect(told.slice(-3).map(({ index, of, rows }) => [index, of, rows])).toEqual([
      [2, 2, 0],
      [2, 2, 0],
      [2, 2, 0],
    ])
  })
})

describe('what is wrong before anything was asked', () => {
  // biome-ignore lint/correctness/useYield: it fails before its first page.
  const broken: Reading = async function* () {
    throw new TypeError('no such field')
  }

  test('has the place of its source, with the slice', async () => {
    const { error } = await running(of(slices(1), {}, broken))
    expect(error).toMatchObject({
      kind: 'shape',
      message: 'GET /named: no such field',
      captured: {
        host: 'wb-content',
        query: { slice: '0', from: '2026-11-01', to: '2026-11-02' },
        answer: '',
      },
    })
  })

  test('has a place also where the source names no method', async () => {
    const nameless = { source: { host: 'wb-content', paths: [], read: broken } } as const
    const { error } = await running(of(slices(1), nameless))
    expect(error?.captured).toMatchObject({ path: '' })
  })
})

test('a page without a cursor leaves the cursor of the one before it', async () => {
  const notes = new Map<string, string>()
  const read: Reading = async function* () {
    yield 'a'
    yield null
  }
  const { log } = await running(of(slices(1), { cursor: page => page as string | null }, read), { notes })
  expect(notes).toEqual(new Map([[CURSOR_KEY, 'a']]))
  expect(keysOf(log, 'committed')).toEqual(['0, a page', '0, a page', '0'])
})

test('slices of one run share what is local to it, and the next run begins with its own', async () => {
  const seen: RunLocal<string[]> = { initial: () => [] }
  const other: RunLocal<string[]> = { initial: () => [] }
  const held: string[][] = []
  const read: Reading = async function* (context, slice) {
    context.runLocal(seen).push(sliceKey(slice))
    held.push([...context.runLocal(seen)], context.runLocal(other))
    yield 1
  }
  await running(of(slices(2), {}, read))
  await running(of(slices(1), {}, read))
  expect(held).toEqual([['0'], [], ['0', '1'], [], ['0'], []])
})
