import { expect, test } from 'vitest'
import type { Job } from './run.ts'
import { run } from './run.ts'
import { since } from './slices.ts'
import type { Io } from './source.ts'
import { MARK, stream } from './stream.ts'
import { id, table } from './table.ts'

const numbers = table('numbers', { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })

/** A stream of three pages, each of which is committed by itself. */
const counted = stream({
  id: 'test.numbers',
  into: [numbers],
  slices: since(),
  source: {
    host: 'wb-content',
    paths: [],
    async *read(io: Io) {
      for (let n = Number(await io.notes.get(MARK)) + 1; n <= 3; n += 1) yield n
    },
  },
  rows: (n: number) => ({ numbers: [{ n }] }),
  mark: n => String(n),
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
      kept: async () => new Map(),
      stage: async (_shop: number, _stream: unknown, slice: { key: string }, runId: number) => {
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
            done.set(slice.key, runId)
            return { rows: staged.length, notice: null }
          },
          discard: async () => {},
        }
      },
      finish: async () => {},
    }
    const io = {
      notes: {
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
      plan,
      store,
      io: () => io,
      clean: (error: unknown) => error,
      keep: () => {},
    } as unknown as Job
    return run(counted, job, () => {})
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
    slices: async () => keys.map(key => ({ key, from: key, to: key, ids: [], open: false })),
    source: {
      host: 'wb-content',
      paths: [],
      async *read(_io: Io, { key }) {
        asked.push(key)
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
    kept: async (_shop: number, _stream: unknown, slices: readonly { key: string }[]) => {
      expect(slices.map(({ key }) => key)).toEqual(['b', 'c', 'd'])
      return new Map([['c', { commit: commit('kept c'), discard: async () => {} }]])
    },
    stage: async (_shop: number, _stream: unknown, { key }: { key: string }) => ({
      add: () => false,
      close: async () => {},
      commit: commit(`read ${key}`),
      discard: async () => {},
    }),
    finish: async () => {},
  }
  const told: number[] = []
  const job = { shopId: 1, runId: 7, plan: {}, store, io: () => ({}) } as unknown as Job
  await run(days, job, ({ index }) => told.push(index))
  expect(asked).toEqual(['b', 'd'])
  expect(log.sort()).toEqual(['kept c', 'read b', 'read d'])
  expect(told.at(-1)).toBe(4)
})
