import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DEPTH } from '../response-limits.ts'
import { parseJson, TooDeep } from './json-lossless.ts'

const parse = (text: string) => parseJson(Buffer.from(text))

describe('whole numbers beyond 2^53', () => {
  test('come as their digits, wherever they stand, and others as numbers', () => {
    expect(parse('{"orderId": 1383371198765432101, "n":[-9007199254740993,9007199254740991 ,1]}')).toEqual({
      orderId: '1383371198765432101',
      n: ['-9007199254740993', Number.MAX_SAFE_INTEGER, 1],
    })
  })

  test.each([
    ['{"a":12345678901234567.5}', { a: Number('12345678901234567.5') }],
    ['{"a":1234567890123456789e2}', { a: Number('1234567890123456789e2') }],
    ['{"a":0.12345678901234567890}', { a: Number('0.1234567890123456789') }],
    ['{"gNumber":"34343462218572569531"}', { gNumber: '34343462218572569531' }],
    ['1383371198765432101', '1383371198765432101'],
  ])('%s', (text, value) => expect(parse(text)).toEqual(value))

  test.each(['9007199254740993', '-9007199254740993', '90071992547409931'])(
    'come as their digits wherever they begin: %s',
    digits => {
      for (let blanks = 0; blanks < 40; blanks += 1) {
        const before = ' '.repeat(blanks)
        expect(parse(`${before}${digits}`)).toBe(digits)
        expect(parse(`["1${before}",${digits},1]`)).toEqual([`1${before}`, digits, 1])
      }
    },
  )

  test('a text that looks like one is left as it is, beside one that is', () => {
    const value = { text: 'ids: 1383371198765432101, and "x":1383371198765432102}', id: 1 }
    const text = JSON.stringify(value).replace('"id":1', '"id":1383371198765432103')
    expect(parse(text)).toEqual({ ...value, id: '1383371198765432103' })
  })

  test.each(['{"a":1383371198765432101', '{"a":01383371198765432101}', '', '{"a":--1383371198765432101}'])(
    '%j is no JSON',
    text => {
      expect(() => parse(text)).toThrow(SyntaxError)
    },
  )
})

const digits = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })
/** Texts full of the characters that delimit numbers. */
const tricky = fc.string({
  unit: fc.constantFrom(...'0123456789"\\,:[]{}- .e'.split(''), '1383371198765432101', 'я'),
})
const tree = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      digits,
      tricky,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      tricky.filter(key => key !== '__proto__'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value

/** JSON text of a tree with big integers; the second argument is the whitespace. */
function written(value: unknown, gap: string): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value))
    return `[${gap}${value.map(one => written(one, gap)).join(`${gap},${gap}`)}${gap}]`
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value).map(
      ([key, one]) => `${JSON.stringify(key)}${gap}:${gap}${written(one, gap)}`,
    )
    return `{${gap}${pairs.join(`,${gap}`)}${gap}}`
  }
  return JSON.stringify(value)
}
function expected(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (typeof value === 'number') {
    const text = JSON.stringify(value)
    return /^-?\d{16,}$/.test(text) && !Number.isSafeInteger(value) ? text : JSON.parse(text)
  }
  if (Array.isArray(value)) return value.map(expected)
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expected(one)]))
  return value
}

test('no digit of any whole number is lost, and nothing else is changed', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('', ' ', '\n  '), (value, gap) => {
      expect(parse(written(value, gap))).toEqual(expected(value))
    }),
    { numRuns: 2000 },
  )
})

test('a byte order mark is no part of it, and items are a list without its brackets', () => {
  expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 })
  expect(parseJson(Buffer.from('1,{"a":1383371198765432101}'), 'items')).toEqual([
    1,
    { a: '1383371198765432101' },
  ])
  expect(parseJson(Buffer.from(''), 'items')).toEqual([])
})

describe('lists and objects in each other', () => {
  /** So many open brackets, with closed ones and texts full of brackets beside each. */
  const nested = (kinds: readonly boolean[], beside: string) =>
    kinds.reduceRight(
      (inner, isList) =>
        isList ? `[${beside},{},[],${inner}]` : `{${beside}:${beside},"a":[],"b":{},"c":${inner}}`,
      beside,
    )
  const texts = fc
    .array(fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', 'я'), { maxLength: 6 })
    .map(signs => JSON.stringify(signs.join('')))
  const kinds = (length: number) => fc.array(fc.boolean(), { minLength: length, maxLength: length })

  test('are read as deep as answers may be, whatever stands beside them', () => {
    fc.assert(
      fc.property(kinds(MAX_DEPTH - 1), texts, (all, beside) => {
        const text = nested(all, beside)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('deeper than that are refused before they are read', () => {
    fc.assert(
      fc.property(kinds(MAX_DEPTH + 1), texts, (all, beside) => {
        expect(() => parse(nested(all, beside))).toThrow(TooDeep)
      }),
    )
    expect(() => parse('['.repeat(MAX_DEPTH + 1))).toThrow(`nested more than ${MAX_DEPTH} deep`)
    expect(() => parse('{"a":'.repeat(MAX_DEPTH + 1))).toThrow(TooDeep)
    expect(parse(`${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`)).toHaveLength(1)
  })

  test('stand beside each other in any number', () => {
    const many = [Array.from({ length: 200 }, () => []), Array.from({ length: 200 }, () => ({}))]
    expect(parse(JSON.stringify(many))).toEqual(many)
  })
})
