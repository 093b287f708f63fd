import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answering, json, openings } from '../../../tests/support/answers.ts'
import { ozon } from '../../ozon/api.ts'
import type { Request } from '../declare/source.ts'
import type { LoadError } from '../errors.ts'
import { addDays, moscowDay, startOfDay } from '../parse/time.ts'
import { httpClient } from './client.ts'
import type { MarketplaceApi } from './marketplace-api.ts'
import type { Bucket } from './rate-limiter.ts'
import type { HttpClientOptions, SessionOptions } from './session.ts'

const HOUR = 3_600_000
const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null } as const
const list: Request = { host: 'ozon-seller', method: 'POST', path: '/v1/list' }
const Page = z.object({ items: z.array(z.number()) })
const PAGE = { items: [1] }
const notes = { get: async () => null, set: async () => {} }

const { opened, serve } = openings()

interface Options extends Partial<HttpClientOptions>, Partial<SessionOptions> {
  readonly bucket?: Partial<Bucket>
}
type Said = readonly [status: number, body?: unknown, headers?: Record<string, string>]

/**
 * A session with a host that gives these answers in order, then good pages. The method has no limits but `bucket`; `heard` are the waits that it was asked
 * for. No jitter.
 */
async function asking(said: readonly Said[], { bucket, ...options }: Options = {}) {
  const answering: Answering = (response, _, index) => {
    const [status, body = {}, headers = {}] = said[index] ?? [200, PAGE]
    json(response, status, body, headers)
  }
  const server = await serve(answering)
  const buckets: MarketplaceApi['buckets'] = () => [{ name: 'own', every: 0, ...bucket }]
  const net = httpClient({
    api: { ...ozon, buckets },
    hosts: { 'ozon-seller': server.url, 'ozon-performance': server.url },
    pace: 1000,
    random: () => 0.5,
    ...options,
  })
  opened(net)
  const one = net.session({ keys, signal: new AbortController().signal, ...options })
  const heard: number[] = []
  const context = one.context(notes, ms => heard.push(ms))
  /** Returns `page`, or the cause of the error. */
  const ask = async (request = list): Promise<string> => {
    try {
      await context.json(request, Page)
      return 'page'
    } catch (error) {
      errors.push(error as LoadError)
      return (error as LoadError).kind
    }
  }
  const errors: LoadError[] = []
  /** Ms from now until the instant that the last error names. */
  const left = () => (errors.at(-1)?.until ?? Number.NaN) - Date.now()
  return { server, one, ask, heard, left }
}
const times = (count: number, ...said: Said): readonly Said[] => Array.from({ length: count }, () => said)

describe('a method that is asked to slow down', () => {
  test('pauses longer and longer while the marketplace names no time', async () => {
    const { ask, heard } = await asking(times(4, 429))
    expect(await ask()).toBe('page')
    expect(heard).toEqual([1, 2, 4, 8])
  })

  test('is not sped up where nobody said so', async () => {
    const { ask, heard } = await asking(times(1, 429), { pace: undefined as never, patience: 900 })
    expect(await ask()).toBe('later')
    expect(heard).toEqual([1000])
  })

  test('is patient to the millisecond, and then worth another run', async () => {
    const patient = await asking(times(99, 429), { patience: 3_000 })
    expect(await patient.ask()).toBe('later')
    expect(patient.heard).toEqual([1, 2, 4])
    const less = await asking(times(99, 429), { patience: 2_999 })
    expect(await less.ask()).toBe('later')
    expect(less.heard).toEqual([1, 2])
  })

  test.each([429, 503])('by a %i waits as long as the server asks, if it may', async status => {
    const patient = await asking(times(1, status, {}, { 'retry-after': '0.05' }), { patience: 50 })
    expect(await patient.ask()).toBe('page')
    expect(patient.heard).toEqual([50])
    const less = await asking(times(1, status, {}, { 'retry-after': '60' }), { patience: 30_000 })
    expect(await less.ask()).toBe('later')
    // No other request is sent meanwhile.
    expect(await less.ask()).toBe('later')
    expect(less.server.asked).toHaveLength(1)
  })

  test('by a failing server says so only where it was asked to wait', async () => {
    const silent = await asking(times(2, 500))
    expect(await silent.ask()).toBe('page')
    expect(silent.heard).toEqual([])
    const brief = await asking(times(1, 500, {}, { 'retry-after': '0.001' }))
    expect(await brief.ask()).toBe('page')
    expect(brief.heard).toEqual([1])
  })

  test('lets nothing go before the second is over in which nothing is left', async () => {
    const behind = async (header: string, options: Options) => {
      const { ask } = await asking([[200, PAGE, { 'ratelimit-remaining': header }]], options)
      return [await ask(), await ask()]
    }
    expect(await behind('0', { pace: 1, patience: 500 })).toEqual(['page', 'later'])
    expect(await behind('1', { pace: 1, patience: 500 })).toEqual(['page', 'page'])
    // One second, sped up, is waited out.
    expect(await behind('0', { pace: 100, patience: 500 })).toEqual(['page', 'page'])
  })
})

