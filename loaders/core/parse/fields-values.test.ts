import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import * as shape from './fields.ts'

const messageOf = (field: z.ZodType, value: unknown) => field.safeParse(value).error?.issues[0]?.message

test.each([undefined, null, '', {}, []])('nothing is %j, and no text', value => {
  expect(shape.isNothing(value)).toBe(true)
  expect(messageOf(shape.name, value)).toBe('expected a text')
  expect(shape.text.parse(value)).toBeNull()
})

test.each([0, false, ' ', 'a', [0], { a: null }])('something is %j', value => {
  expect(shape.isNothing(value)).toBe(false)
})

test.each([
  [shape.id, 'an id'],
  [shape.maybeId, 'an id'],
  [shape.sum, 'a sum'],
  [shape.maybeSum, 'a sum'],
  [shape.sumOrZero, 'a sum'],
  [shape.real, 'a number'],
  [shape.count, 'a count'],
  [shape.countOrZero, 'a count'],
  [shape.flag, 'a yes or no'],
  [shape.time, 'an instant with its zone'],
  [shape.moscowTime, 'an instant'],
] as const)('what field %# cannot read is refused, and it says what it wants: %s', (field, wanted) => {
  for (const value of ['word', true, { amount: 'word' }])
    if (!(field === (shape.flag as unknown) && value === true))
      expect(messageOf(field, value), JSON.stringify(value)).toBe(`expected ${wanted}`)
})

describe('an id', () => {
  test.each([
    [12, 12],
    [' 12 ', 12],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', '9007199254740993'],
    [' -9007199254740993 ', '-9007199254740993'],
    ['007', 7],
  ])('is %j as %j', (written, id) => {
    expect(shape.id.parse(written)).toBe(id)
    expect(shape.maybeId.parse(written)).toBe(id)
  })

  test('that may be missing is missing when it is 0', () => {
    expect([shape.maybeId.parse(0), shape.maybeId.parse('0')]).toEqual([null, null])
    expect(shape.id.parse(0)).toBe(0)
  })

  test.each([1.5, '1.5', '12345678901234567890', '--1', 'x1', Number.NaN])('is not %s', written => {
    expect(messageOf(shape.id, written)).toBe('expected an id')
  })
})

test.each([
  ['a text', 'a text'],
  [' ', ' '],
  [5, '5'],
  [false, 'false'],
  [{ a: 1 }, '{"a":1}'],
  [['a', 1], '["a",1]'],
])('a text comes as it is and everything else as it is written: %j', (written, text) => {
  expect([shape.name.parse(written), shape.text.parse(written)]).toEqual([text, text])
})

describe('a sum', () => {
  test.each([
    [12.5, 1250],
    ['12,50 ₽', 1250],
    [0, 0],
    [{ amount: '12.50', currency: 'RUB' }, 1250],
    [{ price: 12.5, currency_code: 'RUB' }, 1250],
    [{ value: '12.50' }, 1250],
    [{ amount: 0 }, 0],
  ])('%j is %s kopecks', (written, kopecks) => {
    for (const field of [shape.sum, shape.maybeSum, shape.sumOrZero])
      expect(field.parse(written)).toBe(kopecks)
  })

  test.each([undefined, null, '', {}, { currency: 'RUB' }, { amount: '' }, { price: null }])(
    'that is absent as %j is none, or zero where zero is meant, and an error where a row needs it',
    written => {
      expect(shape.maybeSum.parse(written)).toBeNull()
      expect(shape.sumOrZero.parse(written)).toBe(0)
      expect(messageOf(shape.sum, written)).toBe('expected a sum')
    },
  )

  test.each([' ₽', ' ', '1.2.3', true, { amount: true }, { amount: ['5'] }])(
    'that is none is refused: %j',
    written => {
      for (const field of [shape.sum, shape.maybeSum, shape.sumOrZero])
        expect(messageOf(field, written)).toBe('expected a sum')
    },
  )
})

describe('a count', () => {
  test.each([
    [3, 3],
    ['2.5', 3],
    ['1 234', 1234],
    [0, 0],
  ])('%j is %s', (written, count) => {
    expect([shape.count.parse(written), shape.countOrZero.parse(written)]).toEqual([count, count])
  })

  test('that is absent is none, or zero where zero is meant', () => {
    expect([shape.count.parse(''), shape.countOrZero.parse('')]).toEqual([null, 0])
  })
})

test.each([
  [true, true],
  ['true', true],
  [1, true],
  [false, false],
  ['false', false],
  [0, false],
  ['', null],
])('a yes or no is %j as %s', (written, flag) => {
  expect(shape.flag.parse(written)).toBe(flag)
})

test.each([2, -1, '1', 'yes'])('a yes or no is not %j', written => {
  expect(messageOf(shape.flag, written)).toBe('expected a yes or no')
})

test('what has no column of its own is kept whole, and nothing of it is none', () => {
  expect(shape.whole.parse({ a: [1] })).toEqual({ a: [1] })
  expect(shape.whole.parse(0)).toBe(0)
  expect(shape.whole.parse([])).toBeNull()
  expect(shape.extra({ a: 0, b: '', c: null, d: [1] })).toEqual({ a: 0, d: [1] })
  expect(shape.extra({ b: '', c: {} })).toBeNull()
})

test('a block and a list are read by their own fields', () => {
  const block = shape.block({ a: shape.id })
  expect(block.parse({ a: '5', b: 1 })).toEqual({ a: 5 })
  expect(block.parse('')).toBeNull()
  expect(block.safeParse({ a: 'x' }).success).toBe(false)
  const list = shape.list(shape.id)
  expect(list.parse(['5', 6])).toEqual([5, 6])
  expect(list.parse(null)).toEqual([])
  expect(list.safeParse('5').success).toBe(false)
})

test('a word that nobody knows is loaded as it is, and told with its field', () => {
  const told: string[] = []
  const context = { unmapped: (field: string, value: string) => told.push(`${field} ${value}`) }
  const words = new Set(['new', 'old'])
  expect(['new', null, 'strange'].map(word => shape.known(context, 'status', word, words))).toEqual([
    'new',
    null,
    'strange',
  ])
  expect(told).toEqual(['status strange'])
})
