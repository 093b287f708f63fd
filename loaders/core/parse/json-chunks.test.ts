import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { LoadError } from '../errors.ts'
import { inMemory } from '../http/response-body.ts'
import { chunked, inChunks, jsonChunks } from './json-chunks.ts'
import { parseJson } from './json-lossless.ts'

const Item = z.looseObject({ id: z.union([z.number(), z.string()]) })
const Bare = inChunks(null, jsonChunks(Item))
const Page = inChunks('items', z.object({ items: jsonChunks(Item), next: z.string() }))
const misread = (kind: 'server' | 'shape', text: string, piece?: Buffer) =>
  new LoadError(kind, `${text}: ${piece?.length}`)

const itemsOf = (list: Iterable<readonly unknown[]>): unknown[] => [...list].flat()
/** Texts and lists that look like a cut point. */
const trap = fc.constantFrom('},{"id":1', '}],[{', '"', '\\', '],"items":[', '", "', 'я', '{"id":')
const item = fc.record({
  id: fc.oneof(fc.nat(), fc.constant('x')),
  text: trap,
  inner: fc.array(fc.record({ id: fc.nat(), note: trap }), { maxLength: 3 }),
  long: fc.nat({ max: 4_000 }).map(length => 'y'.repeat(length)),
})
/** Enough of them for several chunks. */
const items = fc.array(item, { minLength: 60, maxLength: 120 })

test('a list in pieces has exactly the items of the whole, whatever stands in their texts', () => {
  fc.assert(
    fc.property(items, trap, (list, next) => {
      const bare = Buffer.from(JSON.stringify(list))
      const around = Buffer.from(JSON.stringify({ total: 1, items: list, next }))
      const read = Bare.parse(chunked(Bare, inMemory(bare), misread) ?? parseJson(bare))
      expect(itemsOf(read)).toEqual(list)
      expect(read.last).toEqual(list.at(-1))
      const page = Page.parse(chunked(Page, inMemory(around), misread) ?? parseJson(around))
      expect(itemsOf(page.items)).toEqual(list)
      expect(page.next).toBe(next)
    }),
    { numRuns: 40 },
  )
})

const list = Array.from({ length: 3_000 }, (_, id) => ({ id, text: 'z'.repeat(50) }))
const long = JSON.stringify(list)

test('a long list is cut, a short one is not, and ids beyond 2^53 lose no digit', () => {
  const huge = Buffer.from(long.replace('"id":7,', '"id":9007199254740993,'))
  const read = Bare.parse(chunked(Bare, inMemory(huge), misread))
  expect([...read].length).toBeGreaterThan(1)
  expect(itemsOf(read)[7]).toMatchObject({ id: '9007199254740993' })
  expect(chunked(Bare, inMemory(Buffer.from('[{"id":1}]')), misread)).toBeUndefined()
  expect(itemsOf(Bare.parse([{ id: 1 }]))).toEqual([{ id: 1 }])
  expect(itemsOf(Bare.parse(null))).toEqual([])
})

test('a list that was written twice has its items once, one that repeats itself almost has all of them', () => {
  const read = (text: string) => {
    const bytes = Buffer.from(text)
    return itemsOf(Bare.parse(chunked(Bare, inMemory(bytes), misread) ?? parseJson(bytes)).withoutRepeat())
  }
  const bare = long.slice(1, -1)
  expect(read(`[${bare},${bare}]`)).toEqual(list)
  expect(read(long)).toEqual(list)
  for (const place of ['"id":0,', '"id":1500,', '"id":2999,'])
    expect(read(`[${bare},${bare.replace(place, place.replace(':', ':1'))}]`).length, place).toBe(6_000)
  for (const text of ['{"id":7}', '{"id":1}'])
    expect(read(`[${bare},${text},${bare}]`).length, text).toBe(6_001)
  // Of three times the same, the half is no list.
  expect(read(`[${bare},${bare},${bare}]`)).toHaveLength(9_000)
  const few = [1, 2, 3, 4].map(id => `{"id":${id}}`)
  expect(read(`[${[...few, ...few]}]`)).toEqual([1, 2, 3, 4].map(id => ({ id })))
  // Fewer that come again are as many, in a list that is cut as well.
  expect(read(`[${[...few.slice(1), ...few.slice(1)]}]`)).toHaveLength(6)
  expect(read('[{"id":1},{"id":2},{"id":1},{"id":2}]')).toHaveLength(4)
  expect(read('[{"id":1},{"id":1}]')).toHaveLength(2)
  expect(read('[{"id":1},{"id":1},{"id":1},{"id":1}]')).toHaveLength(4)
  const three = list.slice(0, 3).map(item => JSON.stringify(item))
  expect(read(`[${Array(1_000).fill(three).flat()}]`)).toHaveLength(3_000)
  const large = JSON.stringify({ id: 1, text: 'z'.repeat(100_000) })
  expect(read(`[${large},${large}]`)).toHaveLength(2)
  expect(read('[{"id":1},{"id":1},{"id":1}]')).toHaveLength(3)
  expect(read('[{"id":1},{"id":2}]')).toHaveLength(2)
  expect(read('[]')).toEqual([])
})

test('what was cut off is no answer, however much of it came', () => {
  for (const length of [long.length - 1, long.length - 2, long.length >> 1])
    expect(chunked(Bare, inMemory(Buffer.from(long.slice(0, length))), misread)).toBeUndefined()
  const page = JSON.stringify({ items: list, next: 'a' })
  for (const length of [page.length - 1, page.length - 8, page.length >> 1])
    expect(chunked(Page, inMemory(Buffer.from(page.slice(0, length))), misread)).toBeUndefined()
})

test('the piece that does not fit its shape, or is no JSON, is an error in its turn with its own bytes', () => {
  const spoilt = (by: string) =>
    Bare.parse(chunked(Bare, inMemory(Buffer.from(long.replace('"id":2000,', by))), misread))
  const caught = (read: Iterable<readonly unknown[]>) => {
    const before: unknown[] = []
    try {
      for (const piece of read) before.push(...piece)
    } catch (error) {
      return { before: before.length, error }
    }
    throw new Error('nothing was wrong')
  }
  const shape = caught(spoilt('"id":null,'))
  expect(shape.error).toMatchObject({ kind: 'shape' })
  expect(shape.before).toBeGreaterThan(1_000)
  expect(caught(spoilt('"id":,')).error).toMatchObject({ kind: 'server' })
})
