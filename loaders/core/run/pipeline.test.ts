import { describe, expect, test } from 'vitest'
import type { Cause } from '#contract/errors.ts'
import type { Slice } from '../declare/slices.ts'
import { batches, today } from '../declare/slices.ts'
import { step, stream } from '../declare/stream.ts'
import { id, table } from '../declare/table.ts'
import { LoadError } from '../errors.ts'
import { pipeline } from './pipeline.ts'
import type { Job } from './run-stream.ts'

const numbers = table('numbers', { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })

/** A stream that brings one number, or fails. */
const one = (name: string, optional: boolean, failure: Cause | null) =>
  stream({
    id: `test.${name}`,
    into: [numbers],
    slices: today(),
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        if (failure) throw new LoadError(failure, 'no')
        yield 1
      },
    },
    rows: (n: number) => ({ numbers: [{ n }] }),
    optional,
  })

/** The final progress of a step whose second stream fails. */
async function wordAfter(failure: Cause, aside: boolean) {
  const stage = {
    add: () => false,
    close: async () => {},
    commit: async () => ({ rows: 1, notice: null }),
    discard: async () => {},
  }
  const store = {
    done: async () => new Map(),
    recovered: async () => new Map(),
    stage: async () => stage,
    finish: async () => {},
    range: async () => ({ from: null, to: null }),
  }
  const plan = {
    today: '2026-11-24',
    now: () => '2026-11-24T09:00:00.000Z',
    first: true,
    may: () => false,
    ids: async () => [],
  }
  const job = {
    shopId: 1,
    runId: 1,
    context: plan,
    store,
    streamContext: () => ({}),
    redact: (error: unknown) => error,
    capture: () => {},
  } as unknown as Job
  const steps = [
    step('test', { lane: 'main', refresh: 'daily' }, [
      one('whole', false, null),
      one('broken', aside, failure),
    ]),
  ]
  const [word] = await pipeline(steps, job, () => {})
  return { status: word?.status, notices: word?.notices }
}

describe('a stream that nothing depends on', () => {
  test.each(['server', 'network', 'shape', 'bad_request', 'not_found', 'obsolete'] as const)(
    'fails with %s: its step says so and is done; any other stream fails its step',
    async kind => {
      const notices = [{ word: 'partly_refused', details: { kind } }]
      expect(await wordAfter(kind, true)).toEqual({ status: 'done', notices })
      expect(await wordAfter(kind, false)).toEqual({ status: 'failed', notices: [] })
    },
  )

  test.each([
    ['bad_key', 'failed'],
    ['later', 'later'],
    ['cancelled', 'paused'],
  ] as const)('meets %s like all others', async (kind, status) => {
    expect((await wordAfter(kind, true)).status).toBe(status)
    expect((await wordAfter(kind, false)).status).toBe(status)
  })
})

test('P2: an error that a loader made of a page is cleaned before it is told or kept', async () => {
  const failing = { ...one('broken', false, 'shape'), rows: () => ({}) }
  const kept: unknown[] = []
  const cleaned = new LoadError('shape', '***', {
    captured: {
      host: 'ozon-seller',
      method: 'GET',
      path: '/',
      query: null,
      body: null,
      status: 200,
      answer: '***',
    },
  })
  const job = {
    shopId: 1,
    runId: 1,
    context: {
      today: '2026-11-24',
      now: () => '2026-11-24T09:00:00.000Z',
      first: true,
      may: () => false,
      ids: async () => [],
    },
    store: {
      done: async () => new Map(),
      recovered: async () => new Map(),
      stage: async () => ({
        add: () => false,
        commit: async () => ({ rows: 1, notice: null }),
        discard: async () => {},
      }),
      finish: async () => {},
      range: async () => ({ from: null, to: null }),
    },
    streamContext: () => ({}),
    redact: () => cleaned,
    capture: (_: string, evidence: unknown) => kept.push(evidence),
  } as unknown as Job
  const [word] = await pipeline([step('test', { lane: 'main', refresh: 'daily' }, [failing])], job, () => {})
  expect(word?.message).toBe('***')
  expect(kept).toEqual([cleaned.captured])
})

test('a lane that asks for no ids of the catalogue does not wait for it, and one that asks has all of them', async () => {
  const other = table('others', { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One other.' })
  const said: string[] = []
  const begun = Promise.withResolvers<void>()
  const list = {
    ...one('catalogue', false, null),
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        // If the other lane waited for this one, both would wait for ever.
        await begun.promise
        yield 1
        said.push('catalogue')
      },
    },
  } as const
  const free = {
    ...one('free', false, null),
    into: [other],
    rows: () => ({}),
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        begun.resolve()
        yield 1
      },
    },
  } as const
  const bound = {
    ...free,
    id: 'test.bound',
    slices: batches(10, { table: numbers, column: 'n' }),
    source: {
      host: 'wb-common',
      paths: [],
      async *read(_: unknown, slice: Slice) {
        said.push(`bound ${slice.ids}`)
        yield 1
      },
    },
  } as const
  const stage = {
    add: () => false,
    close: async () => {},
    commit: async () => ({ rows: 1, notice: null }),
    discard: async () => {},
  }
  const job = {
    shopId: 1,
    runId: 1,
    context: {
      today: '2026-11-24',
      first: true,
      may: () => false,
      ids: async () => (said.includes('catalogue') ? [7] : []),
    },
    store: {
      done: async () => new Map(),
      recovered: async () => new Map(),
      stage: async () => stage,
      finish: async () => {},
      range: async () => ({ from: null, to: null }),
    },
    streamContext: () => ({}),
  } as unknown as Job
  const words = await pipeline(
    [
      step('bound', { lane: 'bound', refresh: 'daily' }, [bound]),
      step('list', { lane: 'catalogue', refresh: 'daily' }, [list]),
      step('free', { lane: 'free', refresh: 'daily' }, [free]),
    ],
    job,
    () => {},
  )
  expect(words.map(({ step, status }) => [step, status])).toEqual([
    ['bound', 'done'],
    ['list', 'done'],
    ['free', 'done'],
  ])
  expect(said).toEqual(['catalogue', 'bound 7'])
})
