import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoadError } from '../errors.ts'
import { redact, redacted } from './redact.ts'

const ascii = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII.
  text.replace(/[^\x00-\x7f]/g, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** Encodings in which a server may echo what it was sent. */
const ECHOES: Readonly<Record<string, (secret: string) => string>> = {
  plain: secret => secret,
  'in JSON': secret => JSON.stringify({ secret }),
  'in JSON with slashes escaped': secret => JSON.stringify({ secret }).replaceAll('/', '\\/'),
  'in JSON of ASCII': secret => ascii(JSON.stringify({ secret })),
  'in an address': secret => `/?key=${encodeURIComponent(secret)}&x=1`,
  'in an address in small letters': secret =>
    encodeURIComponent(secret).replace(/%../g, code => code.toLowerCase()),
  'in a form': secret => new URLSearchParams({ secret }).toString(),
  'in base64': secret => Buffer.from(secret).toString('base64'),
  'in base64url': secret => Buffer.from(secret).toString('base64url'),
  'as a basic authorisation': secret => Buffer.from(`77:${secret}`).toString('base64'),
  'in base64 of more': secret => Buffer.from(`{"id":1,"key":"${secret}","more":2}`).toString('base64'),
}
/** What is left of a secret after undoing the encodings; six characters of a key do not count. */
function left(text: string, secret: string): boolean {
  const undone = [
    text,
    decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '')),
    text
      .replaceAll('\\/', '/')
      .replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    ...[0, 1, 2, 3].map(from => Buffer.from(text.slice(from), 'base64').toString()),
  ]
  return undone.some(one => one.includes(secret))
}

describe('a secret', () => {
  const known = [
    '5a1d1eef-4c2e-4b1f-9a11-7e1100019919',
    'not-so-"secret"-Ünïcode/and+more',
    'пароль из слов / и знаков',
  ]
  test.each(Object.entries(ECHOES))('is taken out of a text %s', (_, echo) => {
    for (const secret of known) {
      const clean = redact(`before ${echo(secret)} after`, [secret])
      expect(clean).toContain('***')
      expect(clean.startsWith('before ') && clean.endsWith(' after')).toBe(true)
      expect(clean).not.toContain(echo(secret))
      expect(left(clean, secret)).toBe(false)
    }
  })

  test('is taken out whatever it is and stands between', () => {
    const secret = fc.stringMatching(/^[\x21-\x7e]{12,80}$/)
    const around = fc.stringMatching(/^[a-z0-9:]{0,7}$/)
    fc.assert(
      fc.property(secret, around, around, (one, before, after) => {
        const packed = Buffer.from(`${before}${one}${after}`).toString('base64')
        expect(redact(packed, [one])).toContain('***')
        expect(redact(packed.replaceAll('+', '-').replaceAll('/', '_'), [one])).toContain('***')
      }),
    )
  })

  test.each(known)('leaves nothing of itself behind, however it was written: %s', secret => {
    const text = JSON.stringify(secret)
    const escaped = ascii(text)
    for (const written of [text, text.replaceAll('/', '\\/'), escaped, escaped.replaceAll('/', '\\/')])
      expect(redact(`{"key":${written}}`, [secret])).toBe('{"key":"***"}')
    const capital = escaped.replace(/\\u(....)/g, (_, code) => `\\u${code.toUpperCase()}`)
    expect(redact(`{"key":${capital}}`, [secret])).toBe('{"key":"***"}')
    expect(redact(`/?key=${encodeURIComponent(secret)}&x`, [secret])).toBe('/?key=***&x')
    expect(redact(new URLSearchParams({ secret }).toString(), [secret])).toBe('secret=***')
    // The last character may hold bits of what follows it.
    expect(redact(Buffer.from(secret).toString('base64'), [secret])).toMatch(/^\*\*\*.?={0,2}$/)
  })

  test('that begins with a quote leaves no stroke behind, and one within another none of the longer', () => {
    expect(redact(JSON.stringify(['"quoted', 7]), ['"quoted'])).toBe('["***",7]')
    expect(redact('long-and-more, long', ['long', 'long-and-more'])).toBe('***, ***')
  })

  test('of eight signs in base64 is taken out, and of fewer not', () => {
    expect(redact(Buffer.from('secret').toString('base64'), ['secret'])).toBe('***')
    expect(redact(Buffer.from('sucre').toString('base64'), ['sucre'])).toBe('c3VjcmU=')
  })

  test('that is short takes nothing else along', () => {
    expect(redact('the YWJj of it', ['abc'])).toBe('the YWJj of it')
    expect(redact('text', ['', 'zz'])).toBe('text')
  })
})

