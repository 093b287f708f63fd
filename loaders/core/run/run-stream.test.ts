import { describe, expect, test } from 'vitest'
import { type ZodType, z } from 'zod'
import type { Slice } from '../declare/slices.ts'
import { since, sliceKey } from '../declare/slices.ts'
import type { Request, StreamContext } from '../declare/source.ts'
import { CURSOR_KEY, stream } from '../declare/stream.ts'
import { id, type Row, table } from '../declare/table.ts'
import { LoadError } from '../errors.ts'
import { inChunks, jsonChunks } from '../parse/json-chunks.ts'
import { MAX_RESPONSES } from '../response-limits.ts'
import type { Job } from './run-stream.ts'
import { loadStream } from './run-stream.ts'

const numbers = table('numbers', { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })

/** A stream of three pages, each committed on its own. */
const counted = stream({
  id: 'test.numbers',
  into: [numbers],
  slices: since(),
  source: {
    host: 'wb-content',
    paths: [],
    async *read(context: StreamContext) {
      for (let n = Number(await context.state.get(CURSOR_KEY)) + 1; n <= 3; n += 1) yield n
    },
  },
  rows: (n: number) => ({ numbers: [{ n }] }),
  cursor: n => String(n),
})

/** A store in memory whose process dies in place of the given commit. */
function shop() {
  const rows: unknown[] = []
  const done = new Map<string, number>()
  const notes = new Map<string, string>()
  const attempt = (dieAt: number) => {
    let commits = 0
    const store = {
      done: async () => done,
      recovered: async () => new Map(),
      stage: async (_shop: number, _stream: unknown, slice: Slice, runId: number) => {
        const staged: unknown[] = []
        return {
          add: (more: { numbers: readonly { n: number }[] }) => {
            staged.push(...more.numbers.map(({ n }) => n))
            return false
          },
          close: async () => {},
          commit: async () => {
            commits += 1
            if (commits === dieAt) throw new Error('died')
            rows.push(...staged)
            if (!slice.page) done.set(sliceKey(slice), runId)
            return { rows: staged.length, notice: null }
          },
          discard: async () => {},
        }
      },
      finish: async () => {},
    }
    const context = {
      state: {
        get: async (key: string) => notes.get(key) ?? null,
        set: async (key: string, value: string) => void notes.set(key, value),
      },
    }
    const plan = {
      today: '2026-11-24',
      now: () => '2026-11-24T09:00:00.000Z',
      first: true,
      may: () => false,
      ids: async () => [],
    }
    const job = {
      shopId: 1,
      runId: 7,
      context: plan,
      store,
      streamContext: () => context,
      redact: (error: unknown) => error,
      capture: () => {},
    } as unknown as Job
    return loadStream(counted, job, () => {})
  }
  return { rows, attempt }
}

test('a slice whose pages are committed one by one goes on in the same run behind the last of them', async () => {
  const { rows, attempt } = shop()
  await expect(attempt(2)).rejects.toThrow('died')
  expect(rows).toEqual([1])
  await attempt(0)
  expect(rows).toEqual([1, 2, 3])
})

test('a slice is done when it has no more pages, and only then', async () => {
  for (const dieAt of [1, 2, 3, 4]) {
    const { rows, attempt } = shop()
    await expect(attempt(dieAt)).rejects.toThrow('died')
    await attempt(0)
    await attempt(0)
    expect(rows, `died at commit ${dieAt}`).toEqual([1, 2, 3])
  }
})

