import { describe, expect, test } from 'vitest'
import { type Api, api } from '#contract/api.ts'
import type { Answer } from '#contract/rpc.ts'
import { callLimiter } from './call-limiter.ts'

/** An engine that answers on demand and counts the calls that reach it. */
function engine() {
  const open: { readonly name: string; readonly input: unknown; answer(value?: unknown): void }[] = []
  let most = 0
  let came = 0
  const ask = callLimiter(api, (name, input) => {
    came += 1
    return new Promise<Answer>(resolve => {
      const one = {
        name,
        input,
        answer(value: unknown = came) {
          open.splice(open.indexOf(one), 1)
          resolve({ ok: true, value })
        },
      }
      open.push(one)
      most = Math.max(most, open.length)
    })
  })
  const settle = () => new Promise(resolve => setImmediate(resolve))
  return {
    ask: (name: keyof Api | 'no.such', input?: unknown) => ask(name, input),
    open,
    came: () => came,
    most: () => most,
    settle,
    /** Answers calls until none arrive any more. */
    async finish() {
      for (await settle(); open.length > 0; await settle()) open[0]?.answer()
    },
  }
}
const overview = (day: number) => ({
  shopIds: null,
  from: '2026-01-01',
  to: new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10),
})
const kinds = (answers: readonly Answer[]) => answers.map(answer => (answer.ok ? 'ok' : answer.kind))

describe('calls of a page', () => {
  test('that ask the same while it waits are answered together', async () => {
    const { ask, finish, came } = engine()
    const all = Promise.all(Array.from({ length: 20_000 }, () => ask('sync.status', { shopId: 1 })))
    await finish()
    expect(new Set(kinds(await all))).toEqual(new Set(['ok']))
    expect(came()).toBeLessThan(20)
  })

  test('that ask different things run a few at a time, and beyond a bound are refused', async () => {
    const { ask, finish, most } = engine()
    const all = Promise.all(Array.from({ length: 1000 }, (_, day) => ask('overview.get', overview(day + 1))))
    await finish()
    const said = kinds(await all)
    expect(most()).toBeLessThan(20)
    expect(said.filter(kind => kind === 'ok').length).toBeGreaterThan(100)
    expect(said.filter(kind => kind === 'busy').length).toBeGreaterThan(100)
    expect(said.length).toBe(1000)
    // Then there is room again.
    const after = ask('overview.get', overview(1))
    await finish()
    expect(kinds([await after])).toEqual(['ok'])
  })

  test('never get an answer that is older than their question: one under way is not shared', async () => {
    const { ask, open, settle } = engine()
    const before = ask('settings.get')
    await settle()
    const changed = ask('settings.set', { language: 'en' })
    const after = ask('settings.get')
    await settle()
    expect(open.map(({ name }) => name)).toEqual(['settings.get', 'settings.set', 'settings.get'])
    for (const [index, one] of [...open].entries()) one.answer(index)
    expect(await Promise.all([before, changed, after])).toEqual([0, 1, 2].map(value => ({ ok: true, value })))
  })

  test('are asked anew once the equal one before has begun, whatever became of it', async () => {
    const { ask, finish, came } = engine()
    for (let index = 1; index <= 3; index += 1) {
      const one = ask('sync.status', { shopId: 1 })
      await finish()
      expect(await one).toEqual({ ok: true, value: index })
      expect(came()).toBe(index)
    }
    const many = Array.from({ length: 30 }, () => ask('sync.status', { shopId: 1 }))
    await finish()
    const last = ask('sync.status', { shopId: 1 })
    await finish()
    expect(new Set(kinds(await Promise.all(many)))).toEqual(new Set(['ok']))
    expect(await last).toEqual({ ok: true, value: came() })
    // The eight that started at once, one for those that waited, and the last.
    expect(came()).toBe(3 + 8 + 1 + 1)
  })

  test('on both sides of a change are not answered together, though both wait', async () => {
    const { ask, finish, came } = engine()
    const many = Array.from({ length: 8 }, (_, day) => ask('overview.get', overview(day + 1)))
    const before = ask('settings.get')
    const changed = ask('settings.set', { language: 'en' })
    const after = ask('settings.get')
    await finish()
    await Promise.all([...many, before, changed, after])
    expect(came()).toBe(11)
  })

  test('give their place free when the engine is gone', async () => {
    let came = 0
    const ask = callLimiter(api, () => {
      came += 1
      return Promise.reject(new Error('gone'))
    })
    for (let index = 0; index < 50; index += 1)
      await expect(ask('sync.status', { shopId: index })).rejects.toThrow('gone')
    expect(came).toBe(50)
  })

  test('that have not the form of a method go no further, and names that are none are left to the engine', async () => {
    const { ask, came, finish } = engine()
    expect(await ask('sync.status', { shopId: 'one' })).toEqual({
      ok: false,
      kind: 'bad_input',
      message: 'shopId',
    })
    expect(came()).toBe(0)
    const none = ask('no.such')
    await finish()
    expect(await none).toMatchObject({ ok: true })
  })
})

describe('the amount of a question', () => {
  const accepts = (name: keyof Api, input: unknown) => api[name].input.safeParse(input).success
  const of = (from: string, to: string, shopIds: unknown = null) =>
    accepts('overview.get', { shopIds, from, to })

  test('has bounds: shops, days, steps and words', () => {
    const many = Array.from({ length: 100_000 }, (_, id) => id)
    expect(accepts('coverage.get', { shopIds: many })).toBe(false)
    expect(accepts('coverage.get', { shopIds: many.slice(0, 200) })).toBe(true)
    expect(accepts('sync.start', { shopId: 1, steps: Array(1000).fill('ozon.orders') })).toBe(false)
    expect(accepts('shop.remove', { shopId: 1, name: 'x'.repeat(10_000) })).toBe(false)
  })

  test('names each shop once', () => {
    expect(api['coverage.get'].input.parse({ shopIds: [2, 1, 2] })).toEqual({ shopIds: [2, 1] })
  })

  test.for([
    ['2026-02-28', '2026-03-01', true],
    ['2024-02-29', '2024-02-29', true],
    ['2026-02-30', '2026-03-01', false],
    ['2026-13-01', '2026-13-02', false],
    ['2026-03-02', '2026-03-01', false],
    ['1000-01-01', '2999-12-31', false],
    ['2000-01-01', '2099-12-31', false],
    ['2020-01-01', '2029-12-31', true],
    ['0000-00-00', '9999-99-99', false],
  ] as const)('a period from %s to %s is taken: %s', ([from, to, taken]) => {
    expect(of(from, to)).toBe(taken)
  })
})
