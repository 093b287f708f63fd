import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Io, Request } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import { inPieces, pieces } from '../parse/json-chunks.ts'
import { PAGES } from '../response-limits.ts'
import { reading } from './slice-requests.ts'

const requestOf = (path: string, page = 1): Request => ({
  host: 'wb-content',
  method: 'POST',
  path,
  body: { page },
})
const NOWHERE = { host: 'wb-content', method: 'GET', path: '/named', query: { slice: 'a' }, body: null }
/** The network as one slice sees it, where a host answers with what it is given. */
function answering(answer: (n: number) => unknown, file: Uint8Array = Buffer.from('a;b')) {
  let asked = 0
  const io = {
    json: async (_: Request, shape: z.ZodType) => shape.parse(answer(++asked)),
    bytes: async () => ({ contentType: '', body: file }),
  } as unknown as Io
  return reading(io, NOWHERE)
}
const AnyPage = z.unknown()

describe('what is empty for ever ends', () => {
  const isRefused = async (page: unknown) => {
    const { io } = answering(() => page)
    for (let n = 0; n < PAGES.empty; n += 1) await io.json(requestOf('/a'), AnyPage)
    return io.json(requestOf('/a'), AnyPage).then(
      () => false,
      (error: LoadError) => error.message === `${PAGES.empty} empty answers on end`,
    )
  }

  test.each([
    null,
    [],
    { list: [] },
    { list: [], cursor: 5, inner: { more: [] } },
    { inner: { more: [] }, other: null },
    { items: pieces(z.unknown()).parse([]) },
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
    { items: pieces(z.unknown()).parse([1]), list: [] },
  ])('and not where it is %j', async page => {
    expect(await isRefused(page)).toBe(false)
  })

  test('and is counted from the last answer with an item in it, for each method of its own', async () => {
    const { io } = answering(n => (n === PAGES.empty ? [1] : []))
    for (let n = 0; n < 2 * PAGES.empty; n += 1) await io.json(requestOf('/a'), AnyPage)
    await io.json(requestOf('/b'), AnyPage)
    await io.json({ ...requestOf('/a'), method: 'GET' }, AnyPage)
    await expect(io.json(requestOf('/a'), AnyPage)).rejects.toMatchObject({ kind: 'shape' })
  })
})

test('files and pages may be as many as a month of a large seller has, long lists fewer', async () => {
  const { io } = answering(() => [1])
  for (let n = 0; n < PAGES.most; n += 1) await io.bytes(requestOf('/file'))
  await expect(io.bytes(requestOf('/file'))).rejects.toThrow(
    `more than ${PAGES.most} answers to one question`,
  )
  const Long = inPieces(null, pieces(z.unknown()))
  for (let n = 0; n < PAGES.long; n += 1) await io.json(requestOf('/long'), Long)
  await expect(io.json(requestOf('/long'), Long)).rejects.toThrow(`more than ${PAGES.long} answers`)
})

describe('the place of what is wrong', () => {
  const evidenceOf = (error: unknown) => (error as LoadError).evidence
  const wrong = new TypeError('no such field')

  test('is the request of its page, else the last one, else what is named for the case that nothing was asked', async () => {
    const { io, placed } = answering(n => ({ n }))
    expect(evidenceOf(placed(wrong, null))).toEqual({ ...NOWHERE, status: 200, answer: '' })
    const first = await io.json(requestOf('/a', 1), AnyPage)
    await io.json(requestOf('/a', 2), AnyPage)
    expect(evidenceOf(placed(wrong, first))).toEqual({
      ...requestOf('/a', 1),
      query: null,
      status: 200,
      answer: '{"n":1}',
    })
    for (const unknown of [{ n: 1 }, 'made of it', 5, null])
      expect(evidenceOf(placed(wrong, unknown))).toMatchObject({ body: { page: 2 } })
    expect(evidenceOf(placed(wrong, 'made of it'))).toMatchObject({ answer: '"made of it"' })
  })

  test('is that of an answer that is no object, which nobody can tell from another', async () => {
    const { io, placed } = answering(n => [5, null, 'text'][n - 1])
    for (const page of [1, 2, 3]) {
      const answer = await io.json(requestOf('/a', page), AnyPage)
      expect(evidenceOf(placed(wrong, answer))).toMatchObject({ body: { page } })
    }
  })

  test('is named once', async () => {
    const { io, placed } = answering(n => ({ n }))
    await io.json(requestOf('/a'), AnyPage)
    for (const message of ['no such field', 'POST /a: no such field'])
      expect(placed(new LoadError('shape', message), null)).toMatchObject({
        message: 'POST /a: no such field',
      })
  })

  test('shows the beginning of a file, and not more of it than is looked at', async () => {
    const { io, placed } = answering(() => null, Buffer.from(`б;${'в'.repeat(1 << 16)}`))
    await io.bytes(requestOf('/file'))
    const { answer = '' } = evidenceOf(placed(wrong, null)) ?? {}
    expect(answer.startsWith('б;ввв')).toBe(true)
    expect(Buffer.byteLength(answer)).toBeLessThan((1 << 16) + 4)
  })

  test('shows ids as digits, and nothing of what cannot be written', () => {
    const { placed } = answering(() => null)
    expect(evidenceOf(placed(wrong, { id: 9007199254740993n, n: 1 }))).toMatchObject({
      answer: '{"id":"9007199254740993","n":1}',
    })
    const broken = {
      toJSON: () => {
        throw wrong
      },
    }
    expect(evidenceOf(placed(wrong, broken))).toMatchObject({ answer: '' })
  })

  test.each([new RangeError('a'), new TypeError('a'), new SyntaxError('a'), new LoadError('shape', 'a')])(
    'belongs to %s',
    error => {
      const { placed } = answering(() => null)
      expect(placed(error, null)).toMatchObject({ kind: 'shape', message: 'GET /named: a', cause: error })
    },
  )

  const evidence = { ...NOWHERE, status: 200, answer: 'own' }
  test.each([
    new LoadError('shape', 'a', { evidence }),
    new LoadError('server', 'a'),
    Object.assign(new RangeError('a'), { code: 'ERR_OUT_OF_RANGE' }),
    new Error('a'),
    'a',
  ])('is not looked for where %s was thrown', error => {
    expect(answering(() => null).placed(error, null)).toBe(error)
  })
})
