import { describe, expect, test } from 'vitest'
import { yieldingChunks, yieldingEvery } from './yielding.ts'

type Parted = (list: readonly number[]) => AsyncIterable<unknown>

/** The parts of a list, with `turn` wherever the event loop ran. */
async function said(count: number, parted: Parted): Promise<readonly unknown[]> {
  const all: unknown[] = []
  let reading = true
  const other = () => {
    if (!reading) return
    all.push('turn')
    setImmediate(other)
  }
  setImmediate(other)
  const list = Array.from({ length: count }, (_, index) => index + 1)
  for await (const part of parted(list)) all.push(part)
  reading = false
  return all
}

describe('a long list', () => {
  test.each([
    [0, []],
    [1, [[1]]],
    [2, [[1, 2]]],
    [3, [[1, 2], 'turn', [3]]],
    [4, [[1, 2], 'turn', [3, 4]]],
    [5, [[1, 2], 'turn', [3, 4], 'turn', [5]]],
  ])(
    'of %i comes whole and in order, with a turn for others before each part but the first',
    async (count, expected) => {
      expect(await said(count, list => yieldingChunks(list, 2))).toEqual(expected)
    },
  )
})

test('items that are passed on one by one give others a turn behind every so many', async () => {
  expect(await said(5, list => yieldingEvery(list, 2))).toEqual([1, 2, 'turn', 3, 4, 'turn', 5])
  expect(await said(0, list => yieldingEvery(list, 2))).toEqual([])
})
