import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, type Kopecks, kopecks, millionths, roubles } from './money.ts'

/** The sum of a decimal text in integers only: another algorithm than the one under test. */
function exactly(sign: '' | '-', whole: bigint, part: string): number {
  const thousandths = whole * 1000n + BigInt(`${part}000`.slice(0, 3))
  const sum = Number((thousandths + 5n) / 10n)
  return sign === '-' && sum !== 0 ? -sum : sum
}
const sign = fc.constantFrom('' as const, '-' as const)
const whole = fc.bigInt({ min: 0n, max: 10n ** 12n })
const part = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }).map(digits => digits.join(''))
const any = fc.integer({ min: -(10 ** 14), max: 10 ** 14 }).map(sum => sum as Kopecks)

describe('a sum in roubles', () => {
  test('is the nearest kopeck of its text, half of one away from zero, with a point or a comma', () => {
    fc.assert(
      fc.property(sign, whole, part, fc.constantFrom('.', ','), (minus, roubles, decimals, point) => {
        const text = `${minus}${roubles}${decimals === '' ? '' : point}${decimals}`
        // May be thousands.
        fc.pre(point === '.' || decimals.length !== 3 || roubles === 0n || roubles >= 1000n)
        expect(kopecks(text)).toBe(exactly(minus, roubles, decimals))
      }),
    )
  })

  test('is the same whether it comes as a number or as its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 11), max: 10 ** 11 }), thousandths => {
        const number = thousandths / 1000
        expect(kopecks(number)).toBe(kopecks(number.toFixed(3)))
      }),
    )
  })

  test('comes back from its own text', () => {
    fc.assert(fc.property(any, sum => kopecks(roubles(sum)) === sum))
  })

  test.each([
    [1.005, 101],
    [-1.005, -101],
    ['0,125', 13],
    ['-0,125', -13],
    ['1.234', 123],
    ['1,2345', 123],
    ['1 234,567', 123_457],
    ['-0.125', -13],
    ['0.124', 12],
    ['0.1249999', 12],
    [0.004, 0],
    [-0.004, 0],
    ['0', 0],
    ['-0.00', 0],
    [1e-7, 0],
    ['1 234,50 ₽', 123_450],
    ['1\u00a0234\u202f567.8', 123_456_780],
    ['+5', 500],
    ['.5', 50],
    ['7.', 700],
    [2095, 209_500],
    ['', null],
    [' ₽', null],
    [null, null],
    [undefined, null],
  ])('%s is %s kopecks', (value, sum) => {
    expect(kopecks(value)).toBe(sum)
  })

  test.each([
    'abc',
    '-',
    '.',
    '1.2.3',
    '1e-7',
    '0x10',
    '--5',
    '5-',
    '12 pcs',
    '1,234',
    '-123,456 ₽',
    '+12,000',
    '1,234,567',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e21,
    '99999999999999999',
  ])('that is none is refused: %s', value => {
    expect(() => kopecks(value)).toThrow(/^not a sum/)
  })
})

describe('millionths of a rouble', () => {
  test('are the nearest kopeck', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), value => {
        const sum = Number((value + 5_000n) / 10_000n)
        expect(millionths(String(value))).toBe(sum)
        expect(millionths(Number(value))).toBe(sum)
      }),
    )
  })

  test.each([
    [15_000, 2],
    ['15000', 2],
    [14_999, 1],
    [4_999, 0],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%s of them are %s kopecks', (value, sum) => {
    expect(millionths(value)).toBe(sum)
  })

  test.each(['abc', 'NaN', '1 000', Number.POSITIVE_INFINITY, 1e30])(
    'that are none are refused: %s',
    value => {
      expect(() => millionths(value)).toThrow(/^not a sum/)
    },
  )
})

describe('kopecks', () => {
  test('are written as a decimal that a column takes, and added without loss', () => {
    expect(roubles(0 as Kopecks)).toBe('0.00')
    expect(roubles(5 as Kopecks)).toBe('0.05')
    expect(roubles(-5 as Kopecks)).toBe('-0.05')
    expect(roubles(-123_456 as Kopecks)).toBe('-1234.56')
    expect(add()).toBe(0)
    expect(add(10 as Kopecks, -3 as Kopecks, 1 as Kopecks)).toBe(8)
    fc.assert(
      fc.property(any, sum => {
        expect(roubles(sum)).toMatch(/^-?\d+\.\d{2}$/)
        expect(BigInt(roubles(sum).replace('.', ''))).toBe(BigInt(sum))
      }),
    )
  })
})
