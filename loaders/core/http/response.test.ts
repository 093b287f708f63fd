import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ozon } from '../../ozon/api.ts'
import type { Request } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import { inChunks, jsonChunks } from '../parse/json-chunks.ts'
import { MAX_BYTES, MAX_DEPTH, TooLarge } from '../response-limits.ts'
import type { MarketplaceApi, Verdict } from './marketplace-api.ts'
import {
  clockError,
  connectionError,
  readResponse,
  refusalOf,
  remaining,
  retryAfter,
  sizeLimitOf,
} from './response.ts'
import { DiskError, inMemory, type ResponseBody } from './response-body.ts'
import type { RawResponse } from './transport.ts'

const request: Request = { host: 'ozon-seller', method: 'POST', path: '/v1/list', body: { limit: 1 } }
const bare: Request = { host: 'ozon-seller', method: 'GET', path: '/v1/list', query: { page: 1 } }
const Ids = z.object({ ids: z.array(z.number()) })
const Item = z.object({ id: z.number() })
const Long = inChunks(null, jsonChunks(Item))
const method = { name: 'list', every: 0 }

/** A good response, and whether its body was closed. */
function answered(text: string | Buffer, headers: RawResponse['headers'] = {}) {
  const state = { closed: false }
  const body: ResponseBody = {
    ...inMemory(Buffer.from(text)),
    close: () => {
      state.closed = true
    },
  }
  const raw: RawResponse = { status: 200, good: true, headers, body, began: 0 }
  return { raw, state }
}
function failure(work: () => unknown): LoadError {
  try {
    work()
  } catch (error) {
    return error as LoadError
  }
  throw new Error('no failure')
}
const readIds = (text: string, api: MarketplaceApi = ozon) =>
  readResponse<unknown>(api, request, answered(text).raw, Ids)

test('what is cut into pieces may be longest, and each kind has its own bound', () => {
  expect([sizeLimitOf(null), sizeLimitOf(Ids), sizeLimitOf(Long)]).toEqual([
    MAX_BYTES.file,
    MAX_BYTES.whole,
    MAX_BYTES.chunked,
  ])
})

