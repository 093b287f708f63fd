import { expect, test } from 'vitest'
import { lined } from './lines.ts'

const keyOf = ({ nm }: { nm: number }) => [nm]
const [a, b] = [
  { nm: 1, sum: 100 },
  { nm: 2, sum: 200 },
]

test('items of one key are numbered, equal ones too', () => {
  expect(lined([a, b, a], keyOf)).toEqual([
    { ...a, line: 1 },
    { ...b, line: 1 },
    { ...a, line: 2 },
  ])
})

test('a list that comes twice counts once', () => {
  expect(lined([a, b, a, a, b, a], keyOf)).toEqual(lined([a, b, a], keyOf))
})

test('two equal items alone are two: nothing shows that the answer was doubled', () => {
  expect(lined([a, a], keyOf).map(({ line }) => line)).toEqual([1, 2])
  expect(lined([a, a, a, a], keyOf)).toHaveLength(4)
  expect(lined([a], keyOf)).toHaveLength(1)
  expect(lined([], keyOf)).toEqual([])
})

test('halves that differ in one value are no repetition', () => {
  expect(lined([a, b, a, { ...b, sum: 201 }], keyOf)).toHaveLength(4)
})
