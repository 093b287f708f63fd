import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { sourceOf, stepOf, streamOf, tableOf, words } from '../../../tests/support/steps.ts'
import { batches } from '../declare/slices.ts'
import { type CapturedResponse, LoadError } from '../errors.ts'
import { initialProgress, pipeline } from './pipeline.ts'
import type { Job } from './run-stream.ts'

const goods = tableOf('goods')
const prices = tableOf('prices')
const days = async () =>
  ['2026-11-01', '2026-11-02'].map(start => ({
    window: { start, days: 1 },
    from: '2026-11-01',
    to: '2026-11-01',
    ids: [],
    open: false,
  }))

test('a step that waits has read nothing of nothing', () => {
  expect(initialProgress('a')).toMatchObject({
    rows: 0,
    added: 0,
    changed: 0,
    slice: 0,
    slices: 0,
    notices: [],
  })
})

describe('the progress of a step', () => {
  test('counts the slices and rows of its streams on, from nothing to its last word', async () => {
    const { told } = await words([
      stepOf('both', 'main', streamOf('a', goods, null, { slices: days }), streamOf('b', prices)),
    ])
    const seen = told.map(of => [of.status, of.slice, of.slices, of.rows, of.added, of.changed].join(' '))
    expect(seen).toEqual([
      'running 0 0 0 0 0',
      'running 0 2 0 0 0',
      'running 1 2 2 1 1',
      'running 2 2 4 2 2',
      'running 2 3 4 2 2',
      'running 3 3 6 3 3',
      'done 3 3 6 3 3',
    ])
  })

  test('says from the beginning how deep it reads, adds what its slices say, and ends with what is there', async () => {
    const depth = { word: 'depth', details: { days: 90 } }
    const empty = { word: 'kept_rows', details: { rows: 2 } }
    const stage = async () => ({
      add: () => false,
      close: async () => {},
      commit: async () => ({ rows: 0, added: 0, changed: 0, notice: empty }),
      discard: async () => {},
    })
    const range = async () => ({ from: '2026-09-01', to: '2026-11-24' })
    const step = { ...stepOf('deep', 'main', streamOf('a', goods)), notice: () => depth }
    const { told, ended } = await words([step], { store: { stage, range } })
    expect(told[0]).toMatchObject({ status: 'running', notices: [depth] })
    expect(ended[0]).toMatchObject({ status: 'done', from: '2026-09-01', to: '2026-11-24' })
    expect(ended[0]?.notices).toEqual([depth, empty])
    expect(ended).toEqual(told.slice(-1))
  })

  test('that the keys do not open asks nothing in any of its streams, and says nothing of its depth', async () => {
    const depth = { word: 'depth', details: {} }
    const source = sourceOf(() => expect.fail('asked'))
    const shut = {
      ...stepOf(
        'shut',
        'main',
        streamOf('a', goods, null, { source }),
        streamOf('b', prices, null, { source }),
      ),
      when: () => 'no_plan' as const,
      notice: () => depth,
    }
    const { said, ended } = await words([shut])
    expect(said).toEqual(['shut skipped no_plan'])
    expect(ended[0]).toMatchObject({ notices: [], message: 'shut' })
  })
})

describe('a step whose streams', () => {
  const no = (name: string, table: typeof goods, kind: 'no_role' | 'no_plan') =>
    streamOf(name, table, new LoadError(kind, kind))

  test('are all refused is skipped, for the reason of the first', async () => {
    const steps = [stepOf('both', 'main', no('a', goods, 'no_role'), no('b', prices, 'no_plan'))]
    expect((await words(steps)).said).toEqual(['both skipped no_role'])
  })

  test('are refused in part is done, and says so', async () => {
    const { said, ended } = await words([
      stepOf('both', 'main', no('a', goods, 'no_role'), streamOf('b', prices)),
    ])
    expect(said).toEqual(['both done -'])
    expect(ended[0]?.notices).toEqual([{ word: 'partly_refused', details: { kind: 'no_role' } }])
  })

  test('are refused or put off is put off, whichever came first, though nobody says until when', async () => {
    const later = streamOf('b', prices, new LoadError('later', 'shut'))
    for (const streams of [
      [no('a', goods, 'no_role'), later],
      [later, no('a', goods, 'no_role')],
    ]) {
      const { said, ended } = await words([stepOf('both', 'main', ...streams)])
      expect(said).toEqual(['both later later'])
      expect(ended[0]?.until).toBeNull()
    }
  })

  test('fail in part reads the others all the same', async () => {
    const { said, ended } = await words([
      stepOf('both', 'main', streamOf('a', goods, new LoadError('server', 'down')), streamOf('b', prices)),
    ])
    expect(said).toEqual(['both failed server'])
    expect(ended[0]).toMatchObject({ rows: 2, message: 'down' })
  })
})

