import { describe, expect, test } from 'vitest'
import { inTurns } from './turns.ts'

/** The parts of a list, and between them `turn` for each turn that others had. */
async function said(count: number, size: number): Promise<readonly unknown[]> {
  const all: unknown[] = []
  let reading = true
  const other = () => {
    if (!reading) return
    all.push('turn')
    setImmediate(other)
  }
  setImmediate(other)
  const list = Array.from({ length: count }, (_, index) => index + 1)
  for await (const part of inTurns(list, size)) all.push(part)
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
      expect(await said(count, 2)).toEqual(expected)
    },
  )
})