test('P10: what an earlier life of the run has read whole is committed without being asked for; the rest is read', async () => {
  const asked: string[] = []
  const log: string[] = []
  const keys = ['a', 'b', 'c', 'd']
  const days = stream({
    id: 'test.days',
    into: [numbers],
    slices: async () =>
      keys.map(key => ({ window: { start: key, days: 1 }, from: key, to: key, ids: [], open: false })),
    source: {
      host: 'wb-content',
      paths: [],
      async *read(_io: StreamContext, slice) {
        asked.push(sliceKey(slice))
        yield 1
      },
    },
    rows: (n: number) => ({ numbers: [{ n }] }),
    parallel: 2,
  })
  const commit = (what: string) => async () => {
    log.push(what)
    return { rows: 1, added: 1, changed: 0, notice: null }
  }
  const store = {
    done: async () => new Map([['a', 7]]),
    recovered: async (_shop: number, _stream: unknown, slices: readonly Slice[]) => {
      expect(slices.map(sliceKey)).toEqual(['b', 'c', 'd'])
      return new Map([['c', { commit: commit('kept c'), discard: async () => {} }]])
    },
    stage: async (_shop: number, _stream: unknown, slice: Slice) => ({
      add: () => false,
      close: async () => {},
      commit: commit(`read ${sliceKey(slice)}`),
      discard: async () => {},
    }),
    finish: async () => {},
  }
  const told: number[] = []
  const job = { shopId: 1, runId: 7, context: {}, store, streamContext: () => ({}) } as unknown as Job
  await loadStream(days, job, ({ index }) => told.push(index))
  expect(asked).toEqual(['b', 'd'])
  expect(log.sort()).toEqual(['kept c', 'read b', 'read d'])
  expect(told.at(-1)).toBe(4)
})

