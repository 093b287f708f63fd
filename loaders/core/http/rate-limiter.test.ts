import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LoadError } from '../errors.ts'
import { type Bucket, type RateLimiter, rateLimiter } from './rate-limiter.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24) })
})
afterEach(() => {
  vi.useRealTimers()
})

interface Gone {
  readonly at: number
  readonly client: string
  readonly name: string
  readonly release: () => void
}

/** A caller that records when it is admitted, ms since the start. */
function caller(of: RateLimiter, patience = 120_000) {
  const started = performance.now()
  const gone: Gone[] = []
  const errors: LoadError[] = []
  const abort = new AbortController()
  const ask = (name: string, buckets: readonly Bucket[], client = 'shop') =>
    of.acquire({ buckets, client, signal: abort.signal, patience }).then(
      release => {
        gone.push({ at: performance.now() - started, client, name, release })
      },
      error => {
        errors.push(error)
      },
    )
  return { ask, gone, errors, abort, times: () => gone.map(({ at }) => at) }
}

/** The most instants within any window of so many ms. */
function busiest(times: readonly number[], window: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(0, ...sorted.map(from => sorted.filter(at => at >= from && at - from < window).length))
}

const slow: Bucket = { name: 'slow', every: 1000 }
const account: Bucket = { name: 'account', every: 25, burst: 5 }

test('requests of one client go one in `every` ms, after a burst', async () => {
  const { ask, times } = caller(rateLimiter())
  for (let n = 0; n < 8; n++) void ask('page', [account])
  await vi.advanceTimersByTimeAsync(1000)
  expect(times()).toEqual([0, 0, 0, 0, 0, 25, 50, 75])
})

test('pace divides the distances', async () => {
  const { ask, times } = caller(rateLimiter({ pace: 10 }))
  for (let n = 0; n < 3; n++) void ask('page', [slow])
  await vi.advanceTimersByTimeAsync(1000)
  expect(times()).toEqual([0, 100, 200])
})

