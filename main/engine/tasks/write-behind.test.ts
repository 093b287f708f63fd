import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTasks } from './tasks.ts'
import { writeBehind } from './write-behind.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Writes whose keys fail while they are named in `broken`. */
function open() {
  const written: string[] = []
  const broken = new Set<string>()
  const failures: string[] = []
  const writes = writeBehind(openTasks((_, error) => failures.push(String(error))))
  const put = (shopId: number, key: string) =>
    writes.put(shopId, key, () => {
      if (broken.has(key)) throw new Error(key)
      written.push(`${shopId} ${key}`)
    })
  return { writes, written, broken, failures, put }
}

test('a write that fails holds up the later ones of its own shop alone, and all come in their order', async () => {
  const { written, broken, failures, put } = open()
  broken.add('a')
  put(1, 'a')
  put(1, 'b')
  put(2, 'c')
  put(2, 'd')
  expect(written).toEqual(['2 c', '2 d'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written).toEqual(['2 c', '2 d'])
  expect(new Set(failures)).toEqual(new Set(['Error: a']))
  broken.clear()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(written.slice(2)).toEqual(['1 a', '1 b'])
})

test('each shop gets only its own failure', () => {
  const { writes, broken, put } = open()
  broken.add('a').add('b')
  put(1, 'a')
  put(2, 'b')
  expect(() => writes.flush(1)).toThrow('a')
  expect(() => writes.flush(2)).toThrow('b')
  expect(() => writes.flush(3)).not.toThrow()
  expect(() => writes.flush()).toThrow('a')
})