describe('what is wrong with an answer has its place', () => {
  const PATH = '/v1/list'
  const Page = z.looseObject({ items: z.array(z.unknown()) })
  /** The result of a stream with its own source, over a host that answers with `answer(n)`. */
  async function befalls(
    of: {
      readonly read?: (context: StreamContext) => AsyncIterable<unknown>
      readonly rows?: (page: unknown) => Readonly<Record<string, readonly Row[]>>
      readonly cursor?: (page: unknown) => string | null
      readonly slices?: number
    },
    answer: (n: number) => unknown = n => ({ items: [n] }),
  ) {
    let asked = 0
    let discarded = 0
    const context = {
      state: { get: async () => null, set: async () => {} },
      json: async (_: Request, shape: ZodType) => shape.parse(answer(++asked)),
      bytes: async () => ({ contentType: 'text/csv', body: Buffer.from('a;b\n1;2') }),
    }
    async function* pages(of: StreamContext) {
      const body = { page: asked + 1 }
      yield await of.json({ host: 'wb-content', method: 'POST', path: PATH, body }, Page)
    }
    const keys = Array.from({ length: of.slices ?? 1 }, (_, n) => `slice ${n}`)
    const failing = stream({
      id: 'test.failing',
      into: [numbers],
      slices: async () =>
        keys.map(key => ({
          window: { start: key, days: 1 },
          from: '2026-11-01',
          to: '2026-11-01',
          ids: [],
          open: false,
        })),
      source: { host: 'wb-content', paths: ['/named'], read: of.read ?? pages },
      rows: (of.rows ?? (() => ({}))) as never,
      ...(of.cursor ? { cursor: of.cursor } : {}),
    })
    const store = {
      done: async () => new Map(),
      recovered: async () => new Map(),
      stage: async () => ({
        add: () => false,
        close: async () => {},
        commit: async () => ({ rows: 0, added: 0, changed: 0, notice: null }),
        discard: async () => {
          discarded += 1
        },
      }),
      finish: async () => {},
    }
    const job = { shopId: 1, runId: 7, context: {}, store, streamContext: () => context } as unknown as Job
    const error = await loadStream(failing, job, () => {}).then(
      () => null,
      (reason: unknown) => reason as LoadError,
    )
    return { error, asked, discarded }
  }
  const place = { host: 'wb-content', method: 'POST', path: PATH, body: { page: 1 }, status: 200 }

  test.each([
    ['a date beyond all calendars', () => new Date(Number.NaN).toISOString()],
    ['a list that nobody can walk', () => JSON.stringify(nest(100_000))],
    ['a field that is not there', () => (undefined as never as { id: number }).id],
    ['a row that no table takes', () => fail(new LoadError('shape', 'numbers.n: not id: string'))],
  ])('%s', async (_, strange) => {
    for (const cursor of [undefined, () => null]) {
      const { error, discarded } = await befalls({
        rows: () => fail(strange()),
        ...(cursor ? { cursor } : {}),
      })
      expect(error).toMatchObject({ kind: 'shape', captured: { ...place, answer: '{"items":[1]}' } })
      expect(error?.message.startsWith(`POST ${PATH}: `)).toBe(true)
      // With a cursor both the page and the slice are staged.
      expect(discarded).toBe(cursor ? 2 : 1)
    }
  })

  test('the page that is at fault, not the one that was asked for meanwhile', async () => {
    const { error } = await befalls({
      async *read(context) {
        const ask = (page: number) =>
          context.json({ host: 'wb-content', method: 'POST', path: PATH, body: { page } }, Page)
        const [first] = [await ask(1), await ask(2)]
        yield first
      },
      rows: () => fail(new RangeError('Invalid time value')),
    })
    expect(error?.captured).toMatchObject({ body: { page: 1 }, answer: '{"items":[1]}' })
  })

  test('a file, whose beginning is kept', async () => {
    const { error } = await befalls({
      // biome-ignore lint/correctness/useYield: it fails before its first page.
      async *read(context) {
        await context.bytes({ host: 'wb-content', method: 'GET', path: '/file' })
        throw new LoadError('shape', 'no such column')
      },
    })
    expect(error).toMatchObject({
      message: 'GET /file: no such column',
      captured: { path: '/file', answer: 'a;b\n1;2' },
    })
  })

  test('what is no fault of an answer stays what it is', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const strange = Object.assign(new RangeError('of Node'), { code: 'ERR_OUT_OF_RANGE' })
    for (const own of [full, strange, new LoadError('server', 'down')])
      expect((await befalls({ rows: () => fail(own) })).error).toBe(own)
  })

  describe('pages that never end', () => {
    async function* forEver(context: StreamContext) {
      for (let page = 1; ; page += 1)
        yield await context.json({ host: 'wb-content', method: 'POST', path: PATH, body: { page } }, Page)
    }
    test('are an unfamiliar form, however their cursor moves', async () => {
      const { error, asked } = await befalls({ read: forEver })
      expect(error).toMatchObject({
        kind: 'shape',
        captured: { path: PATH, body: { page: MAX_RESPONSES.most } },
      })
      expect(error?.message).toBe(`POST ${PATH}: more than ${MAX_RESPONSES.most} answers to one question`)
      expect(asked).toBe(MAX_RESPONSES.most)
    })

    test('and hold nothing end much earlier', async () => {
      const { error, asked } = await befalls({ read: forEver }, n => ({
        items: [],
        cursor: n,
        inner: { more: [] },
      }))
      expect(error).toMatchObject({
        kind: 'shape',
        captured: { answer: expect.stringContaining('"cursor"') },
      })
      expect(asked).toBe(MAX_RESPONSES.empty)
    })

    test('and are long end earlier too', async () => {
      const Long = inChunks('items', z.object({ items: jsonChunks(z.unknown()) }))
      const { asked } = await befalls({
        async *read(context) {
          for (let page = 1; ; page += 1)
            yield await context.json({ host: 'wb-content', method: 'POST', path: PATH, body: { page } }, Long)
        },
      })
      expect(asked).toBe(MAX_RESPONSES.long)
    })

    test('and are long, but hold nothing, end as early as any that hold nothing', async () => {
      const Long = inChunks('items', z.object({ items: jsonChunks(z.unknown()) }))
      const { asked } = await befalls(
        {
          async *read(context) {
            for (let page = 1; ; page += 1)
              yield await context.json(
                { host: 'wb-content', method: 'POST', path: PATH, body: { page } },
                Long,
              )
          },
        },
        n => ({ items: [], cursor: n }),
      )
      expect(asked).toBe(MAX_RESPONSES.empty)
    })

    test('are counted by method and by slice; what has no lists is never empty, and one item makes up for many empty ones', async () => {
      const Any = z.unknown()
      const { error, asked } = await befalls(
        {
          slices: 3,
          async *read(context) {
            for (let n = 0; n < 300; n += 1)
              for (const path of ['/a', '/b'])
                yield await context.json({ host: 'wb-content', method: 'GET', path, query: { n } }, Any)
          },
        },
        n => (n % 90 === 0 || n % 90 === 1 ? { list: [0] } : n % 2 ? { text: '' } : { list: [], list2: {} }),
      )
      expect(error).toBeNull()
      expect(asked).toBe(1_800)
    })
  })
})

const nest = (depth: number): unknown => {
  let list: unknown[] = []
  for (let n = 0; n < depth; n += 1) list = [list]
  return list
}
function fail(error: unknown): never {
  throw error
}
