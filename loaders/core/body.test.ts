import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { received } from './body.ts'
import { LoadError } from './errors.ts'
import { cut, inPieces, pieces } from './pieces.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-body-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Six megabytes in which short words stand in many places, some of them across the borders of what is searched at once. */
const text = Buffer.from(
  Array.from({ length: 200_000 }, (_, n) => `{"id":${n},"text":"строка"}`).join(','),
).subarray(0, 6_000_001)
const chunks = (of: Buffer) =>
  Readable.from(
    Array.from({ length: Math.ceil(of.length / 65_536) }, (_, n) =>
      of.subarray(n * 65_536, (n + 1) * 65_536),
    ),
  )

describe('a long answer', () => {
  test('lies in a file without a name, and reads as it would in memory', async () => {
    const body = await received(chunks(text), folder)
    expect(readdirSync(folder)).toEqual([])
    expect(body.length).toBe(text.length)
    expect(body.all().equals(text)).toBe(true)
    const place = fc.nat({ max: text.length })
    fc.assert(
      fc.property(place, place, fc.nat({ max: 60 }), (from, at, size) => {
        expect(body.slice(from, from + size).equals(text.subarray(from, from + size))).toBe(true)
        const word = Buffer.from(text.subarray(at, at + size + 1))
        expect(body.indexOf(word, Math.min(from, at))).toBe(text.indexOf(word, Math.min(from, at)))
      }),
      { numRuns: 300 },
    )
    for (const word of ['},{', '"id":0,', 'нет такого'])
      expect(body.lastIndexOf(Buffer.from(word)), word).toBe(text.lastIndexOf(word))
  })

  test('is cut into the same items as in memory', async () => {
    const items = Array.from({ length: 150_000 }, (_, id) => ({ id, text: 'z'.repeat(id % 90) }))
    const shape = inPieces(null, pieces(z.object({ id: z.number(), text: z.string() })))
    const body = await received(chunks(Buffer.from(JSON.stringify(items))), folder)
    const page = shape.parse(cut(shape, body, kind => new LoadError(kind, 'misread')))
    let next = 0
    for (const piece of page)
      for (const item of piece) {
        if (item.id !== next || item.text.length !== next % 90)
          throw new Error(`${item.id} in place of ${next}`)
        next += 1
      }
    expect(next).toBe(items.length)
    expect(page.last?.id).toBe(items.length - 1)
  })

  test('that breaks off leaves nothing behind', async () => {
    const broken = async function* () {
      yield* chunks(text)
      throw new Error('cut')
    }
    await expect(received(broken(), folder)).rejects.toThrow('cut')
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a short answer, and any where there is no folder, stays in memory', async () => {
  for (const [of, where] of [
    [text.subarray(0, 1_000), folder],
    [text, undefined],
  ] as const) {
    const body = await received(chunks(of), where)
    expect(body.all().equals(of)).toBe(true)
    // A view of the same bytes, not a copy.
    expect(body.all().buffer).toBe(body.slice(0, 10).buffer)
  }
})
