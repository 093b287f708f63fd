import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LoadError } from './errors.ts'
import { type Bucket, type Limits, limits, type Memory, type Pause } from './limits.ts'

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

/** A caller that writes down when its turns come, in ms since the start. */
function caller(of: Limits, patience = 120_000) {
  const started = performance.now()
  const gone: Gone[] = []
  const errors: LoadError[] = []
  const abort = new AbortController()
  const ask = (name: string, buckets: readonly Bucket[], client = 'shop') =>
    of.take({ buckets, client, signal: abort.signal, patience }).then(
      release => {
        gone.push({ at: performance.now() - started, client, name, release })
      },
      error => {
        errors.push(error)
      },
    )
  return { ask, gone, errors, abort, times: () => gone.map(({ at }) => at) }
}

/** The most instants that lie in any stretch of so many ms. */
function busiest(times: readonly number[], window: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(0, ...sorted.map(from => sorted.filter(at => at >= from && at - from < window).length))
}

const slow: Bucket = { name: 'slow', every: 1000 }
const account: Bucket = { name: 'account', every: 25, burst: 5 }

test('requests of one client go one in `every` ms, after a burst', async () => {
  const { ask, times } = caller(limits())
  for (let n = 0; n < 8; n++) void ask('page', [account])
  await vi.advanceTimersByTimeAsync(1000)
  expect(times()).toEqual([0, 0, 0, 0, 0, 25, 50, 75])
})

test('pace divides the distances', async () => {
  const { ask, times } = caller(limits({ pace: 10 }))
  for (let n = 0; n < 3; n++) void ask('page', [slow])
  await vi.advanceTimersByTimeAsync(1000)
  expect(times()).toEqual([0, 100, 200])
})

test('a method that waits for its own bucket holds up no other method of the account', async () => {
  const { ask, gone } = caller(limits())
  for (let n = 0; n < 3; n++) void ask('funnel', [slow, account])
  for (let n = 0; n < 3; n++) void ask('page', [{ name: 'page', every: 0 }, account])
  await vi.advanceTimersByTimeAsync(100)
  expect(gone.map(({ name }) => name)).toEqual(['funnel', 'page', 'page', 'page'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(gone.filter(({ name }) => name === 'funnel').map(({ at }) => at)).toEqual([0, 1000, 2000])
})

test('P15: two shops with one client id share its buckets, other clients have their own', async () => {
  const shared = limits()
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
  const { ask, gone } = caller(limits())
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
    const of = limits({ pace: 60 })
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
    const of = limits()
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
    const of = limits()
    const { ask, errors } = caller(of)
    of.pause(slow, 'shop', 10, true)
    await ask('page', [slow])
    expect(errors[0]?.kind).toBe('later')
    await vi.advanceTimersByTimeAsync(10)
    await expect(ask('page', [slow])).resolves.toBeUndefined()
    expect(errors).toHaveLength(1)
  })
})

test('who is stopped while waiting leaves the queue with `cancelled`, and those behind move up', async () => {
  const of = limits()
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
      const { ask, gone } = caller(limits({ pace }))
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
    const of = limits()
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
    const of = limits({ pace: 10 })
    const { ask, times } = caller(of)
    const five: Bucket = { name: 'five', every: 1000, burst: 5 }
    of.owe(five, 'shop', 4, performance.now())
    of.owe(five, 'shop', 0, performance.now())
    for (let n = 0; n < 3; n++) void ask('page', [five])
    await vi.advanceTimersByTimeAsync(1000)
    expect(times()).toEqual([0, 100, 200])
  })
})

