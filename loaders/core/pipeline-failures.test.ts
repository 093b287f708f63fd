import { describe, expect, test } from 'vitest'
import { LoadError } from './errors.ts'
import { pipeline } from './pipeline.ts'
import type { Job } from './run.ts'
import { batches, today } from './slices.ts'
import { type Step, type Stream, step, stream } from './stream.ts'
import { id, type Table, table } from './table.ts'

const tableOf = (name: string) =>
  table(name, { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })
const goods = tableOf('goods')
const prices = tableOf('prices')
const other = tableOf('other')

/** A stream of today's number, or of a failure. */
const streamOf = (name: string, into: Table, failure: unknown = null, of: Partial<Stream> = {}): Stream => ({
  ...stream({
    id: name,
    into: [into],
    slices: today(),
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        if (failure) throw failure
        yield 1
      },
    },
    rows: () => ({}),
  }),
  ...of,
})
const stepOf = (name: string, lane: string, ...streams: Stream[]): Step =>
  step(name, { lane, refresh: 'daily' }, streams)
const shut = new LoadError('later', 'shut', { until: Date.now() + 3_600_000 })

/** Runs steps over a store that takes everything; the words on them as `step status kind`. */
async function words(
  steps: readonly Step[],
  over: { readonly store?: object; readonly keep?: Job['keep'] } = {},
) {
  const log: string[] = []
  const stage = async (_shop: number, { id }: Stream) => ({
    add: () => false,
    close: async () => {},
    commit: async () => ({ rows: 1, added: 1, changed: 0, notice: null }),
    discard: async () => void log.push(`discarded ${id}`),
  })
  const job = {
    shopId: 1,
    runId: 1,
    plan: {
      today: '2026-11-24',
      now: () => '2026-11-24T09:00:00.000Z',
      first: true,
      may: () => false,
      ids: async () => [],
    },
    store: {
      done: async () => new Map(),
      kept: async () => new Map(),
      stage,
      finish: async () => {},
      range: async () => ({ from: null, to: null }),
      ...over.store,
    },
    io: () => ({}),
    clean: (error: LoadError) => error,
    keep: over.keep ?? (() => {}),
  } as unknown as Job
  const ended = await pipeline(steps, job, () => {})
  return { said: ended.map(({ step, status, kind }) => `${step} ${status} ${kind ?? '-'}`), ended, log }
}

describe('the word on a step', () => {
  test.each([
    ['first', [streamOf('a', goods, shut), streamOf('b', prices, new LoadError('server', 'down'))]],
    ['last', [streamOf('a', goods, new LoadError('server', 'down')), streamOf('b', prices, shut)]],
  ] as const)(
    'is `failed` where one stream failed and the one that was put off came %s',
    async (_, streams) => {
      const { said, ended } = await words([stepOf('both', 'main', ...streams)])
      expect(said).toEqual(['both failed server'])
      expect(ended[0]?.until).toBeNull()
    },
  )

  test('is `later` where one stream was put off and nothing failed, until its instant', async () => {
    const { said, ended } = await words([
      stepOf(
        'both',
        'main',
        streamOf('a', goods, shut),
        streamOf('b', prices, new LoadError('no_role', 'no')),
      ),
    ])
    expect(said).toEqual(['both later later'])
    expect(Date.parse(ended[0]?.until ?? '')).toBe(shut.until)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15, 1e300])(
    'is `later` whatever instant a marketplace names: %s',
    async until => {
      const { said, ended } = await words([
        stepOf('mad', 'main', streamOf('a', goods, new LoadError('later', 'shut', { until }))),
        stepOf('good', 'main', streamOf('b', prices)),
      ])
      expect(said).toEqual(['mad later later', 'good done -'])
      const said_until = ended[0]?.until ?? null
      if (said_until !== null) expect(Date.parse(said_until)).toBeLessThanOrEqual(Date.now() + 86_400_000)
    },
  )
})

describe('a stream whose ids nobody could bring', () => {
  const bound = streamOf('bound', prices, null, { slices: batches(10, { table: goods, column: 'n' }) })
  const failed = stepOf('list', 'catalogue', streamOf('list', goods, new LoadError('server', 'down')))

  test.each(['catalogue', 'prices'])('fails as they did, in the lane %s', async lane => {
    const { said } = await words([
      failed,
      stepOf('bound', lane, bound),
      stepOf('free', lane, streamOf('free', other)),
    ])
    expect(said).toEqual(['list failed server', 'bound failed server', 'free done -'])
  })

  test('is put off as long as they are', async () => {
    const { ended } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods, shut)),
      stepOf('bound', 'prices', bound),
    ])
    expect(ended.map(({ status }) => status)).toEqual(['later', 'later'])
    expect(ended[1]?.until).toBe(ended[0]?.until)
  })

  test('is done where there are none, and where an earlier run brought some', async () => {
    const { said } = await words([
      stepOf('list', 'catalogue', streamOf('list', goods)),
      stepOf('bound', 'prices', bound),
    ])
    expect(said).toEqual(['list done -', 'bound done -'])
  })

  test('asks its own table for its own past, whatever befell another that fills it', async () => {
    const own = { ...bound, into: [goods] }
    const { said } = await words([failed, stepOf('own', 'prices', own)])
    expect(said).toEqual(['list failed server', 'own done -'])
  })
})

describe('a store that fails', () => {
  const full = () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  }
  const steps = [
    stepOf('bad', 'main', streamOf('bad', goods, new LoadError('shape', 'no', { evidence: {} as never }))),
    stepOf('good', 'main', streamOf('good', prices)),
  ]

  test('to keep an answer spoils the step that met it, and no other', async () => {
    expect((await words(steps, { keep: full })).said[1]).toBe('good done -')
    expect((await words(steps, { keep: full })).said[0]).toMatch(/^bad failed /)
  })

  test('to measure spoils the step, and is told', async () => {
    const { said } = await words([steps[1] as Step], { store: { range: async () => full() } })
    expect(said[0]).toMatch(/^good failed (internal|disk_full)$/)
  })
})

test('a slice that fails leaves nothing of it staged', async () => {
  const halves = streamOf('halves', goods, null, {
    source: {
      host: 'wb-common',
      paths: [],
      async *read() {
        yield 1
        throw new LoadError('server', 'down')
      },
    },
  })
  const { said, log } = await words([
    stepOf('halves', 'main', halves),
    stepOf('good', 'main', streamOf('good', prices)),
  ])
  expect(said).toEqual(['halves failed server', 'good done -'])
  expect(log).toEqual(['discarded halves'])
})
