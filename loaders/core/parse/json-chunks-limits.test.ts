import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { LoadError } from '../errors.ts'
import { DiskError, inMemory, type ResponseBody, readBody } from '../http/response-body.ts'
import { MAX_BYTES } from '../response-limits.ts'
import { chunked, closeOf, inChunks, isChunked, type JsonChunks, jsonChunks } from './json-chunks.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-pieces-'))
afterAll(() => rmSync(folder, { recursive: true }))

const Item = z.looseObject({ id: z.number() })
type Item = z.output<typeof Item>
const Bare = inChunks(null, jsonChunks(Item))
const Page = inChunks('items', z.object({ items: jsonChunks(Item) }))
const misread = (kind: 'server' | 'shape', text: string, piece?: Buffer) =>
  new LoadError(kind, `${text} (${piece === undefined ? 'all' : piece.toString().slice(0, 9)})`)
const bytes = (value: unknown) =>
  inMemory(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const cutOf = (body: ResponseBody): JsonChunks<Item> => Bare.parse(chunked(Bare, body, misread))

const list = Array.from({ length: 3_000 }, (_, id) => ({ id, text: 'z'.repeat(50) }))
const long = JSON.stringify(list)

describe.each([
  ['in pieces', () => cutOf(bytes(long))],
  ['whole', () => Bare.parse(list)],
])('a list %s', (_, read) => {
  test('is counted and searched, and still there to be read', () => {
    const of = read()
    expect([of.isEmpty, of.count(), of.last?.id]).toEqual([false, 3_000, 2_999])
    expect([of.some(({ id }) => id === 2_999), of.some(({ id }) => id < 0)]).toEqual([true, false])
    expect([...of].flat()).toEqual(list)
  })

  test('stands for itself by its beginning', () => {
    const text = JSON.stringify(read())
    expect(text.startsWith('"') ? JSON.parse(text) : text.slice(0, 1 << 16)).toBe(long.slice(0, 1 << 16))
  })
})

test('a list of nothing is empty, one of one item is not', () => {
  const [none, one] = [Bare.parse([]), Bare.parse([{ id: 1 }])]
  expect([none.isEmpty, none.count(), none.last, [...none].flat()]).toEqual([true, 0, undefined, []])
  expect([one.isEmpty, one.last]).toEqual([false, { id: 1 }])
})

test('a list that is whole and wrong says where', () => {
  const { error } = Page.safeParse({ items: [{ id: 1 }, { id: 'x' }, {}] })
  expect(error?.issues.map(({ path }) => path)).toEqual([
    ['items', 1, 'id'],
    ['items', 2, 'id'],
  ])
  expect(Bare.safeParse('x').success).toBe(false)
})

test('only the answers that are declared so are cut', () => {
  const plain = z.array(Item)
  expect([isChunked(Bare), isChunked(plain)]).toEqual([true, false])
  expect(chunked(plain, bytes(long), misread)).toBeUndefined()
})

test('searching reads as far as what is found, and the last item is read without the others', () => {
  const broken = cutOf(bytes(long.replace('"id":1500,', '"id":null,')))
  expect(broken.some(({ id }) => id === 1)).toBe(true)
  expect(broken.last?.id).toBe(2_999)
  expect(() => broken.some(({ id }) => id === 2_999)).toThrow(LoadError)
  expect(() => broken.count()).toThrow(LoadError)
})

test('a piece that does not fit tells of three of its faults, with their places', () => {
  const read = cutOf(bytes(long.replace(/"id":\d,/g, '"id":"x",')))
  const told = () => [...read]
  expect(told).toThrow(/^0\.id: [^;]+; 1\.id: [^;]+; 2\.id: [^;]+ \(\{"id":"x"\)$/)
})

test('a last item that does not fit is shown with the others of its piece, and no more', () => {
  const read = cutOf(bytes(long.replace('"id":2999,', '"id":null,')))
  const piece = [...cutOf(bytes(long))].at(-1) ?? []
  expect(piece.length).toBeLessThan(1_500)
  expect(() => read.last).toThrow(
    new RegExp(`^${piece.length - 1}\\.id: .* \\({"id":${String(piece[0]?.id).slice(0, 3)}\\)$`),
  )
})

test('a piece that is nested too deep is an unfamiliar form', () => {
  const deep = `${'['.repeat(70)}${']'.repeat(70)}`
  const read = cutOf(bytes(long.replace('"id":1500,', `"id":1500,"deep":${deep},`)))
  expect(() => [...read]).toThrow(
    expect.objectContaining({ kind: 'shape', message: expect.stringContaining('deep') }),
  )
})

test.each([
  ['that is short', '{"items":[{"id":1}],"next":1}'],
  ['of another name', JSON.stringify({ rows: list })],
  ['of the same name deeper inside', JSON.stringify({ inner: { items: list }, items: [{ id: 1 }] })],
  ['whose end stands before it', `] ${' '.repeat(1 << 17)} {"items":[`],
  ['that is cut short behind an item', `${JSON.stringify({ items: list }).slice(0, -2)}`],
  ['beside something that is no JSON', JSON.stringify({ items: list }).replace(/\}$/, ',,}')],
  [
    'with something behind its last item that is none',
    JSON.stringify({ items: list }).replace(/\]\}$/, ',]}'),
  ],
])('a list %s is not cut', (_, text) => {
  expect(chunked(Page, bytes(text), misread)).toBeUndefined()
})

