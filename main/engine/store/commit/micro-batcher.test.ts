import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { microBatcher } from './micro-batcher.ts'

/** Work whose batches end on demand. */
function bench(few?: (batch: readonly number[]) => boolean) {
  const batches: number[][] = []
  const ends: PromiseWithResolvers<readonly string[]>[] = []
  const ask = microBatcher<number, string>(batch => {
    batches.push([...batch])
    const end = Promise.withResolvers<readonly string[]>()
    ends.push(end)
    return end.promise
  }, few)
  const answer = (at: number) => ends[at]?.resolve((batches[at] ?? []).map(one => `done ${one}`))
  return { ask, batches, answer, fail: (at: number) => ends[at]?.reject(new Error('broken')) }
}

test('what comes alone is done at once, and what comes meanwhile together in the next turn, each with its own answer', async () => {
  const { ask, batches, answer } = bench()
  const first = ask(1)
  expect(batches).toEqual([[1]])
  const others = [2, 3].map(ask)
  await turn()
  others.push(ask(4))
  expect(batches).toEqual([[1]])
  answer(0)
  expect(await first).toBe('done 1')
  await turn()
  expect(batches).toEqual([[1], [2, 3, 4]])
  answer(1)
  expect(await Promise.all(others)).toEqual(['done 2', 'done 3', 'done 4'])
  await turn()
  // And at once again, when all are done.
  const last = ask(5)
  expect(batches.at(2)).toEqual([5])
  answer(2)
  expect(await last).toBe('done 5')
})

test('a batch that fails fails whole, and the next goes through', async () => {
  const { ask, batches, answer, fail } = bench()
  const first = ask(1)
  const second = Promise.allSettled([2, 3].map(ask))
  answer(0)
  await first
  await turn()
  const third = ask(4)
  fail(1)
  expect((await second).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await turn()
  expect(batches).toEqual([[1], [2, 3], [4]])
  answer(2)
  expect(await third).toBe('done 4')
})

test('few wait for others until they are enough, and no longer', async () => {
  const { ask, batches, answer } = bench(batch => batch.length < 3)
  const all = [ask(1)]
  await turn()
  all.push(ask(2))
  await turn()
  expect(batches).toEqual([])
  all.push(ask(3))
  await turn()
  await turn()
  expect(batches).toEqual([[1, 2, 3]])
  answer(0)
  expect(await Promise.all(all)).toEqual(['done 1', 'done 2', 'done 3'])
})

test('a small batch that no item joins runs after a moment', async () => {
  const { ask, batches, answer } = bench(batch => batch.length < 3)
  const one = ask(1)
  while (batches.length === 0) await new Promise(resolve => setTimeout(resolve, 20))
  expect(batches).toEqual([[1]])
  answer(0)
  expect(await one).toBe('done 1')
})