test('a bucket whose own distance is beyond the patience sends away who would have to wait for it', async () => {
  const of = limits({ pace: 60 })
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
      const of = limits()
      const bucket: Bucket = { name: 'strict', every: 400, burst, strict: true }
      const { signal } = new AbortController()
      const arrived: number[] = []
      const started = performance.now()
      const all = (async () => {
        // One after another, as the pages of a stream are.
        for (const { there, back } of ways) {
          const release = await of.take({ buckets: [bucket], client: 'a', signal, patience: 120_000 })
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

test('a strict bucket with slack counts from the request, and holds back only behind an answer that was long under way', async () => {
  const of = limits()
  const bucket: Bucket = { name: 'slack', every: 65_000, strict: true, slack: 2_500 }
  const { signal } = new AbortController()
  const began: number[] = []
  const started = performance.now()
  const all = (async () => {
    for (const way of [150, 2_500, 4_000, 0]) {
      const release = await of.take({ buckets: [bucket], client: 'a', signal, patience: 120_000 })
      began.push(performance.now() - started)
      await new Promise(resolve => setTimeout(resolve, way))
      release(performance.now())
    }
  })()
  await vi.advanceTimersByTimeAsync(300_000)
  await all
  expect(began).toEqual([0, 65_000, 130_000, 196_500])
})

describe('a bucket of hours', () => {
  const HOUR = 3_600_000
  const hourly: Bucket = { name: 'hourly', every: HOUR, burst: 2, strict: true }
  const ask = (of: Limits, bucket: Bucket) =>
    of.take({ buckets: [bucket], client: 'a', signal: new AbortController().signal, patience: 120_000 })

  /** A file of pauses, in memory. */
  function notebook() {
    const kept = new Map<string, Pause>()
    const memory: Memory = {
      get: (bucket, client) => kept.get(`${bucket} ${client}`) ?? null,
      set: (bucket, client, pause) => void kept.set(`${bucket} ${client}`, pause),
    }
    return { kept, memory }
  }

  test('is shut for the next process too, and opens when it would have', async () => {
    const { memory } = notebook()
    const first = limits({ memory })
    for (let times = 0; times < 2; times += 1) (await ask(first, hourly))(performance.now())
    const second = limits({ memory })
    await expect(ask(second, hourly)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    await vi.advanceTimersByTimeAsync(HOUR)
    await ask(limits({ memory }), hourly)
    // One came back in an hour, not two.
    const third = limits({ memory })
    await expect(ask(third, hourly)).rejects.toMatchObject({ kind: 'later' })
  })

  test('is not remembered where it opens in a moment', async () => {
    const { kept, memory } = notebook()
    const of = limits({ memory })
    await ask(of, { name: 'brief', every: 1000 })
    of.pause({ name: 'asked for', every: 1000 }, 'a', 5 * HOUR, true)
    expect([...kept.keys()]).toEqual(['asked for a'])
  })

  test('that cannot be noted is kept all the same', async () => {
    const { memory } = notebook()
    const of = limits({
      memory: {
        ...memory,
        set: () => {
          throw new Error('disk full')
        },
      },
    })
    ;(await ask(of, hourly))(performance.now())
    await ask(of, hourly)
    await expect(ask(of, hourly)).rejects.toMatchObject({ kind: 'later' })
  })

  describe.each([
    ['in the same process', false],
    ['after a restart', true],
  ] as const)('that the marketplace shut, %s,', (_, restart) => {
    const seconds: Bucket = { name: 'seconds', every: 1000, burst: 3 }
    const again = (of: Limits, memory: Memory) => (restart ? limits({ memory }) : of)

    test('is asked again when a person wants to know, and at its own distance', async () => {
      const { kept, memory } = notebook()
      const before = limits({ memory })
      const now = performance.now()
      before.pause(seconds, 'a', 5 * HOUR, true)
      before.owe(seconds, 'a', 2, now + 5 * HOUR)
      before.pause(seconds, 'b', 5 * HOUR, true)
      const of = again(before, memory)
      await expect(ask(of, seconds)).rejects.toMatchObject({ kind: 'later', until: Date.now() + 5 * HOUR })
      of.lift('a')
      ;(await ask(of, seconds))(performance.now())
      expect(kept.get('seconds a')?.open).toBeLessThanOrEqual(Date.now())
      expect(kept.get('seconds b')?.open).toBeGreaterThan(Date.now())
      const other = { buckets: [seconds], client: 'b', signal: new AbortController().signal, patience: 0 }
      await expect(of.take(other)).rejects.toMatchObject({ until: Date.now() + 5 * HOUR })
      await expect(ask(limits({ memory }), seconds)).resolves.toBeTypeOf('function')
    })

    test('for no longer than the distance of the method itself stays shut: asking again would break a rule', async () => {
      const { memory } = notebook()
      const before = limits({ memory })
      const rare: Bucket = { name: 'rare', every: 4 * HOUR }
      before.pause(rare, 'a', 3 * HOUR, true)
      before.owe(rare, 'a', 0, performance.now() + 3 * HOUR)
      const of = again(before, memory)
      of.lift('a')
      await expect(ask(of, rare)).rejects.toMatchObject({ kind: 'later', until: Date.now() + 3 * HOUR })
    })

    test('keeps a distance of its own that is longer than anybody waits', async () => {
      const { memory } = notebook()
      const before = limits({ memory })
      for (let times = 0; times < 2; times += 1) (await ask(before, hourly))(performance.now())
      const of = again(before, memory)
      of.lift('a')
      await expect(ask(of, hourly)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    })

    test('a second time keeps the distance to what was asked between the two', async () => {
      const { memory } = notebook()
      const before = limits({ memory })
      const single: Bucket = { name: 'single', every: HOUR }
      const shut = () => {
        before.pause(single, 'a', 3 * HOUR, true)
        before.owe(single, 'a', 0, performance.now() + 3 * HOUR)
      }
      shut()
      await vi.advanceTimersByTimeAsync(3 * HOUR)
      ;(await ask(before, single))(performance.now())
      shut()
      before.lift('a')
      await expect(ask(before, single)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    })

    test('is believed for a day at most', async () => {
      const { kept, memory } = notebook()
      const before = limits({ memory })
      before.pause(seconds, 'a', 999_999_999_000)
      before.owe(seconds, 'a', 2, performance.now() + 999_999_999_000)
      expect(kept.get('seconds a')?.open).toBe(Date.now() + 24 * HOUR)
      const of = again(before, memory)
      await expect(ask(of, seconds)).rejects.toMatchObject({ until: Date.now() + 24 * HOUR })
      await vi.advanceTimersByTimeAsync(24 * HOUR)
      await ask(of, seconds)
    })
  })

  test('that was noted by a clock of another year is shut for a day', async () => {
    const { memory } = notebook()
    memory.set('brief', 'a', { open: Date.UTC(2056, 0, 1), asked: true })
    const of = limits({ memory })
    const brief = { name: 'brief', every: 1000 }
    await expect(ask(of, brief)).rejects.toMatchObject({ until: Date.now() + 24 * HOUR })
    await vi.advanceTimersByTimeAsync(24 * HOUR)
    await ask(of, brief)
  })
})