describe('what is left of a burst', () => {
  const sent = async (said: readonly Said[], bucket: Partial<Bucket>) => {
    const { ask, server } = await asking(said, { bucket: { every: HOUR, ...bucket }, pace: 1, attempts: 1 })
    for (let n = 0; n < 6; n += 1) await ask()
    return server.asked.length
  }
  const told = (remaining: string): readonly Said[] => [[200, PAGE, { 'x-ratelimit-remaining': remaining }]]

  test('is our own count while the marketplace says nothing else', async () => {
    expect(await sent([], { burst: 3 })).toBe(3)
    expect(await sent(told('2'), { burst: 3 })).toBe(3)
    expect(await sent(told('few'), { burst: 3 })).toBe(3)
  })

  test('is less where the marketplace says that another program asks too', async () => {
    expect(await sent(told('1'), { burst: 3 })).toBe(2)
    expect(await sent(told('0'), { burst: 3 })).toBe(1)
  })

  test('of a method without one is a request, an hour after the last', async () => {
    const { ask, left } = await asking(told('0'), { bucket: { every: HOUR }, pace: 1 })
    expect([await ask(), await ask()]).toEqual(['page', 'later'])
    expect(left()).toBeLessThanOrEqual(HOUR)
  })

  test.each([
    [200, 6],
    [399, 6],
    [400, 4],
    [404, 4],
    [499, 4],
    [500, 6],
  ])('behind a status %i is what a refusal counts for', async (status, count) => {
    expect(await sent([[status, PAGE]], { burst: 6, refusal: 3 })).toBe(count)
  })

  test('behind "too many" is one request, however many a refusal counts for', async () => {
    const said = times(1, 429, {}, { 'retry-after': '0.1' })
    const before = Date.now()
    const { ask, left, server } = await asking(said, {
      bucket: { every: HOUR, burst: 3, refusal: 9 },
      pace: 1,
    })
    expect([await ask(), await ask()]).toEqual(['page', 'later'])
    expect(server.asked).toHaveLength(2)
    // One hour after the end of the pause.
    expect(left() + Date.now()).toBeGreaterThanOrEqual(before + HOUR + 100)
    expect(left()).toBeLessThanOrEqual(HOUR + 100)
  })

  test('behind "too many" of a method without one is none before its hour is over', async () => {
    const said = times(1, 429, {}, { 'retry-after': '5' })
    const { ask, left } = await asking(said, { bucket: { every: HOUR }, pace: 1 })
    expect(await ask()).toBe('later')
    expect(left()).toBeLessThanOrEqual(HOUR)
    expect(left()).toBeGreaterThan(HOUR - 60_000)
  })

  test('is whole when the marketplace says that it will be, and no sooner', async () => {
    const headers = { 'x-ratelimit-retry': '0.01', 'x-ratelimit-reset': String((3 * HOUR) / 1000) }
    const { ask, left } = await asking(times(1, 429, {}, headers), {
      bucket: { every: HOUR, burst: 3 },
      pace: 1,
    })
    // Three requests in three hours: the first of them in one.
    expect(await ask()).toBe('later')
    expect(left()).toBeLessThanOrEqual(HOUR)
    expect(left()).toBeGreaterThan(HOUR - 60_000)
  })
})

describe('a method that is shut for long', () => {
  test('by a circuit that opened is asked by nobody, though they could wait', async () => {
    const { ask, heard, left, server } = await asking(times(1, 429, { message: 'Circle is open' }))
    expect(await ask()).toBe('later')
    // Five minutes, sped up.
    expect(heard).toEqual([300])
    expect(left()).toBeLessThanOrEqual(300)
    expect(await ask()).toBe('later')
    expect(server.asked).toHaveLength(1)
  })

  test('for the day opens at midnight in Moscow, whatever the pace', async () => {
    const { ask, left } = await asking(times(1, 429, { message: 'You have reached the daily limit' }))
    expect(await ask()).toBe('later')
    const midnight = Date.parse(startOfDay(addDays(moscowDay(Date.now()), 1)))
    expect(Math.abs(left() + Date.now() - midnight)).toBeLessThan(1_000)
  })

  test('opens when the server says, though the table knows of a pause', async () => {
    const { ask, heard } = await asking([[429, { message: 'Circle is open' }, { 'retry-after': '7' }]])
    expect(await ask()).toBe('later')
    expect(heard).toEqual([7_000])
  })

  test('is asked again by a person who wants to know', async () => {
    const { ask, one, server } = await asking(times(1, 429, {}, { 'retry-after': '10800' }))
    expect(await ask()).toBe('later')
    expect(await ask()).toBe('later')
    one.lift()
    expect(await ask()).toBe('page')
    expect(server.asked).toHaveLength(2)
  })

  test.each([
    [true, ['later', 'later']],
    [false, ['later', 'page']],
  ])('with all others (%s) or alone', async (everywhere, expected) => {
    const api: MarketplaceApi = {
      ...ozon,
      buckets: ({ path }) => [
        { name: path, every: 0 },
        { name: 'account', every: 0 },
      ],
      classify: () => ({ kind: 'rate', everywhere }),
    }
    const { ask } = await asking(times(1, 429, {}, { 'retry-after': '10800' }), { api })
    expect([await ask(), await ask({ ...list, path: '/v1/other' })]).toEqual(expected)
  })
})
