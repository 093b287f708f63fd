import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column } from '../../../../loaders/core/declare/table.ts'
import {
  bool,
  day,
  id,
  instant,
  int,
  json,
  money,
  optional,
  real,
  text,
} from '../../../../loaders/core/declare/table.ts'
import { ColumnValues } from './column-values.ts'

const MOST = 72
const texts = (plain: Uint8Array): string[] => {
  const bytes = Buffer.from(plain)
  const found: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readInt32LE(at)
    found.push(bytes.toString('utf8', at + 4, at + 4 + size))
    at += 4 + size
  }
  return found
}
/** Reads `count` values of a fixed size in bytes. */
const fixed =
  <T>(size: number, read: (bytes: Buffer, at: number) => T) =>
  (plain: Uint8Array, count: number): T[] => {
    expect(plain).toHaveLength(size * count)
    return Array.from({ length: count }, (_, index) => read(Buffer.from(plain), index * size))
  }
const longs = fixed(8, (bytes, at) => bytes.readBigInt64LE(at))

/** By column kind: values, how to read them back, and the expected result. */
const KINDS: Readonly<
  Record<
    string,
    {
      readonly column: Column
      readonly some: fc.Arbitrary<unknown>
      readonly read: (plain: Uint8Array, count: number) => readonly unknown[]
      readonly as: (value: never) => unknown
      readonly wrong: readonly unknown[]
    }
  >
> = {
  id: {
    column: id(),
    some: fc.oneof(
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String),
    ),
    read: longs,
    as: BigInt,
    wrong: [1.5, 2 ** 53, '9223372036854775808', 'a', true],
  },
  int: { column: int(), some: fc.maxSafeInteger(), read: longs, as: BigInt, wrong: [1.5, '1', 2 ** 53] },
  money: { column: money(), some: fc.maxSafeInteger(), read: longs, as: BigInt, wrong: [0.5, '1', 5n] },
  real: {
    column: real(),
    some: fc.double({ noNaN: true, noDefaultInfinity: true }),
    read: fixed(8, (bytes, at) => bytes.readDoubleLE(at)),
    as: value => value,
    wrong: [Number.NaN, Number.NEGATIVE_INFINITY, '1', 5n],
  },
  text: { column: text(), some: fc.string(), read: texts, as: value => value, wrong: [5, true, {}] },
  bool: {
    column: bool(),
    some: fc.boolean(),
    read: (plain, count) => {
      expect(plain).toHaveLength(Math.ceil(count / 8))
      return Array.from({ length: count }, (_, at) => (((plain[at >> 3] ?? 0) >> (at & 7)) & 1) === 1)
    },
    as: value => value,
    wrong: [0, 'true'],
  },
  day: {
    column: day(),
    some: fc.constantFrom('1970-01-01', '1970-01-02', '2024-02-29'),
    read: fixed(4, (bytes, at) => bytes.readInt32LE(at)),
    as: value => ({ '1970-01-01': 0, '1970-01-02': 1, '2024-02-29': 19_782 })[value as string],
    wrong: ['2026-02-31', 5],
  },
  instant: {
    column: instant(),
    some: fc.constantFrom('1970-01-01T00:00:00Z', '1970-01-01T00:00:01.500Z', '9999-12-31T23:59:59.999999Z'),
    read: longs,
    as: value =>
      value === '9999-12-31T23:59:59.999999Z'
        ? 253_402_300_799_999_999n
        : BigInt(Date.parse(value as string)) * 1000n,
    wrong: ['2026-01-01T24:00:00Z', '2026-01-01', 5],
  },
  json: {
    column: json(),
    some: fc.oneof(
      fc.jsonValue().filter(value => value !== null),
      fc.constant({ long: 2n ** 60n }),
    ),
    read: texts,
    as: (value: unknown) =>
      JSON.stringify(value, (_, of) => (typeof of === 'bigint' ? String(of) : (of as unknown))),
    wrong: [],
  },
}

describe.for(Object.entries(KINDS))('values of %s', ([, { column, some, read, as, wrong }]) => {
  test('stand one behind the other, and which rows have one is a bit a row, in each group anew', () => {
    const cleared = new ColumnValues('x', optional(column), MOST)
    const group = fc.array(fc.option(some, { nil: null }), { maxLength: MOST, size: 'max' })
    fc.assert(
      fc.property(group, all => {
        cleared.clear()
        const there = all.filter(value => value !== null)
        for (const values of [cleared, new ColumnValues('x', optional(column), MOST)]) {
          for (const [row, value] of all.entries()) expect(values.add(value, row)).toBe(true)
          const { plain, count, present } = values.values
          expect(count).toBe(there.length)
          expect(read(plain, count)).toEqual(there.map(value => as(value as never)))
          expect(all.map((_, at) => ((present[at >> 3] as number) >> (at & 7)) & 1)).toEqual(
            all.map(value => (value === null ? 0 : 1)),
          )
        }
      }),
      { numRuns: 30 },
    )
  })

  test('are of no other kind, and there where there must be one', () => {
    for (const value of [...wrong, undefined, null])
      expect(new ColumnValues('x', column, MOST).add(value, 0)).toBe(false)
    for (const value of [...wrong, undefined])
      expect(new ColumnValues('x', optional(column), MOST).add(value, 0)).toBe(false)
  })
})