describe('a good answer', () => {
  test('is read by its shape, or comes as it is with its type, and is given back at once', () => {
    const whole = answered('{"ids":[7]}')
    expect(readResponse(ozon, request, whole.raw, Ids)).toEqual({ ids: [7] })
    const file = answered('a;b', { 'content-type': 'text/csv' })
    expect(readResponse(ozon, request, file.raw, null)).toEqual({
      contentType: 'text/csv',
      body: Buffer.from('a;b'),
    })
    const untold = answered('a;b')
    expect(readResponse(ozon, request, untold.raw, null).contentType).toBe('')
    for (const { state } of [whole, file, untold]) expect(state.closed).toBe(true)
  })

  test('is kept while its list is read, and given back at the end of it', () => {
    const { raw, state } = answered(JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id }))))
    const list = readResponse(ozon, request, raw, Long)
    expect(state.closed).toBe(false)
    expect([...list].flat()).toHaveLength(20_000)
    expect(state.closed).toBe(true)
  })

  test('that is a page, or cannot be read, is given back too', () => {
    for (const [text, headers, shape] of [
      ['<html></html>', { 'content-type': 'text/html; charset=utf-8' }, null],
      ['{"ids":', {}, Ids],
      ['{"ids":["x"]}', {}, Ids],
    ] as const) {
      const { raw, state } = answered(text, headers)
      failure(() => readResponse<unknown>(ozon, request, raw, shape as typeof Ids))
      expect(state.closed).toBe(true)
    }
  })

  test('that does not fit tells the first three places', () => {
    const error = failure(() => readIds('{"ids":["a","b","c","d"]}'))
    expect(error.kind).toBe('shape')
    expect(error.message).toMatch(/^POST \/v1\/list: ids\.0: [^;]+; ids\.1: [^;]+; ids\.2: [^;]+$/)
  })

  test('without a body is "no data" where the marketplace answers so, if the shape knows of it', () => {
    const silent: MarketplaceApi = { ...ozon, emptyIsNull: true }
    expect(readResponse(silent, request, answered('').raw, Ids.nullable())).toBeNull()
    expect(failure(() => readIds('', silent))).toMatchObject({
      kind: 'server',
      message: 'POST /v1/list: an empty body',
    })
    expect(failure(() => readIds('"x"', silent)).kind).toBe('shape')
    for (const api of [ozon, { ...ozon, emptyIsNull: false }])
      expect(failure(() => readResponse(api, request, answered('').raw, Ids.nullable()))).toMatchObject({
        kind: 'server',
        message: 'POST /v1/list: not JSON, or cut off',
      })
  })

  test('that tells of a fault in place of data is the server’s failure', () => {
    const faulty: MarketplaceApi = {
      ...ozon,
      isErrorBody: json => JSON.stringify(json).includes('"error":true'),
    }
    expect(failure(() => readIds('{"error":true,"ids":[]}', faulty)).kind).toBe('server')
    expect(readIds('{"error":false,"ids":[]}', faulty)).toEqual({ ids: [] })
  })

  test('that goes too deep or beyond its bound is an unfamiliar form, and what the disk lost is the disk’s error', () => {
    const deep = '['.repeat(MAX_DEPTH + 1)
    expect(failure(() => readResponse(ozon, request, answered(deep).raw, z.unknown())).kind).toBe('shape')
    const tooLong = {
      ...answered('{}').raw,
      body: { ...inMemory(Buffer.from('{}')), length: MAX_BYTES.whole + 1 },
    }
    expect(failure(() => readResponse(ozon, request, tooLong, z.unknown())).kind).toBe('shape')
    const longest = { ...tooLong, body: { ...tooLong.body, length: MAX_BYTES.whole } }
    expect(readResponse(ozon, request, longest, z.unknown())).toEqual({})
    const all = () => {
      throw new DiskError(new Error('gone'))
    }
    const torn = { ...tooLong, body: { ...tooLong.body, length: 2, all } }
    expect(failure(() => readResponse(ozon, request, torn, z.unknown()))).toBeInstanceOf(DiskError)
  })

  test('leaves the beginning of what is at fault as evidence: of itself, or of the piece', () => {
    const { captured } = failure(() => readResponse(ozon, bare, answered('{"ids":"ж"}').raw, Ids))
    expect(captured).toEqual({
      host: 'ozon-seller',
      method: 'GET',
      path: '/v1/list',
      query: { page: 1 },
      body: null,
      status: 200,
      answer: '{"ids":"ж"}',
    })
    expect(failure(() => readIds('[]')).captured).toMatchObject({ query: null, body: { limit: 1 } })
    // 64 KiB, and the longest secret that could begin just before their end.
    const long64 = failure(() => readIds(`{"ids":"${'x'.repeat(100_000)}"}`))
    expect(long64.captured?.answer).toHaveLength(65_536 + 4_096)
    const list = [...Array.from({ length: 20_000 }, (_, id) => ({ id })), { id: 'x' }, { id: 7 }]
    const long = readResponse(ozon, request, answered(JSON.stringify(list)).raw, Long)
    const { answer } = failure(() => [...long]).captured ?? { answer: '' }
    expect(answer).toContain('{"id":"x"}')
    expect(answer).not.toContain('{"id":0}')
  })
})

describe('the day of an answer', () => {
  const wrong = new LoadError('wrong_clock', 'years off')
  const heard = (date: string | undefined) => (date === 'now' ? null : wrong)

  test('is judged where the marketplace itself answers, and never on a page of a gateway', () => {
    expect(clockError(answered('{}', { date: 'now' }).raw, heard)).toBeNull()
    expect(clockError(answered('{}').raw, heard)).toEqual({ error: wrong })
    expect(clockError(answered('{}', { 'content-type': 'application/json' }).raw, heard)).not.toBeNull()
    expect(clockError(answered('{}', { 'content-type': 'text/html' }).raw, heard)).toBeNull()
    expect(clockError(answered('{}').raw, undefined)).toBeNull()
  })
})