test('an error keeps its word and its place, and loses every form of a secret in what it says and keeps', () => {
  const secret = 'k/ey-"0123456789"'
  const base64 = Buffer.from(`id:${secret}`).toString('base64')
  const error = new LoadError('shape', `Basic ${base64}`, {
    until: Date.now() + 1_000,
    captured: {
      host: 'ozon-seller',
      method: 'POST',
      path: '/v1/list',
      query: { key: secret },
      body: [secret, { inner: secret }],
      status: 400,
      answer: `{"seen":"${base64}","raw":${JSON.stringify(secret)}}`,
    },
  })
  const clean = redacted(error, [secret])
  expect(clean).toMatchObject({
    kind: 'shape',
    until: error.until,
    captured: { path: '/v1/list', status: 400 },
  })
  const all = JSON.stringify([clean.message, clean.captured])
  for (const form of ['0123456789', base64.slice(4, -4)]) expect(all).not.toContain(form)
})

describe('an error', () => {
  const evidence = { host: 'ozon-seller', method: 'POST', path: '/v1/list', status: 400 } as const
  const of = (message: string, answer: string, body: unknown = null) =>
    redacted(new LoadError('shape', message, { captured: { ...evidence, query: null, body, answer } }), [
      '1000',
    ])

  test('without secrets stays as it is', () => {
    const body = { limit: 5, of: ['a', null], is: true }
    const clean = of('a word', 'an answer', body)
    expect(clean).toMatchObject({ message: 'a word', until: null })
    expect(clean.captured).toEqual({ ...evidence, query: null, body, answer: 'an answer' })
    expect(redacted(new LoadError('network', 'line'), ['1000']).captured).toBeNull()
  })

  test('is cut to length when nothing of a secret can be cut with it', () => {
    const clean = of('m'.repeat(1_000), `${'x'.repeat(65_534)}1000${'y'.repeat(9)}`)
    expect(clean.message).toBe('m'.repeat(400))
    expect(clean.captured?.answer).toBe(`${'x'.repeat(65_534)}**`)
  })

  test('keeps its request where a key is a number that stands in it too', () => {
    expect(of('no', '', { limit: 1000, key: '1000', empty: null }).captured?.body).toEqual({
      limit: 1000,
      key: '***',
      empty: null,
    })
  })
})

test('an error that quotes a refusal names nobody, and still says why', () => {
  const addressee = { name: 'Нечаева Ульяна Петровна', phone: '+79121000001', address: 'ул. Баумана, 7' }
  const quoting = (answer: unknown) =>
    redacted(new LoadError('bad_request', `POST /v4/list: 400 ${JSON.stringify(answer)}`), []).message
  const people = ['Нечаева', 'Ульяна', 'Баумана', '9121000001']
  const told = [
    quoting({ code: 3, message: 'invalid posting', details: [{ value: { addressee } }] }),
    quoting({ code: 3, message: `Получатель ${Object.values(addressee).join(', ')} не найден` }),
    quoting({ detail: JSON.stringify(addressee), title: 'bad request' }),
    redacted(new LoadError('shape', `a line: not a sum: ${addressee.name}`), []).message,
  ]
  for (const said of told) expect(people.filter(word => said.includes(word))).toEqual([])
  expect(told[0]).toContain('POST /v4/list: 400 {"code":3,"message":"invalid posting"')
  expect(told[1]).toContain('"message":"***, +###########, ул. ***, 7')
  expect(told[1]).toContain(' не найден"')
  expect(redacted(new LoadError('bad_request', told[0] as string), []).message).toBe(told[0])
})

test('a key among masked words leaves no part of itself', () => {
  const { message } = redacted(new LoadError('bad_key', 'GET /x: 401 {"message":"key ab12345cd-ef67890"}'), [
    'ab12345cd-ef67890',
  ])
  expect(message).toBe('GET /x: 401 {"message":"key ***"}')
})
