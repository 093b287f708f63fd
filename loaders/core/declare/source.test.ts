import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { LoadError } from '../errors.ts'
import type { Slice } from './slices.ts'
import { isFromMarketplace, post, type StreamContext, withFallback } from './source.ts'

const NOW = Date.parse('2026-11-18T09:00:00Z')
const HOUR = 3_600_000
const Page = z.object({ rows: z.array(z.number()) })
type Page = z.output<typeof Page>
const of = (path: string) =>
  post('ozon-seller')(path, {
    shape: Page,
    body: () => ({ page: 1 }),
    next: (page: Page, body) => (page.rows.length < 2 ? null : { page: body.page + 1 }),
  })
const source = withFallback(of('/new'), of('/old'), page => page.rows.length > 0, ['token_type'])
const slice: Slice = { window: 'since', from: '2026-11-18', to: '2026-11-18', ids: [], open: true }

const refusal = (answer: string) =>
  new LoadError('obsolete', '404', {
    captured: { host: '', method: 'POST', path: '', query: null, body: null, status: 404, answer },
  })
/** An error of the marketplace itself, and the page of a gateway. */
const OWN = refusal('{"code":5,"message":"obsolete method, use a newer version"}')
const PAGE = refusal('<html><h1>404 Not Found</h1></html>')

/** A shop whose two methods give the answers of the test in order; `later` lets hours pass. */
function shop() {
  const notes = new Map<string, string>()
  let now = NOW
  let written = 0
  return {
    notes,
    written: () => written,
    later: (hours: number) => {
      now += hours * HOUR
    },
    async read(answers: { readonly current: unknown[]; readonly older: unknown[] }) {
      const left = { '/new': [...answers.current], '/old': [...answers.older] }
      const asked: string[] = []
      const said: unknown[] = []
      const context: StreamContext = {
        json: async ({ path }, shape) => {
          asked.push(path)
          const answer = left[path as keyof typeof left].shift()
          if (answer instanceof Error) throw answer
          return shape.parse({ rows: answer })
        },
        bytes: () => Promise.reject(new Error('no bytes')),
        state: {
          get: async key => notes.get(key) ?? null,
          set: async (key, value) => {
            written += 1
            if (value === null) notes.delete(key)
            else notes.set(key, value)
          },
        },
        runLocal: of => of.initial(),
        exclusive: async (_, work) => work(),
        wait: async () => {},
        unmapped: () => {},
        notice: word => said.push(word),
        hasRows: async () => false,
        now: () => now,
      }
      const rows: number[] = []
      let error: unknown = null
      try {
        for await (const page of source.read(context, slice)) rows.push(...page.rows)
      } catch (thrown) {
        error = thrown
      }
      return { rows, asked, said, error }
    },
  }
}
const NOTICE = { word: 'older_method', details: { method: '/new' } }

