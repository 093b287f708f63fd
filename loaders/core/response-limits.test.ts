import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Answering, json, openings } from '../../tests/support/answers.ts'
import { ozon } from '../ozon/api.ts'
import type { Request } from './declare/source.ts'
import type { LoadError } from './errors.ts'
import { httpClient } from './http/client.ts'
import type { HttpClientOptions } from './http/session.ts'
import { list } from './parse/fields.ts'
import { inChunks, jsonChunks } from './parse/json-chunks.ts'
import { MAX_BYTES, MAX_DEPTH } from './response-limits.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-bounds-'))
const { opened, serve } = openings()
afterAll(() => rmSync(folder, { recursive: true }))

const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null } as const
const PATH = '/v1/roles'
const request: Request = { host: 'ozon-seller', method: 'POST', path: PATH }
const Item = z.looseObject({ id: z.number() })
const Whole = list(Item)
const Pieces = inChunks(null, jsonChunks(Item))
/** Lines of so many bytes, each followed by a comma. */
const lines = (count: number, bytes: number) =>
  Buffer.from(
    Array.from({ length: count }, (_, id) => `{"id":${id},"text":"${'текст '.repeat(bytes / 11)}"},`).join(
      '',
    ),
  )
/** As long as finance lines. */
const CHUNK = lines(200, 2_300)

type Sending = (...of: Parameters<Answering>) => unknown
/** A session with a host that answers as the test says, and the requests that it received. */
async function asking(answer: Sending, options: Partial<HttpClientOptions> = {}) {
  const server = await serve((...of) => void answer(...of))
  const one = httpClient({ api: ozon, hosts: { 'ozon-seller': server.url }, pace: 1000, folder, ...options })
  opened(one)
  return { session: one.session({ keys, signal: new AbortController().signal, attempts: 2 }), server }
}
const failure = (asked: Promise<unknown>): Promise<LoadError> =>
  asked.then(
    value => Promise.reject(new Error(`no failure but ${JSON.stringify(value).slice(0, 100)}`)),
    error => error,
  )
/** Resolves when a stream takes more, or never will. */
const ready = (of: Writable) =>
  new Promise<void>(resolve => {
    const done = () => {
      of.off('drain', done).off('close', done)
      resolve()
    }
    of.on('drain', done).on('close', done)
  })
/** Sends chunks, a given number or without end, as fast as they are taken. */
async function pour(to: Writable, chunk: Buffer, times = Infinity): Promise<void> {
  to.on('error', () => {})
  for (let n = 0; n < times && !to.destroyed; n += 1) if (!to.write(chunk)) await ready(to)
}

describe('an answer without end', () => {
  const endless: Sending = async response => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[')
    await pour(response, CHUNK)
  }
  test('is an unfamiliar form, asked for once, with its beginning kept', async () => {
    const { session, server } = await asking(endless)
    const error = await failure(session.bytes(request))
    expect(error).toMatchObject({ kind: 'shape', captured: { path: PATH, method: 'POST', status: 200 } })
    expect(error.message).toBe(`POST ${PATH}: more than ${MAX_BYTES.file / 2 ** 20} MB`)
    expect(error.captured?.answer.slice(0, 20)).toBe('[{"id":0,"text":"тек')
    expect(error.captured?.answer.length).toBeLessThanOrEqual(65_536)
    expect(server.asked).toHaveLength(1)
  })

  test('that refuses means what its status and its first words say', async () => {
    const { session } = await asking(async response => {
      response.writeHead(403, { 'content-type': 'application/json' })
      response.write('{"message":"Api-Key is missing a required role for a method", "more":"')
      await pour(response, Buffer.alloc(1 << 16, 'x'))
    })
    expect((await failure(session.json(request, Whole))).kind).not.toBe('shape')
  })
})

describe('an honest answer', () => {
  const items =
    (chunk: Buffer, times: number): Sending =>
    async response => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
      await pour(response, chunk, times)
      response.end('{"id":7}]')
    }
  test('of 68 MB, more than the longest that is known, is read whole', async () => {
    const { session } = await asking(items(lines(200, 850), 400))
    expect((await session.json(request, Whole)).length).toBe(80_001)
  })

  test('of 230 MB, as 100,000 lines of finance are, is read in pieces', async () => {
    const { session } = await asking(items(CHUNK, 500))
    const page = await session.json(request, Pieces)
    let count = 0
    for (const piece of page) count += piece.length
    expect(count).toBe(100_001)
  })

  test.each(['gzip', 'br', 'identity'])('without a body in %s is an empty one', async coding => {
    const { session } = await asking(response => {
      response.writeHead(200, { 'content-encoding': coding }).end()
    })
    expect((await session.bytes(request)).body).toHaveLength(0)
  })
})

