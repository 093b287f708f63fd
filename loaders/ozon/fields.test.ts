import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as shape from '../core/parse/fields.ts'
import type { Kopecks } from '../core/parse/money.ts'
import { roubles } from '../core/parse/money.ts'
import { micro, priced, ratio, texts } from './fields.ts'

const NOTHINGS = [null, undefined, '', {}, []]

describe('an optional field', () => {
  test.each([
    ['text', shape.text, null],
    ['number', shape.real, null],
    ['count', shape.count, null],
    ['sum', shape.maybeSum, null],
    ['id', shape.maybeId, null],
    ['flag', shape.flag, null],
    ['instant', shape.time, null],
    ['json', shape.whole, null],
    ['texts', texts, []],
    ['block', shape.block({ a: shape.text }), null],
    ['list', shape.list(shape.id), []],
    ['sum or zero', shape.sumOrZero, 0],
  ] as const)('of kind %s is nothing when it is null, "", {}, [] or absent', (_, field, nothing) => {
    const object = z.object({ field })
    for (const value of NOTHINGS) expect(object.parse({ field: value }).field).toEqual(nothing)
    expect(object.parse({}).field).toEqual(nothing)
  })

  test('of an object keeps unknown fields out and says nothing of them', () => {
    expect(z.object({ a: shape.text }).parse({ a: 'x', brand_new: { deep: 1 } })).toEqual({ a: 'x' })
  })
})

describe('a required field', () => {
  test.each([
    ['id', shape.id],
    ['sum', shape.sum],
    ['text', shape.name],
  ] as const)('of kind %s refuses to be nothing', (_, field) => {
    for (const value of NOTHINGS) expect(z.object({ field }).safeParse({ field: value }).success).toBe(false)
    expect(z.object({ field }).safeParse({}).success).toBe(false)
  })

  test('that is no number names its place', () => {
    const read = z
      .object({ rows: shape.list(z.object({ id: shape.id })) })
      .safeParse({ rows: [{ id: 'abc' }] })
    expect(read.error?.issues[0]?.path).toEqual(['rows', 0, 'id'])
  })
})

describe('an id', () => {
  test('is read from a number and from digits alike, and keeps digits that a number cannot', () => {
    expect(shape.id.parse(286031076)).toBe(286031076)
    expect(shape.id.parse('286031076')).toBe(286031076)
    expect(shape.id.parse('9223372036854775807')).toBe('9223372036854775807')
    expect(shape.id.parse(-20000)).toBe(-20000)
  })
  test('that may be missing is missing when it is 0', () => {
    expect(shape.maybeId.parse(0)).toBeNull()
    expect(shape.maybeId.parse('0')).toBeNull()
  })
})

describe('a sum', () => {
  test('comes out the same from every way the APIs write it', () => {
    for (const value of [
      -1263.62,
      '-1263.62',
      '-1263,62',
      '-1 263,62',
      { amount: '-1263.62', currency: 'RUB' },
    ])
      expect(shape.sum.parse(value)).toBe(-126362)
    expect(shape.sum.parse({ currency_code: 'RUB', price: 1140 })).toBe(114000)
  })
  test('with an empty amount is no sum, and with a word instead of one is an error', () => {
    expect(shape.maybeSum.parse({ currency_code: '', price: '' })).toBeNull()
    expect(shape.maybeSum.safeParse('not a number').success).toBe(false)
    expect(shape.sumOrZero.safeParse({ amount: 'x' }).success).toBe(false)
  })
  test('keeps the currency that stands beside it', () => {
    expect(priced.parse({ amount: '10', currency: 'KZT' })).toEqual({ amount: 1000, currency: 'KZT' })
    expect(priced.parse('10')).toEqual({ amount: 1000, currency: null })
  })
  test('survives being written as roubles and read again, as a number and as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), kopecks => {
        const text = roubles(kopecks as Kopecks)
        expect(shape.sum.parse(text)).toBe(kopecks)
        expect(shape.sum.parse(text.replace('.', ','))).toBe(kopecks)
        expect(shape.sum.parse(Number(text))).toBe(kopecks)
      }),
    )
  })
})

test('millionths of a rouble become kopecks', () => {
  expect(micro.parse('200000000000')).toBe(20_000_000)
  expect(micro.parse(504000000)).toBe(50_400)
  expect(micro.parse('')).toBeNull()
  expect(micro.safeParse('much').success).toBe(false)
})

test('a ratio is read out of the text that wraps it', () => {
  expect(ratio.parse('value:"0.460000"')).toBe(0.46)
  expect(ratio.parse('0.46')).toBe(0.46)
  expect(ratio.parse(null)).toBeNull()
  expect(ratio.safeParse('value:"much"').success).toBe(false)
})

test('a gallery is read from texts, from one text and from objects', () => {
  expect(texts.parse(['a', 'b'])).toEqual(['a', 'b'])
  expect(texts.parse('a')).toEqual(['a'])
  expect(texts.parse([{ file_name: 'a', default: true, index: 0 }])).toEqual(['a'])
})
