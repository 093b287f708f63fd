import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ozon } from '../../ozon/api.ts'
import { LoadError } from '../errors.ts'
import { accessTokens } from './access-tokens.ts'
import type { AccessToken, MarketplaceApi } from './marketplace-api.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null } as const
const ask = () => Promise.reject(new Error('asked'))
const LIFE = 1_000

/** Token requests that the test answers: the n-th is resolved by the index n. */
function desk(life = LIFE) {
  const orders: { give(): AccessToken; refuse(error: unknown): void }[] = []
  const api: MarketplaceApi = {
    ...ozon,
    fetchToken: () => {
      const { promise, resolve, reject } = Promise.withResolvers<AccessToken>()
      const number = orders.length
      const give = () => {
        const pass: AccessToken = { headers: { number: String(number) }, secrets: [], life }
        resolve(pass)
        return pass
      }
      orders.push({ give, refuse: reject })
      return promise
    },
  }
  const passOf = accessTokens(api)
  const want = (
    refused: AccessToken | null = null,
    signal = new AbortController().signal,
    secret = 'secret',
  ) =>
    passOf({
      host: 'ozon-performance',
      account: { client: '1', secrets: [secret] },
      keys,
      ask,
      signal,
      refused,
    }).then(
      pass => pass,
      error => error,
    )
  return { orders, want }
}
const settled = () => vi.advanceTimersByTimeAsync(0)
const cancelled = () => new LoadError('cancelled', 'stopped')

describe('a pass', () => {
  test('is asked for once by all who need it, and given out until its life is over', async () => {
    const { orders, want } = desk()
    const both = [want(), want()]
    await settled()
    orders[0]?.give()
    const [one, other] = await Promise.all(both)
    expect(one.headers).toEqual({ number: '0' })
    expect(other.headers).toEqual(one.headers)
    await vi.advanceTimersByTimeAsync(LIFE - 1)
    expect((await want()).headers).toEqual({ number: '0' })
    await vi.advanceTimersByTimeAsync(1)
    const next = want()
    await settled()
    orders[1]?.give()
    expect((await next).headers).toEqual({ number: '1' })
    expect(orders).toHaveLength(2)
  })

  test('of other keys is another one', async () => {
    const { orders, want } = desk()
    const both = [want(), want(null, undefined, 'other')]
    await settled()
    for (const order of orders) order.give()
    const got = await Promise.all(both)
    expect(got.map(({ headers }) => headers.number)).toEqual(['0', '1'])
  })

  test('that was refused is asked for anew, by all whom it was refused, once', async () => {
    const { orders, want } = desk()
    const first = want()
    await settled()
    orders[0]?.give()
    const spoilt = await first
    const both = [want(spoilt), want(spoilt)]
    await settled()
    expect(orders).toHaveLength(2)
    orders[1]?.give()
    for (const { headers } of await Promise.all(both)) expect(headers).toEqual({ number: '1' })
    expect((await want(spoilt)).headers).toEqual({ number: '1' })
    expect(orders).toHaveLength(2)
  })

  test('that never runs out is not kept: it is the key itself', async () => {
    const { orders, want } = desk(Number.POSITIVE_INFINITY)
    const first = want()
    await settled()
    orders[0]?.give()
    await first
    await settled()
    const second = want()
    await settled()
    expect(orders).toHaveLength(2)
    orders[1]?.give()
    expect((await second).headers).toEqual({ number: '1' })
  })
})

describe('a pass that could not be had', () => {
  test('is told to all who waited for it, and asked for again by the next', async () => {
    const { orders, want } = desk()
    const both = [want(), want()]
    await settled()
    const refusal = new LoadError('bad_key', 'no')
    orders[0]?.refuse(refusal)
    expect(await Promise.all(both)).toEqual([refusal, refusal])
    const next = want()
    await settled()
    orders[1]?.give()
    expect((await next).headers).toEqual({ number: '1' })
    expect(orders).toHaveLength(2)
  })

  test('because another session was stopped is asked for by one of those that go on', async () => {
    const { orders, want } = desk()
    const asks = want()
    const waits = [want(), want()]
    await settled()
    orders[0]?.refuse(cancelled())
    expect(await asks).toMatchObject({ kind: 'cancelled' })
    await settled()
    expect(orders).toHaveLength(2)
    orders[1]?.give()
    for (const { headers } of await Promise.all(waits)) expect(headers).toEqual({ number: '1' })
  })

  test('is not asked for by a session that was stopped itself', async () => {
    const { orders, want } = desk()
    const stopped = AbortSignal.abort()
    const both = [want(), want(null, stopped)]
    await settled()
    orders[0]?.refuse(cancelled())
    expect(await Promise.all(both)).toEqual([cancelled(), cancelled()])
    expect(orders).toHaveLength(1)
  })

  test('for a reason that is none of the marketplace’s is told as it is', async () => {
    const { orders, want } = desk()
    const both = [want(), want()]
    await settled()
    const defect = new TypeError('a defect')
    orders[0]?.refuse(defect)
    expect(await Promise.all(both)).toEqual([defect, defect])
    expect(orders).toHaveLength(1)
  })
})
