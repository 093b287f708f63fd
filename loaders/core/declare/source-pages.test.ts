import { expect, test } from 'vitest'
import { z } from 'zod'
import { LoadError } from '../errors.ts'
import type { Slice } from './slices.ts'
import { get, mapPages, offset, post, type Request, type Source, type StreamContext } from './source.ts'

const Page = z.object({ rows: z.array(z.number()) })
type Page = z.output<typeof Page>
const slice: Slice = { window: 'since', from: '2026-11-18', to: '2026-11-18', ids: [], open: true }

/** Reads a source whose host gives these answers in order; returns the pages, the requests and the error. */
async function reading(source: Source<Page>, answers: readonly unknown[]) {
  const asked: Request[] = []
  const context = {
    json: async (request: Request, shape: z.ZodType) => {
      const answer = answers[asked.push(request) - 1]
      if (answer instanceof Error) throw answer
      return shape.parse({ rows: answer })
    },
  } as unknown as StreamContext
  const rows: number[] = []
  let error: unknown = null
  try {
    for await (const page of source.read(context, slice)) rows.push(...page.rows)
  } catch (thrown) {
    error = thrown
  }
  return { rows, error, asked }
}
const paged = post('ozon-seller')('/list', {
  shape: Page,
  body: ({ to }) => ({ to, limit: 2, offset: 0 }),
  next: offset((page: Page) => page.rows),
})

test('pages by offset are asked for until one is shorter than its limit', async () => {
  const { rows, asked } = await reading(paged, [[1, 2], [3, 4], [5]])
  expect(rows).toEqual([1, 2, 3, 4, 5])
  expect(asked.map(({ body }) => body)).toEqual([0, 2, 4].map(offset => ({ to: slice.to, limit: 2, offset })))
  expect(asked[0]).toMatchObject({ host: 'ozon-seller', method: 'POST', path: '/list' })
  expect((await reading(paged, [[]])).asked).toHaveLength(1)
})

test('where one answer is all, no other is asked for; a GET asks by its query', async () => {
  const one = get('wb-common')('/one', { shape: Page, body: () => ({ date: '2026-11-18' }) })
  const { rows, asked } = await reading(one, [[1, 2]])
  expect(rows).toEqual([1, 2])
  expect(asked).toEqual([{ host: 'wb-common', method: 'GET', path: '/one', query: { date: '2026-11-18' } }])
})

test('a cursor that comes back to where it was is an unfamiliar form, and no page is asked for twice', async () => {
  const ring = post('ozon-seller')('/ring', {
    shape: Page,
    body: () => ({ cursor: 0 }),
    next: (_: Page, body) => ({ cursor: (body.cursor + 1) % 3 }),
  })
  const { rows, error, asked } = await reading(ring, [[1], [2], [3], [4]])
  expect(error).toMatchObject({ kind: 'shape', message: '/ring: the cursor does not move' })
  expect(rows).toEqual([1, 2, 3])
  expect(asked).toHaveLength(3)
})

test('a page that comes twice on end is an unfamiliar form, however its offset moves; an equal one later is none', async () => {
  const { rows, error } = await reading(paged, [
    [1, 2],
    [1, 2],
    [3, 4],
  ])
  expect(error).toMatchObject({ kind: 'shape', message: '/list: the same page came twice' })
  expect(rows).toEqual([1, 2, 1, 2])
  const again = await reading(paged, [[1, 2], [3, 4], [1, 2], [5]])
  expect(again.error).toBeNull()
})

test('a refusal that means “nothing there” in its place ends the pages, and any other is thrown', async () => {
  const empty = post('ozon-seller')('/maybe', {
    shape: Page,
    body: () => ({ limit: 2, offset: 0 }),
    next: offset((page: Page) => page.rows),
    empty: (error, firstPage) => error.kind === 'bad_request' && firstPage,
  })
  const refused = new LoadError('bad_request', 'no')
  expect(await reading(empty, [refused])).toMatchObject({ rows: [], error: null })
  expect(await reading(empty, [[1, 2], refused])).toMatchObject({ rows: [1, 2], error: refused })
  const broken = new TypeError('no')
  expect((await reading(empty, [broken])).error).toBe(broken)
  expect((await reading(paged, [refused])).error).toBe(refused)
})

test('a source in the words of another asks the same', async () => {
  const doubled = mapPages(paged, ({ rows }) => ({ rows: rows.map(row => row * 2) }))
  expect([doubled.host, doubled.paths]).toEqual(['ozon-seller', ['/list']])
  expect((await reading(doubled, [[1, 2], [3]])).rows).toEqual([2, 4, 6])
})
