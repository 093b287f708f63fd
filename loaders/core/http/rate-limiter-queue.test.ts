import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LoadError } from '../errors.ts'
import { type Bucket, type RateLimiter, type Release, rateLimiter } from './rate-limiter.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24) })
})
afterEach(() => {
  vi.useRealTimers()
})

const HOUR = 3_600_000
const PATIENCE = 120_000
const slow: Bucket = { name: 'slow', every: 1000 }

/** Callers in the order of asking: the instants (ms since the start) at which they were admitted, and the errors of the others. */
function asker(of: RateLimiter, patience = PATIENCE) {
  const abort = new AbortController()
  const went: number[] = []
  const releases: Release[] = []
  const errors: LoadError[] = []
  const started = performance.now()
  const ask = async (...buckets: readonly Bucket[]): Promise<void> => {
    try {
      releases.push(await of.acquire({ buckets, client: 'a', signal: abort.signal, patience }))
      went.push(performance.now() - started)
    } catch (error) {
      errors.push(error as LoadError)
    }
  }
  return { abort, ask, went, releases, errors }
}
const elapse = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('whoever waits', () => {
  test.each<[string, (of: RateLimiter) => void]>([
    ['a pause', of => of.pause(slow, 'a', HOUR)],
    ['requests that count for more', of => of.spend(slow, 'a', 3600)],
    ['what another program has spent', of => of.setRemaining(slow, 'a', 3600, performance.now())],
  ])('is sent away at once when %s takes longer than it is patient', async (_, put) => {
    const of = rateLimiter()
    const { ask, went, errors } = asker(of)
    void ask(slow)
    void ask(slow)
    await elapse(0)
    put(of)
    await elapse(0)
    expect(went).toEqual([0])
    expect(errors.map(({ kind }) => kind)).toEqual(['later'])
    expect(errors[0]?.until).toBeGreaterThanOrEqual(Date.now() + HOUR)
  })

  test('waits as long as its patience lasts, to the millisecond', async () => {
    const of = rateLimiter()
    const { ask, went, errors } = asker(of)
    of.pause(slow, 'a', PATIENCE)
    const owed: Bucket = { name: 'owed', every: 1000 }
    of.spend(owed, 'a', PATIENCE / 1000)
    const rare: Bucket = { name: 'rare', every: PATIENCE }
    void ask(rare)
    for (const bucket of [slow, owed, rare]) void ask(bucket)
    await elapse(PATIENCE)
    expect(errors).toEqual([])
    expect(went).toEqual([0, PATIENCE, PATIENCE, PATIENCE])
    of.pause(slow, 'a', PATIENCE + 1)
    await ask(slow)
    of.spend(owed, 'a', 1 + PATIENCE / 1000)
    await ask(owed)
    expect(errors.map(({ kind }) => kind)).toEqual(['later', 'later'])
  })

  test('waits for a pause that is told twice, the second time with a refusal', async () => {
    const of = rateLimiter()
    const { ask, went } = asker(of)
    of.pause(slow, 'a', 30_000)
    of.pause(slow, 'a', 30_000, true)
    void ask(slow)
    await elapse(30_000)
    expect(went).toEqual([30_000])
  })

  test('for several buckets goes when the last of them opens', async () => {
    const of = rateLimiter()
    const { ask, went } = asker(of)
    of.pause(slow, 'a', 300)
    const other: Bucket = { name: 'other', every: 0 }
    of.pause(other, 'a', 700)
    void ask(slow, other)
    void ask(slow)
    await elapse(300)
    // The second request waits behind the first at the bucket that both need.
    expect(went).toEqual([300])
    await elapse(1000)
    expect(went).toEqual([300, 1300])
  })

  test('is let go at once by a person who wants to know', async () => {
    const of = rateLimiter()
    const { ask, went } = asker(of)
    of.pause(slow, 'a', 60_000)
    void ask(slow)
    await elapse(10)
    of.lift('a')
    await elapse(0)
    expect(went).toEqual([10])
  })
})

test('a person who wants to know gets back no request that another program has spent', async () => {
  const of = rateLimiter()
  const { ask, went } = asker(of)
  const three: Bucket = { name: 'three', every: 1000, burst: 3 }
  of.setRemaining(three, 'a', 3, performance.now())
  of.lift('a')
  void ask(three)
  await elapse(1000)
  expect(went).toEqual([1000])
})

test('one timer is kept for all who wait, and none for those who wait for the end of another or for nobody', async () => {
  const of = rateLimiter()
  const { abort, ask, releases } = asker(of)
  const serial: Bucket = { name: 'serial', every: 0, atOnce: 1 }
  void ask(serial)
  void ask(serial)
  await elapse(0)
  expect(vi.getTimerCount()).toBe(0)
  releases[0]?.()
  await elapse(0)
  expect(releases).toHaveLength(2)
  for (let n = 0; n < 4; n += 1) void ask(slow)
  await elapse(0)
  expect(vi.getTimerCount()).toBe(1)
  abort.abort()
  await elapse(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('no listener stays behind on a signal that lives as long as a load', async () => {
  const of = rateLimiter()
  const { abort, ask, errors } = asker(of)
  await ask(slow)
  of.pause(slow, 'a', HOUR)
  await ask(slow)
  expect(errors).toHaveLength(1)
  expect(getEventListeners(abort.signal, 'abort')).toEqual([])
})

describe('a strict bucket', () => {
  const pair: Bucket = { name: 'pair', every: 1000, burst: 2, strict: true }

  test('counts all that is under way behind the answer that came', async () => {
    const of = rateLimiter()
    const { ask, went, releases } = asker(of)
    for (let n = 0; n < 3; n += 1) void ask(pair)
    await elapse(500)
    for (const release of releases.splice(0)) release(performance.now())
    await elapse(10_000)
    // Both may have arrived at 500: the next one goes a second later.
    expect(went).toEqual([0, 0, 1500])
  })

  test('counts from the request where no answer came, and any other bucket always', async () => {
    for (const [bucket, answered] of [
      [pair, undefined],
      [{ ...pair, strict: false }, 500],
    ] as const) {
      const of = rateLimiter()
      const { ask, went, releases } = asker(of)
      for (let n = 0; n < 3; n += 1) void ask(bucket)
      await elapse(500)
      for (const release of releases.splice(0)) release(answered)
      await elapse(10_000)
      expect(went).toEqual([0, 0, 1000])
    }
  })
})
