import { channel } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  deflateSync,
  gzipSync,
} from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { answers } from '../../../tests/support/answers.ts'
import { MAX_BYTES, MIN_PACE, TooLarge } from '../response-limits.ts'
import { openTransport } from './transport.ts'

const MB = 1 << 20
const TIMEOUTS = { connect: 5_000, headers: 5_000, body: 5_000 }
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const one of opened.splice(0).reverse()) await one.close()
})

/** Sends a request to a host that answers as the test says; a good response may have so many bytes. */
async function ask(answer: (response: ServerResponse) => unknown, most = 4 * MB, timeouts = TIMEOUTS) {
  const server = await answers(response => void answer(response))
  const one = openTransport(new URL(server.url), timeouts)
  opened.push(server, one)
  const { signal } = new AbortController()
  return one.send({ host: 'ozon-seller', method: 'GET', path: '/' }, {}, most, signal)
}
/** Sends a chunk over and over, as fast as it is taken, until the connection closes. */
function pour(to: Writable, chunk: Buffer): void {
  const fill = () => {
    while (!to.destroyed && to.write(chunk));
  }
  to.on('error', () => {}).on('drain', fill)
  fill()
}
const refused = async (asked: Promise<unknown>) => {
  const error = await asked.catch(reason => reason)
  expect(error).toBeInstanceOf(TooLarge)
  return error as TooLarge
}

describe('an answer beyond its bound', () => {
  test('is refused at its first byte too many, its beginning kept', async () => {
    const text = Buffer.from('[1,2,3]'.repeat(30_000))
    const send = (response: ServerResponse) => response.end(text)
    expect((await ask(send, text.length)).body.all().equals(text)).toBe(true)
    const error = await refused(ask(send, text.length - 1))
    expect(error.head.length).toBeGreaterThan(0)
    expect(text.subarray(0, error.head.length).equals(error.head)).toBe(true)
  })

  test('is refused on the way, however long it would go on', async () => {
    const error = await refused(ask(response => pour(response, Buffer.alloc(MB / 4, '[1,'))))
    expect(error.message).toBe('more than 4 MB')
    expect(error.head.subarray(0, 6).toString()).toBe('[1,[1,')
  })

  test.each([
    ['gzip', () => createGzip()],
    ['br', () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)('that is a bomb of %s is refused by what it unpacks to', async (coding, pack) => {
    await refused(
      ask(response => {
        response.writeHead(200, { 'content-encoding': coding })
        const packer = pack()
        packer.pipe(response)
        response.on('close', () => packer.destroy())
        pour(packer, Buffer.alloc(MB, ' '))
      }),
    )
  })

  test('that unpacks to nothing, packed without end, is refused by what came', async () => {
    const empty = Buffer.concat(Array.from({ length: 2_000 }, () => gzipSync('')))
    const endless = (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      pour(response, empty)
    }
    await refused(ask(endless, MB / 4))
  })

  test('that refuses is left there, whatever a good one may have', async () => {
    const { status, good, body } = await ask(response => {
      response.writeHead(403)
      pour(response, Buffer.alloc(MB / 4, 'x'))
    }, 64 * MB)
    expect({ status, good }).toEqual({ status: 403, good: false })
    expect(body.length).toBeGreaterThan(MAX_BYTES.refusal)
    expect(body.length).toBeLessThan(2 * MAX_BYTES.refusal)
  })
})

describe('a packed answer', () => {
  const TEXT = 'Тихий дом '.repeat(1_000)
  const packed = (coding: string, body: Buffer) => (response: ServerResponse) =>
    response.writeHead(200, { 'content-encoding': coding }).end(body)

  test.each([
    ['GZip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    ['br,identity , gzip', gzipSync(brotliCompressSync(TEXT))],
  ])('in %s is unpacked, the last coding first', async (coding, body) => {
    expect((await ask(packed(coding, body))).body.all().toString()).toBe(TEXT)
  })

  test('that ends in the middle is none, and one of nothing is empty', async () => {
    const half = gzipSync(TEXT).subarray(0, 40)
    await expect(ask(packed('gzip', half))).rejects.toMatchObject({ code: 'Z_BUF_ERROR' })
    expect((await ask(packed('gzip', Buffer.alloc(0)))).body.length).toBe(0)
  })
})

describe('an answer on its way', () => {
  const SOME = MIN_PACE.bytes
  /** Lets the host send so many bytes in each of so many periods of patience; everything but the timer is real. */
  async function dripping(stretches: readonly number[]) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const began = Promise.withResolvers<ServerResponse>()
    const asked = ask(response => {
      response.writeHead(200).flushHeaders()
      began.resolve(response)
    })
    const told = asked.then(
      ({ body }) => body.length,
      (error: Error) => error.message,
    )
    const response = await began.promise
    for (const bytes of stretches) {
      if (bytes > 0) {
        const came = arrived(bytes)
        response.write(Buffer.alloc(bytes))
        await came
      }
      await expect.poll(() => vi.getTimerCount(), { interval: 1 }).toBe(1)
      vi.advanceTimersByTime(TIMEOUTS.body)
    }
    response.end()
    const result = await told
    expect(vi.getTimerCount()).toBe(0)
    return result
  }
  /** Resolves when so many bytes have arrived and were read. */
  function arrived(bytes: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const chunks = channel('undici:request:bodyChunkReceived')
    let left = bytes
    const count = (message: unknown) => {
      left -= (message as { chunk: Buffer }).chunk.length
      if (left > 0) return
      chunks.unsubscribe(count)
      setImmediate(() => setImmediate(resolve))
    }
    chunks.subscribe(count)
    return promise
  }

  test('is waited for while it gets on, nine times as long as a silent host', async () => {
    expect(await dripping(Array(9).fill(SOME))).toBe(9 * SOME)
  })

  test('is given up the tenth time, however it gets on', async () => {
    expect(await dripping(Array(10).fill(2 * SOME))).toBe('it takes too long')
  })

  test('is given up when hardly anything of it comes, however much came at first', async () => {
    expect(await dripping([SOME - 1])).toBe('hardly anything of it comes')
    expect(await dripping([50 * SOME, SOME - 1])).toBe('hardly anything of it comes')
  })
})
