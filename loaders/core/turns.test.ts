import { expect, test } from 'vitest'
import { inTurns } from './turns.ts'

test('a long list comes whole and in order, and others have their turn between its parts', async () => {
  const said: unknown[] = []
  const other = () => {
    said.push('other')
    if (said.length < 7) setImmediate(other)
  }
  setImmediate(other)
  for await (const part of inTurns([1, 2, 3, 4, 5], 2)) said.push(part)
  expect(said.filter(word => word !== 'other')).toEqual([[1, 2], [3, 4], [5]])
  expect(said.slice(1, -1)).toContain('other')
})