describe('a method and the one before it', () => {
  test('the current one alone is asked while it answers, and nothing is remembered', async () => {
    const { read, written } = shop()
    expect(await read({ current: [[1]], older: [] })).toEqual({
      rows: [1],
      asked: ['/new'],
      said: [],
      error: null,
    })
    expect(written()).toBe(0)
  })

  test.each([
    ['the marketplace says so', OWN],
    ['a gateway does', PAGE],
  ])(
    'where the current one is gone and %s, the older one with rows is believed for a day, and a person is told',
    async (_, gone) => {
      const { read, later } = shop()
      const first = await read({ current: [gone], older: [[1]] })
      expect(first).toEqual({ rows: [1], asked: ['/new', '/old'], said: [NOTICE], error: null })
      expect((await read({ current: [], older: [[1]] })).asked).toEqual(['/old'])
      later(24 - 1 / HOUR)
      const second = await read({ current: [], older: [[2]] })
      expect(second).toEqual({ rows: [2], asked: ['/old'], said: [NOTICE], error: null })
      later(1 / HOUR)
      const third = await read({ current: [[3]], older: [] })
      expect(third).toEqual({ rows: [3], asked: ['/new'], said: [], error: null })
      expect((await read({ current: [[4]], older: [] })).asked).toEqual(['/new'])
    },
  )

  test('an older one that brings nothing is no witness: behind a gateway’s page the step fails in place of loading nothing', async () => {
    const { read, notes } = shop()
    const { error, rows } = await read({ current: [PAGE], older: [[]] })
    expect(error).toBe(PAGE)
    expect(rows).toEqual([])
    expect(notes.size).toBe(0)
  })

  test('where the marketplace itself says that the method is gone, nothing is nothing, and is not remembered', async () => {
    const { read, notes } = shop()
    expect(await read({ current: [OWN], older: [[]] })).toMatchObject({
      rows: [],
      error: null,
      said: [NOTICE],
    })
    expect(notes.size).toBe(0)
  })

  test('what older versions remembered for good, and what a clock far ahead did, is no memory', async () => {
    const { read, notes } = shop()
    notes.set('prefer', 'older')
    notes.set('older_until', '2056-11-18T09:00:00.000Z')
    expect((await read({ current: [[1]], older: [] })).asked).toEqual(['/new'])
    expect(notes.has('older_until')).toBe(false)
  })

  test('a remembered one that is gone as well leads back to the current one, which is remembered no more', async () => {
    const { read, notes } = shop()
    await read({ current: [OWN], older: [[1]] })
    const back = await read({ current: [[2]], older: [OWN] })
    expect(back).toMatchObject({ rows: [2], asked: ['/old', '/new'], error: null })
    expect(notes.size).toBe(0)
  })

  test.each([new LoadError('server', 'down'), new TypeError('no such field')])(
    'a current one that fails otherwise is not gone, and the older one is not asked: %s',
    async failure => {
      const { read, notes } = shop()
      expect(await read({ current: [failure], older: [[1]] })).toMatchObject({
        rows: [],
        asked: ['/new'],
        error: failure,
      })
      await read({ current: [OWN], older: [[1]] })
      const remembered = await read({ current: [[2]], older: [failure] })
      expect(remembered).toMatchObject({ rows: [], asked: ['/old'], error: failure })
      expect(notes.size).toBe(1)
    },
  )

  test('where the keys may not call the current one the other is asked, silently, with or without rows, and nothing is remembered', async () => {
    const { read, written } = shop()
    const shut = new LoadError('token_type', 'base token is not allowed', { captured: PAGE.captured })
    const asked = ['/new', '/old']
    expect(await read({ current: [shut], older: [[1]] })).toEqual({ rows: [1], asked, said: [], error: null })
    expect(await read({ current: [shut], older: [[]] })).toEqual({ rows: [], asked, said: [], error: null })
    expect(written()).toBe(0)
    expect((await read({ current: [[2]], older: [] })).asked).toEqual(['/new'])
    expect((await read({ current: [[1, 2], shut], older: [[1]] })).error).toBe(shut)
    expect((await read({ current: [new LoadError('no_plan', 'Jam')], older: [[1]] })).asked).toEqual(['/new'])
  })

  test('a remembered one that these keys may not call fails, and the current one is not asked', async () => {
    const { read } = shop()
    await read({ current: [OWN], older: [[1]] })
    const shut = new LoadError('token_type', 'no')
    expect(await read({ current: [[2]], older: [shut] })).toMatchObject({ asked: ['/old'], error: shut })
  })

  test('where both are gone the word is `obsolete`', async () => {
    const { read } = shop()
    expect((await read({ current: [OWN], older: [OWN] })).error).toBe(OWN)
  })

  test('a method that has answered a page is not gone: what comes then fails, and the older one is not asked', async () => {
    const { read } = shop()
    const { error, asked } = await read({ current: [[1, 2], PAGE], older: [[1]] })
    expect(error).toBe(PAGE)
    expect(asked).toEqual(['/new', '/new'])
  })
})

test.each([
  ['{"code":5}', true],
  ['[]', true],
  ['"gone"', false],
  ['<html>', false],
  ['', false],
])('a refusal that says %s is the marketplace’s own: %s', (answer, isOwn) => {
  expect(isFromMarketplace(refusal(answer))).toBe(isOwn)
})

test('a refusal of which nothing was kept is the marketplace’s own', () => {
  expect(isFromMarketplace(new LoadError('obsolete', 'gone'))).toBe(true)
})