describe('a pause', () => {
  const asked: string[] = []
  const of = (name: string, table: typeof goods, failure: unknown = null) =>
    streamOf(name, table, null, {
      source: sourceOf(() => {
        asked.push(name)
        if (failure) throw failure
      }),
    })

  test('ends its step where it is, whatever failed before, and refuses nothing to others', async () => {
    const { said } = await words([
      stepOf(
        'paused',
        'main',
        of('a', goods, new LoadError('server', 'down')),
        of('b', prices, new LoadError('cancelled', 'paused')),
        of('c', prices),
      ),
      stepOf('next', 'main', of('d', prices)),
    ])
    expect(said).toEqual(['paused paused -', 'next done -'])
    expect(asked).toEqual(['a', 'b', 'd'])
  })
})

test('a key that a host refuses ends all that this host is asked for, and nothing else', async () => {
  const asked: string[] = []
  const of = (name: string, table: typeof goods, host: 'wb-common' | 'wb-content', failure: unknown = null) =>
    streamOf(name, table, null, {
      source: sourceOf(() => {
        asked.push(name)
        if (failure) throw failure
      }, host),
    })
  const { said, ended } = await words([
    stepOf('first', 'main', of('a', goods, 'wb-common', new LoadError('bad_key', 'refused'))),
    stepOf('same', 'main', of('b', prices, 'wb-common')),
    stepOf('other', 'main', of('c', prices, 'wb-content')),
  ])
  expect(said).toEqual(['first failed bad_key', 'same failed bad_key', 'other done -'])
  expect(ended[1]?.message).toBe('refused')
  expect(asked).toEqual(['a', 'c'])
})

test.each([
  ['shape', true],
  ['server', true],
  ['network', true],
  ['no_role', false],
  ['later', false],
  ['bad_key', false],
] as const)('an answer that is `%s` is kept for a look afterwards: %s', async (kind, isKept) => {
  const captured = { path: '/list' } as CapturedResponse
  const kept: unknown[] = []
  const keep = (...of: unknown[]) => kept.push(of)
  const failing = (options: { captured?: CapturedResponse }) =>
    stepOf('failing', 'main', streamOf('a', goods, new LoadError(kind, 'no', options)))
  await words([failing({ captured })], { capture: keep })
  // A response that does not fit its schema is always captured.
  if (kind !== 'shape') await words([failing({})], { capture: keep })
  expect(kept).toEqual(isKept ? [['failing', captured]] : [])
})

describe('lanes', () => {
  /** Fails after so many turns if two lanes wait for each other. */
  const unlessInVain = (awaited: Promise<unknown>) => Promise.race([awaited, inVain()])
  const inVain = async () => {
    for (let turn = 0; turn < 100; turn += 1) await setImmediate()
    throw new Error('waited in vain')
  }

  test('run side by side, their steps in order and each once, and the words come in the order of the steps', async () => {
    const asked: string[] = []
    const both = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() }
    const of = (name: string, meeting?: 'a' | 'b') =>
      streamOf(name, prices, null, {
        source: sourceOf(async () => {
          asked.push(name)
          if (!meeting) return
          both[meeting].resolve()
          await unlessInVain(Promise.all([both.a.promise, both.b.promise]))
        }),
      })
    const { said } = await words([
      stepOf('a1', 'a', of('a1', 'a')),
      stepOf('c1', 'catalogue', of('c1')),
      stepOf('b1', 'b', of('b1', 'b')),
      stepOf('a2', 'a', of('a2')),
    ])
    expect(said).toEqual(['a1 done -', 'c1 done -', 'b1 done -', 'a2 done -'])
    expect(asked.toSorted()).toEqual(['a1', 'a2', 'b1', 'c1'])
    expect(asked.indexOf('a1')).toBeLessThan(asked.indexOf('a2'))
  })

  test('that ask for ids which the catalogue does not bring do not wait for it', async () => {
    const begun = Promise.withResolvers<void>()
    const list = streamOf('list', goods, null, { source: sourceOf(() => unlessInVain(begun.promise)) })
    const own = streamOf('own', prices, null, {
      slices: batches(10, { table: tableOf('others'), column: 'n' }),
      source: sourceOf(() => begun.resolve()),
    })
    const steps = [
      stepOf('list', 'catalogue', list),
      stepOf('fill', 'own', streamOf('fill', tableOf('others'))),
      stepOf('own', 'own', own),
    ]
    expect((await words(steps, { ids: [1] })).said).toEqual(['list done -', 'fill done -', 'own done -'])
  })

  test('end before a fault of the program in one of them is thrown', async () => {
    const ended: string[] = []
    const steps = [
      stepOf('bad', 'a', streamOf('a', goods)),
      stepOf('good', 'b', streamOf('b', prices), streamOf('c', prices)),
    ]
    const told = ({ step, status }: { step: string; status: string }) => {
      if (step === 'bad') throw new TypeError('a fault')
      if (status === 'done') ended.push(step)
    }
    const store = {
      done: async () => new Map(),
      recovered: async () => new Map(),
      stage: async () => ({ add() {}, async close() {}, commit: async () => ({ rows: 0 }) }),
      finish: async () => {},
      range: async () => ({}),
    }
    const job = {
      shopId: 1,
      runId: 1,
      context: { today: '2026-11-24' },
      store,
      streamContext: () => ({}),
    } as unknown as Job
    await expect(pipeline(steps, job, told)).rejects.toThrow('a fault')
    expect(ended).toEqual(['good'])
  })
})
