import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Request, StreamContext } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import { inChunks, jsonChunks } from '../parse/json-chunks.ts'
import { MAX_RESPONSES } from '../response-limits.ts'
import { sliceRequests } from './slice-requests.ts'

const requestOf = (path: string, page = 1): Request => ({
  host: 'wb-content',
  method: 'POST',
  path,
  body: { page },
})
const NOWHERE = { host: 'wb-content', method: 'GET', path: '/named', query: { slice: 'a' }, body: null }
/** The network of one slice, where a host answers with these values. */
function answering(answer: (n: number) => unknown, file: Uint8Array = Buffer.from('a;b')) {
  let asked = 0
  const context = {
    json: async (_: Request, shape: z.ZodType) => shape.parse(answer(++asked)),
    bytes: async () => ({ contentType: '', body: file }),
  } as unknown as StreamContext
  return sliceRequests(context, NOWHERE)
}
const AnyPage = z.unknown()

describe('what is empty for ever ends', () => {
  const isRefused = async (page: unknown) => {
    const { context } = answering(() => page)
    for (let n = 0; n < MAX_RESPONSES.empty; n += 1) await context.json(requestOf('/a'), AnyPage)
    return context.json(requestOf('/a'), AnyPage).then(
      () => false,
      (error: LoadError) => error.message === `${MAX_RESPONSES.empty} empty answers on end`,
    )
  }

  test.each([
    null,
    [],
    { list: [] },
    { list: [], cursor: 5, inner: { more: [] } },
    { inner: { more: [] }, other: null },
    { items: jsonChunks(z.unknown()).parse([]) },
  ])('where it is %j', async page => {
    expect(await isRefused(page)).toBe(true)
  })

  test.each([
    5,
    'text',
    true,
    {},
    { text: '' },
    { inner: {} },
    [1],
    [[]],
    { list: [1] },
    { list: [], inner: { more: [1] } },
    { list: [], inner: [[]] },
    { items: jsonChunks(z.unknown()).parse([1]), list: [] },
  ])('and not where it is %j', async page => {
    expect(await isRefused(page)).toBe(false)
  })

  test('and is counted from the last answer with an item in it, for each method of its own', async () => {
    const { context } = answering(n => (n === MAX_RESPONSES.empty ? [1] : []))
    for (let n = 0; n < 2 * MAX_RESPONSES.empty; n += 1) await context.json(requestOf('/a'), AnyPage)
    await context.json(requestOf('/b'), AnyPage)
    await context.json({ ...requestOf('/a'), method: 'GET' }, AnyPage)
    await expect(context.json(requestOf('/a'), AnyPage)).rejects.toMatchObject({ kind: 'shape' })
  })
})

test('files and pages may be as many as a month of a large seller has, long lists fewer', async () => {
  const { context } = answering(() => [1])
  for (let n = 0; n < MAX_RESPONSES.most; n += 1) await context.bytes(requestOf('/file'))
  await expect(context.bytes(requestOf('/file'))).rejects.toThrow(
    `more than ${MAX_RESPONSES.most} answers to one question`,
  )
  const Long = inChunks(null, jsonChunks(z.unknown()))
  for (let n = 0; n < MAX_RESPONSES.long; n += 1) await context.json(requestOf('/long'), Long)
  await expect(context.json(requestOf('/long'), Long)).rejects.toThrow(
    `more than ${MAX_RESPONSES.long} answers`,
  )
})

describe('the place of what is wrong', () => {
  const evidenceOf = (error: unknown) => (error as LoadError).captured
  const wrong = new TypeError('no such field')

  test('is the request of its page, else the last one, else what is named for the case that nothing was asked', async () => {
    const { context, withRequest } = answering(n => ({ n }))
    expect(evidenceOf(withRequest(wrong, null))).toEqual({ ...NOWHERE, status: 200, answer: '' })
    const first = await context.json(requestOf('/a', 1), AnyPage)
    await context.json(requestOf('/a', 2), AnyPage)
    expect(evidenceOf(withRequest(wrong, first))).toEqual({
      ...requestOf('/a', 1),
      query: null,
      status: 200,
      answer: '{"n":1}',
    })
    for (const unknown of [{ n: 1 }, 'made of it', 5, null])
      expect(evidenceOf(withRequest(wrong, unknown))).toMatchObject({ body: { page: 2 } })
    expect(evidenceOf(withRequest(wrong, 'made of it'))).toMatchObject({ answer: '"made of it"' })
  })

  test('is that of an answer that is no object, which nobody can tell from another', async () => {
    const { context, withRequest } = answering(n => [5, null, 'text'][n - 1])
    for (const page of [1, 2, 3]) {
      const answer = await context.json(requestOf('/a', page), AnyPage)
      expect(evidenceOf(withRequest(wrong, answer))).toMatchObject({ body: { page } })
    }
  })

  test('is named once', async () => {
    const { context, withRequest } = answering(n => ({ n }))
    await context.json(requestOf('/a'), AnyPage)
    for (const message of ['no such field', 'POST /a: no such field'])
      expect(withRequest(new LoadError('shape', message), null)).toMatchObject({
        message: 'POST /a: no such field',
      })
  })

  test('shows the beginning of a file, and not more of it than is looked at', async () => {
    const { context, withRequest } = answering(() => null, Buffer.from(`б;${'в'.repeat(1 << 16)}`))
    await context.bytes(requestOf('/file'))
    const { answer = '' } = evidenceOf(withRequest(wrong, null)) ?? {}
    expect(answer.startsWith('б;ввв')).toBe(true)
    expect(Buffer.byteLength(answer)).toBeLessThan((1 << 16) + 4)
  })

  test('shows ids as digits, and nothing of what cannot be written', () => {
    const { withRequest } = answering(() => null)
    expect(evidenceOf(withRequest(wrong, { id: 9007199254740993n, n: 1 }))).toMatchObject({
      answer: '{"id":"9007199254740993","n":1}',
    })
    const broken = {
      toJSON: () => {
        throw wrong
      },
    }
    expect(evidenceOf(withRequest(wrong, broken))).toMatchObject({ answer: '' })
  })

  test.each([new RangeError('a'), new TypeError('a'), new SyntaxError('a'), new LoadError('shape', 'a')])(
    'belongs to %s',
    error => {
      const { withRequest } = answering(() => null)
      expect(withRequest(error, null)).toMatchObject({
        kind: 'shape',
        message: 'GET /named: a',
        cause: error,
      })
    },
  )

  const captured = { ...NOWHERE, status: 200, answer: 'own' }
  test.each([
    new LoadError('shape', 'a', { captured }),
    new LoadError('server', 'a'),
    Object.assign(new RangeError('a'), { code: 'ERR_OUT_OF_RANGE' }),
    new Error('a'),
    'a',
  ])('is not looked for where %s was thrown', error => {
    expect(answering(() => null).withRequest(error, null)).toBe(error)
  })
})