test('a method that waits for its own bucket holds up no other method of the account', async () => {
  const { ask, gone } = caller(rateLimiter())
  for (let n = 0; n < 3; n++) void ask('funnel', [slow, account])
  for (let n = 0; n < 3; n++) void ask('page', [{ name: 'page', every: 0 }, account])
  await vi.advanceTimersByTimeAsync(100)
  expect(gone.map(({ name }) => name)).toEqual(['funnel', 'page', 'page', 'page'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(gone.filter(({ name }) => name === 'funnel').map(({ at }) => at)).toEqual([0, 1000, 2000])
})

test('P15: two shops with one client id share its buckets, other clients have their own', async () => {
  const shared = rateLimiter()
  const one = caller(shared)
  const two = caller(shared)
  void one.ask('page', [slow], '111')
  void two.ask('page', [slow], '111')
  void two.ask('page', [slow], '222')
  await vi.advanceTimersByTimeAsync(3000)
  expect(one.times()).toEqual([0])
  expect(two.gone.map(({ at, client }) => [at, client])).toEqual([
    [0, '222'],
    [1000, '111'],
  ])
})

test('in a serial bucket the next one goes when the one before has ended, in the order of asking', async () => {
  const serial: Bucket = { name: 'serial', every: 0, atOnce: 1 }
  const { ask, gone } = caller(rateLimiter())
  for (const name of ['first', 'second', 'third']) void ask(name, [serial])
  await vi.advanceTimersByTimeAsync(5000)
  expect(gone.map(({ name }) => name)).toEqual(['first'])
  gone[0]?.release()
  gone[0]?.release()
  await vi.advanceTimersByTimeAsync(1)
  expect(gone.map(({ name }) => name)).toEqual(['first', 'second'])
})

describe('a paused bucket', () => {
  test('lets nobody go before the pause is over, and other buckets of the client go on', async () => {
    const of = rateLimiter({ pace: 60 })
    const { ask, gone } = caller(of)
    of.pause(slow, 'shop', 30_000)
    of.pause(slow, 'shop', 10)
    void ask('paused', [slow, account])
    void ask('free', [account])
    await vi.advanceTimersByTimeAsync(29_999)
    expect(gone.map(({ name }) => name)).toEqual(['free'])
    await vi.advanceTimersByTimeAsync(1)
    expect(gone.map(({ name, at }) => [name, at])).toEqual([
      ['free', 0],
      ['paused', 30_000],
    ])
  })

  test('sends away with the instant at which it opens, those that wait too, when that is beyond their patience', async () => {
    const of = rateLimiter()
    const { ask, errors, gone } = caller(of)
    void ask('in time', [slow])
    void ask('waits already', [slow])
    of.pause(slow, 'shop', 3 * 3_600_000)
    await ask('comes later', [slow])
    expect(gone).toHaveLength(1)
    expect(errors.map(({ kind, until }) => [kind, until])).toEqual(
      Array(2).fill(['later', Date.UTC(2026, 10, 24, 3)]),
    )
  })

  test('that refuses sends away however short it is', async () => {
    const of = rateLimiter()
    const { ask, errors } = caller(of)
    of.pause(slow, 'shop', 1, true)
    await ask('page', [slow])
    expect(errors[0]?.kind).toBe('later')
    await vi.advanceTimersByTimeAsync(1)
    await expect(ask('page', [slow])).resolves.toBeUndefined()
    expect(errors).toHaveLength(1)
  })
})

test('who is stopped while waiting leaves the queue with `cancelled`, and those behind move up', async () => {
  const of = rateLimiter()
  const stopped = caller(of)
  const stays = caller(of)
  void stopped.ask('first', [slow])
  void stopped.ask('second', [slow])
  void stays.ask('third', [slow])
  stopped.abort.abort()
  await vi.advanceTimersByTimeAsync(1000)
  expect(stopped.errors.map(({ kind }) => kind)).toEqual(['cancelled'])
  expect(stays.times()).toEqual([1000])
  await stopped.ask('fourth', [slow])
  expect(stopped.errors).toHaveLength(2)
  expect(vi.getTimerCount()).toBe(0)
})

const oneBucket = fc.record({
  every: fc.integer({ min: 1, max: 400 }),
  burst: fc.integer({ min: 1, max: 6 }),
  pace: fc.constantFrom(1, 3, 60),
})
const arrivals = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 300 }), client: fc.constantFrom('a', 'b') }),
  {
    minLength: 1,
    maxLength: 60,
  },
)

test('P15: in any window no more requests of a client go than the bucket allows, and all of them go in order', async () => {
  const property = fc.asyncProperty(
    oneBucket,
    arrivals,
    fc.integer({ min: 1, max: 5000 }),
    async ({ every, burst, pace }, asked, window) => {
      const { ask, gone } = caller(rateLimiter({ pace }))
      const bucket: Bucket = { name: 'method', every, burst }
      for (const [index, { after, client }] of asked.entries()) {
        await vi.advanceTimersByTimeAsync(after)
        void ask(String(index), [bucket], client)
      }
      await vi.advanceTimersByTimeAsync(asked.length * every + 1000)
      for (const client of ['a', 'b']) {
        const of = gone.filter(one => one.client === client)
        const expected = asked.flatMap((one, index) => (one.client === client ? [String(index)] : []))
        expect(of.map(({ name }) => name)).toEqual(expected)
        const most = burst + Math.floor((window * pace) / every + 1e-6)
        expect(
          busiest(
            of.map(({ at }) => at),
            window,
          ),
        ).toBeLessThanOrEqual(most)
      }
    },
  )
  await fc.assert(property, { numRuns: 60 })
})

