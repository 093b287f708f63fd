import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Bucket, type Pause, type PauseStore, type RateLimiter, rateLimiter } from './rate-limiter.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24) })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a bucket of hours', () => {
  const HOUR = 3_600_000
  const hourly: Bucket = { name: 'hourly', every: HOUR, burst: 2, strict: true }
  const ask = (of: RateLimiter, bucket: Bucket) =>
    of.acquire({ buckets: [bucket], client: 'a', signal: new AbortController().signal, patience: 120_000 })

  /** A pause store in memory. */
  function notebook() {
    const kept = new Map<string, Pause>()
    const pauseStore: PauseStore = {
      get: (bucket, client) => kept.get(`${bucket} ${client}`) ?? null,
      set: (bucket, client, pause) => void kept.set(`${bucket} ${client}`, pause),
    }
    return { kept, pauseStore }
  }

  test('is shut for the next process too, and opens when it would have', async () => {
    const { pauseStore } = notebook()
    const first = rateLimiter({ pauseStore })
    for (let times = 0; times < 2; times += 1) (await ask(first, hourly))(performance.now())
    const second = rateLimiter({ pauseStore })
    await expect(ask(second, hourly)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    await vi.advanceTimersByTimeAsync(HOUR)
    await ask(rateLimiter({ pauseStore }), hourly)
    // One token is back in an hour, not two.
    const third = rateLimiter({ pauseStore })
    await expect(ask(third, hourly)).rejects.toMatchObject({ kind: 'later' })
  })

  test('is not remembered where it opens in a moment', async () => {
    const { kept, pauseStore } = notebook()
    const of = rateLimiter({ pauseStore })
    await ask(of, { name: 'brief', every: 1000 })
    of.pause({ name: 'asked for', every: 1000 }, 'a', 5 * HOUR, true)
    expect([...kept.keys()]).toEqual(['asked for a'])
  })

  test('that cannot be noted is kept all the same', async () => {
    const { pauseStore } = notebook()
    const of = rateLimiter({
      pauseStore: {
        ...pauseStore,
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
    const again = (of: RateLimiter, pauseStore: PauseStore) => (restart ? rateLimiter({ pauseStore }) : of)

    test('is asked again when a person wants to know, and at its own distance', async () => {
      const { kept, pauseStore } = notebook()
      const before = rateLimiter({ pauseStore })
      const now = performance.now()
      before.pause(seconds, 'a', 5 * HOUR, true)
      before.setRemaining(seconds, 'a', 2, now + 5 * HOUR)
      before.pause(seconds, 'b', 5 * HOUR, true)
      const of = again(before, pauseStore)
      await expect(ask(of, seconds)).rejects.toMatchObject({ kind: 'later', until: Date.now() + 5 * HOUR })
      of.lift('a')
      ;(await ask(of, seconds))(performance.now())
      expect(kept.get('seconds a')?.open).toBeLessThanOrEqual(Date.now())
      expect(kept.get('seconds b')?.open).toBeGreaterThan(Date.now())
      const other = { buckets: [seconds], client: 'b', signal: new AbortController().signal, patience: 0 }
      await expect(of.acquire(other)).rejects.toMatchObject({ until: Date.now() + 5 * HOUR })
      await expect(ask(rateLimiter({ pauseStore }), seconds)).resolves.toBeTypeOf('function')
    })

    test('for no longer than the distance of the method itself stays shut: asking again would break a rule', async () => {
      const { pauseStore } = notebook()
      const before = rateLimiter({ pauseStore })
      const rare: Bucket = { name: 'rare', every: 4 * HOUR }
      before.pause(rare, 'a', 3 * HOUR, true)
      before.setRemaining(rare, 'a', 0, performance.now() + 3 * HOUR)
      const of = again(before, pauseStore)
      of.lift('a')
      await expect(ask(of, rare)).rejects.toMatchObject({ kind: 'later', until: Date.now() + 3 * HOUR })
    })

    test('keeps a distance of its own that is longer than anybody waits', async () => {
      const { pauseStore } = notebook()
      const before = rateLimiter({ pauseStore })
      for (let times = 0; times < 2; times += 1) (await ask(before, hourly))(performance.now())
      const of = again(before, pauseStore)
      of.lift('a')
      await expect(ask(of, hourly)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    })

    test('a second time keeps the distance to what was asked between the two', async () => {
      const { pauseStore } = notebook()
      const before = rateLimiter({ pauseStore })
      const single: Bucket = { name: 'single', every: HOUR }
      const shut = () => {
        before.pause(single, 'a', 3 * HOUR, true)
        before.setRemaining(single, 'a', 0, performance.now() + 3 * HOUR)
      }
      shut()
      await vi.advanceTimersByTimeAsync(3 * HOUR)
      ;(await ask(before, single))(performance.now())
      shut()
      before.lift('a')
      await expect(ask(before, single)).rejects.toMatchObject({ kind: 'later', until: Date.now() + HOUR })
    })

    test('is believed for a day at most', async () => {
      const { kept, pauseStore } = notebook()
      const before = rateLimiter({ pauseStore })
      before.pause(seconds, 'a', 999_999_999_000)
      before.setRemaining(seconds, 'a', 2, performance.now() + 999_999_999_000)
      expect(kept.get('seconds a')?.open).toBe(Date.now() + 24 * HOUR)
      const of = again(before, pauseStore)
      await expect(ask(of, seconds)).rejects.toMatchObject({ until: Date.now() + 24 * HOUR })
      await vi.advanceTimersByTimeAsync(24 * HOUR)
      await ask(of, seconds)
    })
  })

  test('that was noted by a clock of another year is shut for a day', async () => {
    const { pauseStore } = notebook()
    pauseStore.set('brief', 'a', { open: Date.UTC(2056, 0, 1), asked: true })
    const of = rateLimiter({ pauseStore })
    const brief = { name: 'brief', every: 1000 }
    await expect(ask(of, brief)).rejects.toMatchObject({ until: Date.now() + 24 * HOUR })
    await vi.advanceTimersByTimeAsync(24 * HOUR)
    await ask(of, brief)
  })

  test('is asked again after a restart by a person who wanted to know before anybody asked', async () => {
    const { kept, pauseStore } = notebook()
    const seconds: Bucket = { name: 'seconds', every: 1000 }
    rateLimiter({ pauseStore }).pause(seconds, 'a', 5 * HOUR, true)
    const of = rateLimiter({ pauseStore })
    of.lift('a')
    await expect(ask(of, seconds)).resolves.toBeTypeOf('function')
    expect(kept.get('seconds a')?.open).toBeLessThanOrEqual(Date.now())
  })

  test('that a person opened keeps its own distance over a restart', async () => {
    const { pauseStore } = notebook()
    const single: Bucket = { name: 'single', every: HOUR }
    const before = rateLimiter({ pauseStore })
    before.pause(single, 'a', 3 * HOUR, true)
    before.lift('a')
    await expect(ask(rateLimiter({ pauseStore }), single)).rejects.toMatchObject({ until: Date.now() + HOUR })
  })

  test('is as far from the next request after a restart as before it, at any pace', async () => {
    const { pauseStore } = notebook()
    const sped = { pauseStore, pace: 4 }
    const pair: Bucket = { name: 'pair', every: 8 * HOUR, burst: 2 }
    const before = rateLimiter(sped)
    for (let n = 0; n < 2; n += 1) await ask(before, pair)
    const of = rateLimiter(sped)
    await expect(ask(of, pair)).rejects.toMatchObject({ until: Date.now() + 2 * HOUR })
    await vi.advanceTimersByTimeAsync(2 * HOUR)
    await ask(of, pair)
    await expect(ask(of, pair)).rejects.toMatchObject({ until: Date.now() + 2 * HOUR })
  })

  test('is waited out to the end where the marketplace asked for it, and never for its own distance', async () => {
    const rest = Date.now() + 10_000
    for (const asked of [true, false]) {
      const { pauseStore } = notebook()
      pauseStore.set('hourly', 'a', { open: rest, asked })
      const turn = ask(rateLimiter({ pauseStore }), { name: 'hourly', every: HOUR })
      const told = turn.catch(error => error)
      await vi.advanceTimersByTimeAsync(asked ? 10_000 : 0)
      expect(await told).toEqual(
        asked ? expect.any(Function) : expect.objectContaining({ kind: 'later', until: rest }),
      )
      vi.setSystemTime(rest - 10_000)
    }
  })

  test('that was shut for less than its distance goes on one by one when a person wants to know', async () => {
    const of = rateLimiter()
    const pair: Bucket = { name: 'pair', every: 2 * HOUR, burst: 2 }
    of.pause(pair, 'a', 3 * HOUR, true)
    of.setRemaining(pair, 'a', 1, performance.now() + 3 * HOUR)
    of.lift('a')
    await vi.advanceTimersByTimeAsync(3 * HOUR)
    await ask(of, pair)
    await expect(ask(of, pair)).rejects.toMatchObject({ until: Date.now() + 2 * HOUR })
  })

  describe('is noted', () => {
    const [MINUTE, now] = [60_000, Date.UTC(2026, 10, 24)]
    const hours: Bucket = { name: 'hours', every: HOUR }
    const open = async (bucket: Bucket, work: (of: RateLimiter) => unknown, pace = 1) => {
      const { kept, pauseStore } = notebook()
      await vi.advanceTimersByTimeAsync(5 * HOUR)
      vi.setSystemTime(now)
      await work(rateLimiter({ pauseStore, pace }))
      return kept.get(`${bucket.name} a`) ?? null
    }

    test('as soon as a request goes, a refusal counts for more, or another program has spent it', async () => {
      const asked = false
      expect(await open(hours, of => ask(of, hours))).toEqual({ open: now + HOUR, asked })
      expect(await open(hours, of => of.spend(hours, 'a', 2))).toEqual({ open: now + 2 * HOUR, asked })
      expect(await open(hours, of => of.setRemaining(hours, 'a', 3, performance.now()))).toEqual({
        open: now + 3 * HOUR,
        asked,
      })
      const put = (of: RateLimiter) => of.setRemaining(hours, 'a', 1, performance.now() + HOUR)
      expect(await open(hours, put)).toEqual({ open: now + 2 * HOUR, asked: true })
    })

    test('anew by a person only where something was opened', async () => {
      const brief: Bucket = { name: 'brief', every: 1_000 }
      const lift = async (of: RateLimiter) => {
        await ask(of, brief)
        of.lift('a')
      }
      expect(await open(brief, lift)).toBeNull()
    })

    test('anew when the answer to a strict one comes late', async () => {
      const strict = { ...hours, strict: true }
      const late = async (of: RateLimiter) => {
        const release = await ask(of, strict)
        await vi.advanceTimersByTimeAsync(5_000)
        release(performance.now())
      }
      expect(await open(strict, late)).toEqual({ open: now + HOUR + 5_000, asked: false })
    })

    test('where it is further off than two minutes, as it would be at no pace', async () => {
      const two: Bucket = { name: 'two', every: 2 * MINUTE }
      expect(await open(two, of => ask(of, two))).toBeNull()
      expect(await open(two, of => ask(of, two), 4)).toBeNull()
      const more: Bucket = { name: 'more', every: 2 * MINUTE + 4 }
      expect(await open(more, of => ask(of, more))).not.toBeNull()
      expect(await open(more, of => ask(of, more), 4)).toEqual({ open: now + 30_001, asked: false })
    })
  })

  test.each([
    [60_000, 1, 0],
    [60_001, 1, 120_002],
    [HOUR, 60, 120_000],
  ])(
    'of two requests in twice %i ms, sped up %i times, is opened by a person in %i ms',
    async (every, pace, left) => {
      const { kept, pauseStore } = notebook()
      const of = rateLimiter({ pace, pauseStore })
      of.pause({ name: 'pair', every, burst: 2 }, 'a', 5 * HOUR, true)
      of.lift('a')
      expect(kept.get('pair a')?.open).toBe(Date.now() + left)
    },
  )
})