test('a list stands among other fields, whatever these hold', () => {
  const all = { before: [1, 2], note: '"items":[', items: list, after: { n: 1 } }
  const Shape = inChunks('items', z.looseObject({ items: jsonChunks(Item) }))
  const { items, ...rest } = Shape.parse(chunked(Shape, bytes(all), misread))
  expect([...items].flat()).toEqual(list)
  expect(rest).toEqual({ before: [1, 2], note: '"items":[', after: { n: 1 } })
})

test('pieces are small, and a place that only looks like a cut makes one of them longer, not all', () => {
  const text = 'y'.repeat(40_000)
  const items: Item[] = Array.from({ length: 40 }, (_, id) => ({ id, text }))
  items[20] = { id: 20, inner: [1, 2, 3].map(id => ({ id, text })) }
  expect([...cutOf(bytes(items))].map(piece => piece.map(({ id }) => id))).toEqual(
    items.map(({ id }) => [id]),
  )
})

test('an item full of places that look like a cut is tried a few times, then read with all that is left', () => {
  const text = 'y'.repeat(40_000)
  const inner = Array.from({ length: 100 }, (_, id) => ({ id, text }))
  const source = bytes([
    { id: 0, inner },
    { id: 1, text },
  ])
  let tried = 0
  const counted: ResponseBody = {
    ...source,
    peek: (from, to) => {
      tried += 1
      return source.peek(from, to)
    },
  }
  const read = cutOf(counted)
  tried = 0
  expect([...read].map(piece => piece.map(({ id }) => id))).toEqual([[0, 1]])
  expect(tried).toBeGreaterThan(10)
  expect(tried).toBeLessThan(20)
})

describe('a list that lies on disk', () => {
  const items = Array.from({ length: 100 }, (_, id) => ({ id, text: 'z'.repeat(50_000) }))
  async function onDisk() {
    async function* chunks() {
      for (const [at, item] of items.entries())
        yield Buffer.from(`${at === 0 ? '[' : ','}${JSON.stringify(item)}`)
      yield Buffer.from(']')
    }
    return cutOf(await readBody(chunks(), { folder, most: MAX_BYTES.chunked }))
  }

  test('is read once: its file is given back at the end', async () => {
    const read = await onDisk()
    expect([...read].flat()).toEqual(items)
    expect(() => [...read]).toThrow(DiskError)
    expect(() => read.last).toThrow(DiskError)
  })

  test('gives its file back to whoever closes its answer unread', async () => {
    const read = await onDisk()
    closeOf(Bare, read)()
    expect(() => read.count()).toThrow(DiskError)
    const page = { items: await onDisk() }
    closeOf(Page, page)()
    expect(() => page.items.count()).toThrow(DiskError)
  })

  test('gives its file back also where it is not read to its end', async () => {
    const read = await onDisk()
    for (const _ of read) break
    expect(() => read.count()).toThrow(DiskError)
  })
})

test('what lies on no disk has nothing to be closed', () => {
  const whole = Page.parse({ items: [{ id: 1 }] })
  closeOf(Page, whole)()
  closeOf(Page, null as never)()
  closeOf(Page, {} as never)()
  closeOf(z.unknown(), 5)()
  expect([...whole.items].flat()).toEqual([{ id: 1 }])
})

describe('what is longer than any answer', () => {
  const beyond = `more than ${MAX_BYTES.whole >> 20} MB`
  /** Parts with blanks between them, enough to exceed the limit of what is parsed at once. */
  const padded = (...parts: readonly string[]) => {
    const blanks = Math.ceil((MAX_BYTES.whole + 1) / (parts.length - 1))
    return inMemory(
      Buffer.concat(
        parts.flatMap((part, at) => [Buffer.alloc(at === 0 ? 0 : blanks, 0x20), Buffer.from(part)]),
      ),
    )
  }

  test('around a list is an unfamiliar form', () => {
    expect(() => chunked(Page, padded('{"next":1,', '"items":[{"id":1}]', '}'), misread)).toThrow(
      expect.objectContaining({ kind: 'shape', message: `${beyond} (all)` }),
    )
  })

  test('but in parts that are each shorter is read', () => {
    const items = [{ id: 1 }, { id: 2, text: 'last' }]
    const body = padded('[{"id":1', ' '.repeat(1 << 20), '},{"id":2,"text":"last"}]')
    const inner = body.slice(2 << 20, body.length)
    inner.write('[{"id":1')
    expect(cutOf(inMemory(inner)).last).toEqual(items[1])
  })

  test('in one item is an unfamiliar form', () => {
    expect(() => chunked(Bare, padded('[{"id":1,', '"text":""}]'), misread)).toThrow(
      expect.objectContaining({ kind: 'shape', message: `${beyond} (all)` }),
    )
  })
})
