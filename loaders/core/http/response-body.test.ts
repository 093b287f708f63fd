import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openFilesIn } from '../../../tests/support/open-files.ts'
import { LoadError } from '../errors.ts'
import { chunked, inChunks, jsonChunks } from '../parse/json-chunks.ts'
import { MAX_BYTES, TooLarge } from '../response-limits.ts'
import { DiskError, readBody } from './response-body.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-body-'))
afterAll(() => rmSync(folder, { recursive: true }))
const terms = { folder, most: MAX_BYTES.whole }

/** Six megabytes with short words in many places, some across the borders of search windows. */
const text = Buffer.from(
  Array.from({ length: 200_000 }, (_, n) => `{"id":${n},"text":"строка"}`).join(','),
).subarray(0, 6_000_001)
const ownFiles = () => openFilesIn(folder)
const openFiles = () => ownFiles().length
const chunks = (of: Buffer) =>
  Readable.from(
    Array.from({ length: Math.ceil(of.length / 65_536) }, (_, n) =>
      of.subarray(n * 65_536, (n + 1) * 65_536),
    ),
  )

describe('a long answer', () => {
  test('does not pile up the chunks that it came in', async () => {
    const before = process.memoryUsage().arrayBuffers
    let peak = 0
    async function* arriving() {
      for (let at = 0; at < 3_200; at += 1) {
        yield Buffer.alloc(65_536, 'a')
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
      }
    }
    const body = await readBody(arriving(), { folder, most: Number.POSITIVE_INFINITY })
    expect(body.length).toBe(3_200 * 65_536)
    body.close()
    expect(peak).toBeLessThan(40_000_000)
  })

  test('lies in a file without a name, and reads as it would in memory', async () => {
    const body = await readBody(chunks(text), terms)
    expect(readdirSync(folder)).toEqual([])
    expect(body.length).toBe(text.length)
    expect(body.all().equals(text)).toBe(true)
    const place = fc.nat({ max: text.length })
    fc.assert(
      fc.property(place, place, fc.nat({ max: 60 }), (from, at, size) => {
        expect(body.slice(from, from + size).equals(text.subarray(from, from + size))).toBe(true)
        expect(body.peek(from, from + size).equals(text.subarray(from, from + size))).toBe(true)
        const word = Buffer.from(text.subarray(at, at + size + 1))
        expect(body.indexOf(word, Math.min(from, at))).toBe(text.indexOf(word, Math.min(from, at)))
      }),
      { numRuns: 300 },
    )
    for (const word of ['},{', '{"id":0,', 'нет такого'])
      expect(body.lastIndexOf(Buffer.from(word)), word).toBe(text.lastIndexOf(word))
  })

  test('is cut into the same items as in memory', async () => {
    const items = Array.from({ length: 150_000 }, (_, id) => ({ id, text: 'z'.repeat(id % 90) }))
    const shape = inChunks(null, jsonChunks(z.object({ id: z.number(), text: z.string() })))
    const body = await readBody(chunks(Buffer.from(JSON.stringify(items))), terms)
    const page = shape.parse(chunked(shape, body, kind => new LoadError(kind, 'misread')))
    expect(page.last?.id).toBe(items.length - 1)
    let next = 0
    for (const piece of page)
      for (const item of piece) {
        if (item.id !== next || item.text.length !== next % 90)
          throw new Error(`${item.id} in place of ${next}`)
        next += 1
      }
    expect(next).toBe(items.length)
  })

  test.skipIf(process.platform !== 'linux')(
    'gives its file back when its list was read to the end, left on the way, or is no list',
    async () => {
      const items = Array.from({ length: 150_000 }, (_, id) => ({ id, text: 'z'.repeat(id % 90) }))
      const shape = inChunks(null, jsonChunks(z.object({ id: z.number(), text: z.string() })))
      const before = openFiles()
      const take = async (spoil: (text: string) => string = text => text) => {
        const body = await readBody(chunks(Buffer.from(spoil(JSON.stringify(items)))), terms)
        expect(openFiles()).toBe(before + 1)
        return shape.parse(chunked(shape, body, kind => new LoadError(kind, 'misread')))
      }
      const whole = await take()
      expect(whole.count()).toBe(items.length)
      for (const _ of whole);
      expect(openFiles()).toBe(before)
      // The file descriptor may belong to another file by now: nothing is read from it.
      expect(() => [...whole]).toThrow(DiskError)
      expect(JSON.stringify(whole)).toContain('id')
      for (const _ of await take()) break
      expect(openFiles()).toBe(before)
      const spoilt = await take(text => text.replace('"id":70000,', '"id":"x",'))
      expect(() => [...spoilt]).toThrow(LoadError)
      expect(openFiles()).toBe(before)
    },
  )

  test.skipIf(process.platform !== 'linux')(
    'of which the disk has lost a part is no other bytes in their place',
    async () => {
      const before = ownFiles()
      const body = await readBody(chunks(text), terms)
      const name = ownFiles().find(file => !before.includes(file)) ?? ''
      truncateSync(name, 5_000_000)
      expect(body.slice(0, 10).equals(text.subarray(0, 10))).toBe(true)
      expect(() => body.all()).toThrow(expect.objectContaining({ name: 'DiskError', code: 'EIO' }))
      body.close()
    },
  )

  test('beyond its bound is refused with its beginning, and where only that is wanted it is left there', async () => {
    for (const where of [folder, undefined]) {
      const most = { folder: where, most: 5_000_000 }
      const refused = await readBody(chunks(text), most).catch(error => error)
      expect(refused).toBeInstanceOf(TooLarge)
      expect(refused.head.length).toBeGreaterThanOrEqual(65_536)
      expect(text.subarray(0, refused.head.length).equals(refused.head)).toBe(true)
      const left = await readBody(chunks(text), { ...most, cut: true })
      expect(left.length).toBeLessThan(5_200_000)
      expect(left.all().equals(text.subarray(0, left.length))).toBe(true)
      left.close()
      expect((await readBody(chunks(text), { ...most, most: text.length })).length).toBe(text.length)
    }
  })

  test('that was closed is not read out of the file that has its number now', async () => {
    const body = await readBody(chunks(text), terms)
    body.close()
    const other = openSync(import.meta.filename, 'r')
    for (const read of [body.slice, body.peek])
      expect(() => read(0, 10)).toThrow(expect.objectContaining({ name: 'DiskError', code: 'EBADF' }))
    body.close()
    expect(readSync(other, Buffer.alloc(1))).toBe(1)
    closeSync(other)
  })

  test('that finds no place on the disk is the disk’s error', async () => {
    const nowhere = { ...terms, folder: join(folder, 'missing') }
    await expect(readBody(chunks(text), nowhere)).rejects.toMatchObject({ name: 'DiskError', code: 'ENOENT' })
  })

  test('that breaks off leaves nothing behind', async () => {
    const broken = async function* () {
      yield* chunks(text)
      throw new Error('cut')
    }
    await expect(readBody(broken(), terms)).rejects.toThrow('cut')
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a short answer, and any where there is no folder, stays in memory', async () => {
  for (const [of, where] of [
    [text.subarray(0, 1_000), folder],
    [text, undefined],
  ] as const) {
    const body = await readBody(chunks(of), { ...terms, folder: where })
    expect(body.all().equals(of)).toBe(true)
    // A view of the same bytes, not a copy.
    expect(body.all().buffer).toBe(body.slice(0, 10).buffer)
  }
})
