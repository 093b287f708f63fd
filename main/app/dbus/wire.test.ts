import { expect, test } from 'vitest'
import { read, write } from './wire.ts'

test.for([
  ['s', ['прилавок']],
  ['ybnqiux', [7, true, -2, 65_535, -5, 4_000_000_000, -9_000_000_000]],
  ['ssss', ['', 'a', 'ab', 'abc']],
  ['as', [[]]],
  ['yat', [1, [1, 2, 3]]],
  [
    'a{sv}',
    [
      [
        ['id', { type: 'i', value: 5 }],
        ['d', { type: 'd', value: 0.25 }],
      ],
    ],
  ],
  ['ua(ia{sv}av)', [1, [[0, [], [{ type: '(is)', value: [1, 'x'] }]]]]],
  ['gov', ['a(yv)', '/a/b', { type: 'as', value: ['x', 'y'] }]],
] as const)('values of %s are read as they were written', ([signature, values]) => {
  expect(read(signature, write(signature, values))).toEqual(values)
})

test('bytes are those of the specification: lengths, zeros at the end, padding', () => {
  expect([...write('ysu', [1, 'hi', 2])]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 104, 105, 0, 0, 2, 0, 0, 0])
  // The padding before the first element does not count as length.
  expect([...write('at', [[1]])]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
})

test('a text longer than the first buffer fits', () => {
  const long = 'ж'.repeat(10_000)
  expect(read('ss', write('ss', [long, 'end']))).toEqual([long, 'end'])
})