describe('a refusal', () => {
  const refused = (
    status: number,
    text: string,
    verdict: Verdict | null,
    headers: RawResponse['headers'] = {},
  ) => {
    const { raw, state } = answered(text, headers)
    const asked: unknown[] = []
    const classify: MarketplaceApi['classify'] = (answer, bucket) => {
      asked.push(answer, bucket)
      return verdict
    }
    const outcome = refusalOf({ ...ozon, classify }, method, request, { ...raw, status, good: false })
    return { outcome, asked, state }
  }

  test('is laid before the table of the marketplace as it came, and its body given back', () => {
    const { asked, state } = refused(400, '{"message":"no"}', { kind: 'no_plan' })
    expect(asked).toEqual([
      expect.objectContaining({ status: 400, json: { message: 'no' }, text: '{"message":"no"}' }),
      method,
    ])
    expect(state.closed).toBe(true)
    expect(refused(502, '<html>', null).asked[0]).toMatchObject({ json: null, text: '<html>' })
  })

  test('means what the table says, with its words, its pauses and its reach', () => {
    const until = Date.now() + 1_000
    const { outcome } = refused(403, 'no', { kind: 'later', until, wait: [5], everywhere: true })
    expect(outcome).toMatchObject({
      status: 403,
      wait: [5],
      everywhere: true,
      error: {
        kind: 'later',
        until,
        message: 'POST /v1/list: 403 no',
        captured: { status: 403, answer: 'no' },
      },
    })
  })

  test('means what its status says where the table is silent, and says when to come back', () => {
    const headers = { 'retry-after': '2', 'x-ratelimit-reset': '9' }
    const { outcome } = refused(429, '', null, headers)
    expect(outcome).toMatchObject({
      error: { kind: 'rate', until: null },
      retryAfter: 2_000,
      fullIn: 9_000,
    })
    expect(refused(429, '', null).outcome).toMatchObject({ retryAfter: null, fullIn: null })
  })
})

describe('an answer that never came', () => {
  const broken = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {})

  test('is a broken line, said in the words of the socket', () => {
    const error = connectionError(bare, broken('connect 127.0.0.1', 'ECONNREFUSED'))
    expect(error).toMatchObject({ kind: 'network', message: 'GET /v1/list: ECONNREFUSED: connect 127.0.0.1' })
    expect(error.captured).toEqual({
      host: 'ozon-seller',
      method: 'GET',
      path: '/v1/list',
      query: { page: 1 },
      body: null,
      status: null,
      answer: '',
    })
    expect(connectionError(request, broken('other side closed'))).toMatchObject({
      kind: 'network',
      message: 'POST /v1/list: other side closed',
      captured: { query: null, body: { limit: 1 } },
    })
    expect(connectionError(request, 'a word')).toMatchObject({
      kind: 'network',
      message: 'POST /v1/list: a word',
    })
  })

  test.each(['CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'for %s is one of somebody else',
    code => {
      expect(connectionError(request, broken('not the host', code)).kind).toBe('certificate')
    },
  )

  test('because there was too much of it is an unfamiliar form, its beginning kept', () => {
    const error = Object.assign(new TooLarge(MAX_BYTES.file), { head: Buffer.from('[1,') })
    expect(connectionError(request, error)).toMatchObject({
      kind: 'shape',
      message: 'POST /v1/list: more than 96 MB',
      captured: { status: 200, answer: '[1,' },
    })
  })
})

describe('when to come back', () => {
  const DAY = 86_400_000
  const date = 'Tue, 24 Nov 2026 10:00:00 GMT'
  test.each<[RawResponse['headers'], number | null]>([
    [{}, null],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.001' }, 1],
    [{ 'retry-after': '0' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': '100000000' }, DAY],
    [{ 'item-retry-after': '3' }, 3_000],
    [{ 'x-ratelimit-retry': '4' }, 4_000],
    [{ 'retry-after': '1', 'item-retry-after': '3', 'x-ratelimit-retry': '4' }, 1_000],
    [{ 'item-retry-after': '3', 'x-ratelimit-retry': '4' }, 3_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 10:00:09 GMT', date }, 9_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 10:00:00 GMT', date }, null],
    [{ 'retry-after': 'Tue, 24 Nov 2026 09:00:00 GMT', date }, null],
    [{ 'retry-after': 'Fri, 27 Nov 2026 10:00:00 GMT', date }, DAY],
    [{ 'retry-after': 'in 5 minutes or so', date }, null],
    [{ 'retry-after': 'soon 49', date }, null],
    [{ 'retry-after': 'not before 2077, never', date }, null],
  ])('by %j is %s ms', (headers, ms) => {
    expect(retryAfter(headers)).toBe(ms)
  })

  test('is told from this computer’s clock where the server does not tell its own', () => {
    const at = new Date(Date.now() + 3_600_000).toUTCString()
    for (const date of ['', 'now']) {
      const headers = { 'retry-after': at, date }
      expect(retryAfter(headers)).toBeGreaterThan(3_500_000)
      expect(retryAfter(headers)).toBeLessThanOrEqual(3_600_000)
    }
  })

  test('as many may go at once as the server says in digits', () => {
    const left = (text: string) => remaining({ 'x-ratelimit-remaining': text })
    expect([left('0'), left('12'), left(''), left('few'), left('1.5'), remaining({})]).toEqual([
      0,
      12,
      null,
      null,
      null,
      null,
    ])
  })
})
