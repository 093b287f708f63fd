import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { MAX_BYTES } from '../response-limits.ts'
import { textFiles } from './csv-zip.ts'

/** The files of a body, read whole. */
const read = (body: Uint8Array, most?: number) =>
  Array.from(textFiles(body, most), ({ name, parts }) => ({ name, text: [...parts].join('') }))
/** Offset of the central directory entry in a ZIP of one file. */
const behind = (zip: Uint8Array) => Buffer.from(zip).lastIndexOf('PK\x01\x02', undefined, 'latin1')

describe('a body is a ZIP by its first two bytes', () => {
  test.each(['P', 'PK', 'Price;1', 'xK', 'KP', ''])('%j is a text', text => {
    if (text === 'PK') expect(() => read(strToU8(text))).toThrow('cut short')
    else expect(read(strToU8(text))).toEqual([{ name: '', text }])
  })
})

describe('a ZIP', () => {
  const zip = zipSync({ 'a.csv': strToU8('день;sku\n'.repeat(50)) })
  const whole = read(zip)

  test('that is cut short anywhere is refused', () => {
    for (let left = 1; left < zip.length - 1; left += 1)
      expect(() => read(zip.slice(0, zip.length - left)), `without ${left} bytes`).toThrow('cut short')
  })

  test('may end with a remark, which is not cut short either, and stand in a longer buffer', () => {
    const remark = strToU8('заметка')
    const remarked = Buffer.concat([zip, remark])
    remarked.writeUInt16LE(remark.length, zip.length - 2)
    expect(read(remarked)).toEqual(whole)
    for (let left = 1; left <= remark.length; left += 1)
      expect(() => read(remarked.subarray(0, remarked.length - left))).toThrow('cut short')
    expect(
      read(Buffer.concat([strToU8('before'), zip, strToU8('behind')]).subarray(6, 6 + zip.length)),
    ).toEqual(whole)
  })

  test('whose file ends before it should is refused, though its last record is there', () => {
    const cut = Buffer.from(zipSync({ 'a.csv': [strToU8('день'), { level: 0 }] }))
    for (const at of [18, 22]) cut.writeUInt32LE(1_000, at)
    expect(() => read(cut)).toThrow('cut short')
  })

  test('that is packed in a way nobody knows is refused', () => {
    const strange = Buffer.from(zip)
    strange.writeUInt16LE(99, 8)
    expect(() => read(strange)).toThrow('unknown compression type 99')
  })

  test('that holds no file holds nothing', () => {
    expect(read(zipSync({}))).toEqual([])
  })

  test('is read whole wherever its files begin among the bytes that are unpacked at once', () => {
    for (let length = 3_990; length < 4_110; length += 1) {
      const files = { 'a.csv': 'a'.repeat(length), 'b.csv': 'behind' }
      const packed = zipSync(
        { 'a.csv': strToU8(files['a.csv']), 'b.csv': strToU8(files['b.csv']) },
        { level: 0 },
      )
      expect(Object.fromEntries(read(packed).map(({ name, text }) => [name, text]))).toEqual(files)
    }
  })

  test('that holds half a letter shows that something was there', () => {
    expect(read(zipSync({ 'a.csv': Uint8Array.of(0x61, 0xd0) }))).toEqual([
      { name: 'a.csv', text: 'a\uFFFD' },
    ])
  })
})

describe('a ZIP that holds more than any report', () => {
  const MB = 1 << 20
  const MOST = 8 * MB
  /** Files of a megabyte of zeros: compressed once, listed many times. */
  const one = zipSync({ 'a.csv': new Uint8Array(MB) })
  const bomb = (files: number) =>
    Buffer.concat([
      ...Array.from({ length: files }, () => one.subarray(0, behind(one))),
      one.subarray(behind(one)),
    ])

  test('is an unfamiliar form as soon as all its files together are too long, and never in memory whole', () => {
    const small = bomb(200)
    expect(small.length).toBeLessThan(MB / 2)
    const came: number[] = []
    expect(() => {
      for (const { parts } of textFiles(small, MOST)) for (const part of parts) came.push(part.length)
    }).toThrow(expect.objectContaining({ kind: 'shape', message: 'a ZIP: more than 8 MB' }))
    expect(Math.max(...came)).toBeLessThanOrEqual(MB)
    const sum = came.reduce((all, length) => all + length, 0)
    expect(sum).toBeLessThanOrEqual(MOST)
    expect(sum).toBeGreaterThan(MOST - 5 * MB)
  })

  test('is none as long as they are not', () => {
    expect(read(bomb(8), MOST)).toHaveLength(8)
  })

  test('is one above 192 MB where no other bound is named', () => {
    // Stored uncompressed, so that reading is fast.
    const stored = zipSync({ 'a.csv': [Uint8Array.of(0), { level: 0 }] })
    const place = behind(stored)
    const body = Buffer.alloc(stored.length + MAX_BYTES.unpacked)
    body.set(stored.subarray(0, place))
    body.set(stored.subarray(place), place + MAX_BYTES.unpacked)
    for (const at of [18, 22]) body.writeUInt32LE(MAX_BYTES.unpacked + 1, at)
    expect(() => {
      for (const _ of textFiles(body));
    }).toThrow('a ZIP: more than 192 MB')
  })
})