describe('what the marketplace counts and we do not', () => {
  test('a refusal that counts for more holds back as many', async () => {
    const of = rateLimiter()
    const { ask, times } = caller(of)
    const five: Bucket = { name: 'five', every: 100, burst: 5 }
    void ask('first', [five])
    await vi.advanceTimersByTimeAsync(0)
    of.spend(five, 'shop', 3)
    for (let n = 0; n < 3; n++) void ask('next', [five])
    await vi.advanceTimersByTimeAsync(1000)
    expect(times()).toEqual([0, 0, 100, 200])
  })

  test('requests of another program are taken from the burst, and never given back', async () => {
    const of = rateLimiter({ pace: 10 })
    const { ask, times } = caller(of)
    const five: Bucket = { name: 'five', every: 1000, burst: 5 }
    of.setRemaining(five, 'shop', 4, performance.now())
    of.setRemaining(five, 'shop', 0, performance.now())
    for (let n = 0; n < 3; n++) void ask('page', [five])
    await vi.advanceTimersByTimeAsync(1000)
    expect(times()).toEqual([0, 100, 200])
  })
})

test('a bucket whose own distance is beyond the patience sends away who would have to wait for it', async () => {
  const of = rateLimiter({ pace: 60 })
  const { ask, times, errors } = caller(of)
  const hours: Bucket = { name: 'hours', every: 3_600_000 }
  void ask('first', [hours, account])
  await ask('second', [hours, account])
  expect(errors.map(({ kind, until }) => [kind, until])).toEqual([['later', Date.now() + 60_000]])
  await vi.advanceTimersByTimeAsync(60_000)
  await ask('third', [hours, account])
  expect(times()).toEqual([0, 60_000])
})

test('P15: a strict bucket keeps its limit at the far end, however long each request is on its way', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.record({ there: fc.integer({ min: 0, max: 900 }), back: fc.integer({ min: 0, max: 900 }) }), {
      minLength: 2,
      maxLength: 25,
    }),
    async (burst, ways) => {
      const of = rateLimiter()
      const bucket: Bucket = { name: 'strict', every: 400, burst, strict: true }
      const { signal } = new AbortController()
      const arrived: number[] = []
      const started = performance.now()
      const all = (async () => {
        // One after another, as the pages of a stream are requested.
        for (const { there, back } of ways) {
          const release = await of.acquire({ buckets: [bucket], client: 'a', signal, patience: 120_000 })
          await new Promise(resolve => setTimeout(resolve, there))
          arrived.push(performance.now() - started)
          await new Promise(resolve => setTimeout(resolve, back))
          release(performance.now())
        }
      })()
      await vi.advanceTimersByTimeAsync(ways.length * 2300)
      await all
      let left = burst
      for (const [index, at] of arrived.entries()) {
        left = Math.min(burst, left + (at - (arrived[index - 1] ?? at)) / 400) - 1
        expect(left).toBeGreaterThanOrEqual(-1e-6)
      }
    },
  )
  await fc.assert(property, { numRuns: 100 })
})

test.each([
  [1, [0, 65_000, 130_000, 196_500]],
  [5, [0, 13_000, 28_000, 44_500]],
])(
  'a strict bucket with slack counts from the request, and holds back only behind an answer that was long under way, at a pace of %i',
  async (pace, expected) => {
    const of = rateLimiter({ pace })
    const bucket: Bucket = { name: 'slack', every: 65_000, strict: true, slack: 2_500 }
    const { signal } = new AbortController()
    const began: number[] = []
    const started = performance.now()
    const all = (async () => {
      for (const way of [150, 2_500, 4_000, 0]) {
        const release = await of.acquire({ buckets: [bucket], client: 'a', signal, patience: 120_000 })
        began.push(performance.now() - started)
        await new Promise(resolve => setTimeout(resolve, way))
        release(performance.now())
      }
    })()
    await vi.advanceTimersByTimeAsync(300_000)
    await all
    expect(began).toEqual(expected)
  },
)
