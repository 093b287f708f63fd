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
  const list = [a, b, a, { nm: 3, sum: 100 }, { nm: 4, sum: 100 }]
  expect(lined([...list, ...list], keyOf)).toEqual(lined(list, keyOf))
})

test('a few items that come again are believed: nothing shows that the answer was doubled', () => {
  expect(lined([a, a], keyOf).map(({ line }) => line)).toEqual([1, 2])
  expect(lined([a, a, a, a], keyOf)).toHaveLength(4)
  expect(lined([a, b, a, b], keyOf)).toHaveLength(4)
  const three = [a, b, { nm: 3, sum: 100 }]
  expect(lined([...three, ...three], keyOf)).toHaveLength(6)
  expect(lined([a], keyOf)).toHaveLength(1)
  expect(lined([], keyOf)).toEqual([])
})

test('halves that differ in one value are no repetition', () => {
  const list = [a, b, { nm: 3, sum: 100 }, { nm: 4, sum: 100 }]
  expect(lined([...list, ...list.slice(0, 3), { nm: 4, sum: 101 }], keyOf)).toHaveLength(8)
})