describe('an answer that does not get on', () => {
  const timeouts = { connect: 1_000, headers: 1_000, body: 100 }
  const drip =
    (bytes: number, ms: number, times = Infinity): Sending =>
    async response => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
      for (let n = 0; n < times && !response.destroyed; n += 1) {
        response.write(' '.repeat(bytes))
        await sleep(ms)
      }
      response.end(']')
    }
  test('is a broken line: a byte now and then is no sign of life', async () => {
    const { session, server } = await asking(drip(1, 20), { timeouts })
    const error = await failure(session.json(request, Whole))
    expect(error).toMatchObject({ kind: 'network', captured: { path: PATH } })
    expect(error.message).toContain('hardly anything of it comes')
    expect(server.asked).toHaveLength(2)
  })

  test('quickly, and does, is waited for', async () => {
    const { session } = await asking(drip(2_000, 20, 30), { timeouts: { ...timeouts, body: 500 } })
    expect(await session.json(request, Whole)).toEqual([])
  })
})

describe('an answer of lists within lists', () => {
  const Any = z.array(z.unknown())
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const answered =
    (text: string): Sending =>
    response =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(text)

  test.each([MAX_DEPTH + 1, 5_000, 2_000_000])('%s deep is an unfamiliar form', async depth => {
    const { session } = await asking(answered(nested(depth)))
    const error = await failure(session.json(request, Any))
    expect(error).toMatchObject({
      kind: 'shape',
      message: `POST ${PATH}: nested more than ${MAX_DEPTH} deep`,
    })
  })

  test('in objects is one too, and in an item of a long list', async () => {
    const deep = `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`
    const { session } = await asking(answered(deep))
    expect(await failure(session.json(request, z.looseObject({})))).toMatchObject({ kind: 'shape' })
    const long = `[${`{"id":1,"text":"${'y'.repeat(1_000)}"},`.repeat(500)}{"id":2,"more":${deep}}]`
    const { session: other } = await asking(answered(long))
    const read = other.json(request, Pieces).then(page => [...page])
    expect(await failure(read)).toMatchObject({ kind: 'shape', captured: { path: PATH } })
  })

  test('as deep as any may be is read, and brackets in texts are none', async () => {
    const text = `"${'['.repeat(1_000)}" \\`
    const { session } = await asking(response =>
      json(response, 200, [JSON.parse(nested(MAX_DEPTH - 1)), text, '\\', '"[[[']),
    )
    expect((await session.json(request, Any)).slice(1)).toEqual([text, '\\', '"[[['])
  })

  test('in a refusal hides no cause that its status tells', async () => {
    const { session } = await asking(response => response.writeHead(500).end(nested(5_000)))
    expect(await failure(session.json(request, Any))).toMatchObject({ kind: 'server' })
  })
})

test('an answer that finds no place on the disk is told by the disk, not as a broken line, and is not asked for again', async () => {
  const { session, server } = await asking(
    async response => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[')
      await pour(response, CHUNK, 10)
      response.end('{"id":7}]')
    },
    { folder: join(folder, 'missing') },
  )
  expect(await failure(session.json(request, Whole))).toMatchObject({ name: 'DiskError', code: 'ENOENT' })
  expect(server.asked).toHaveLength(1)
})

test.skipIf(process.platform !== 'linux')(
  'the file of a long answer is given back as soon as it is read, or cannot be',
  async () => {
    const files = () =>
      readdirSync('/proc/self/fd').filter(fd => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
        } catch {
          return false
        }
      }).length
    const sent =
      (end: string): Sending =>
      async response => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('[')
        await pour(response, CHUNK, 10)
        response.end(end)
      }
    const before = files()
    const { session } = await asking(sent('{"id":7}]'))
    await session.json(request, Whole)
    await session.bytes(request)
    await failure(session.json(request, z.object({})))
    for (const _ of await session.json(request, Pieces));
    const { session: cutOff } = await asking(sent('{"id"'))
    await failure(cutOff.json(request, Whole))
    await failure(cutOff.json(request, Pieces))
    expect(files()).toBe(before)
  },
)
