import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bytes } from './bytes.ts'

/** One value to write, and its expected bytes. */
interface Put {
  readonly to: (bytes: Bytes) => void
  readonly is: Buffer
}
const written = (size: number, how: (to: DataView) => void): Buffer => {
  const view = new DataView(new ArrayBuffer(size))
  how(view)
  return Buffer.from(view.buffer)
}
const sized = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([written(4, view => view.setInt32(0, bytes.length, true)), bytes])
}
const put: fc.Arbitrary<Put> = fc.oneof(
  fc.nat(255).map(value => ({ to: (b: Bytes) => b.byte(value), is: Buffer.from([value]) })),
  fc.integer().map(value => ({
    to: (b: Bytes) => b.int32(value),
    is: written(4, view => view.setInt32(0, value, true)),
  })),
  fc.maxSafeInteger().map(value => ({
    to: (b: Bytes) => b.int64(value),
    is: written(8, view => view.setBigInt64(0, BigInt(value), true)),
  })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(value => ({
    to: (b: Bytes) => b.bigint64(value),
    is: written(8, view => view.setBigInt64(0, value, true)),
  })),
  fc.double().map(value => ({
    to: (b: Bytes) => b.double(value),
    is: written(8, view => view.setFloat64(0, value, true)),
  })),
  fc
    .oneof(
      fc.string({ maxLength: 60, size: 'max' }),
      fc.string({ unit: 'binary', maxLength: 60, size: 'max' }),
    )
    .map(value => ({
      to: (b: Bytes) => b.text(value),
      is: sized(value),
    })),
  fc.uint8Array({ maxLength: 300, size: 'max' }).map(value => ({
    to: (b: Bytes) => b.put(value),
    is: Buffer.from(value),
  })),
)

test('values stand behind one another, little-endian, in any order and however many, and again once it is cleared', () => {
  const bytes = new Bytes()
  fc.assert(
    fc.property(fc.array(put, { maxLength: 30, size: 'max' }), puts => {
      bytes.clear()
      const anew = new Bytes()
      for (const { to } of puts) {
        to(bytes)
        to(anew)
      }
      const is = Buffer.concat(puts.map(one => one.is))
      expect(anew.all.equals(is)).toBe(true)
      expect(bytes.all.equals(is)).toBe(true)
      expect(bytes.length).toBe(is.length)
    }),
    { numRuns: 30 },
  )
})

test.for(['a', 'я', '\u007f', '\u0080', '💼', 'cut \ud83d', 'я'.repeat(5_000), 'a'.repeat(48)])(
  'the text %s fits whatever room there was',
  text => {
    for (let before = 0; before < 8; before += 1) {
      const bytes = new Bytes()
      bytes.put(Buffer.alloc(1_024 - before))
      bytes.text(text)
      expect(bytes.all.subarray(1_024 - before)).toEqual(sized(text))
    }
  },
)

test('bits fill one byte after another', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), bits => {
      const bytes = new Bytes()
      for (const [index, on] of bits.entries()) bytes.bit(index, on)
      expect(bytes.length).toBe(Math.ceil(bits.length / 8))
      expect(bits.map((_, index) => ((bytes.all[index >> 3] ?? 0) >> (index & 7)) & 1)).toEqual(
        bits.map(Number),
      )
    }),
  )
})

test('room is taken in ever larger pieces, and kept', () => {
  const bytes = new Bytes()
  const rooms = () => {
    const seen = new Set<ArrayBufferLike>()
    for (let count = 0; count < 50_000; count += 1) {
      bytes.int32(count)
      seen.add(bytes.all.buffer)
    }
    return seen.size
  }
  expect(rooms()).toBeLessThan(10)
  bytes.clear()
  expect(bytes.all).toHaveLength(0)
  expect(rooms()).toBe(1)
})
