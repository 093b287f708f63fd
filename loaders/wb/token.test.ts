import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bits, CLAIMS, NEEDED, READ_ONLY, wbToken } from '../../tests/support/wb.ts'
import { clean, decode, opens } from './token.ts'

const PLACES: Readonly<Record<string, number>> = {
  content: 1,
  analytics: 2,
  prices: 3,
  marketplace: 4,
  statistics: 5,
  promotion: 6,
  feedback: 7,
  chat: 9,
  supplies: 10,
  returns: 11,
  documents: 12,
  finance: 13,
  users: 16,
}

describe('what was pasted', () => {
  const blank = fc.string({
    unit: fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u200b', '\ufeff'),
    maxLength: 4,
  })
  const mark = fc.constantFrom('', '"', "'", '«', '“', '`')
  const prefix = fc.constantFrom(
    '',
    'Bearer ',
    'bearer\n',
    'BEARER: ',
    'Authorization: Bearer ',
    'Authorization: ',
  )

  test('is the token, whatever stands around it or breaks it into lines', () => {
    const token = wbToken()
    fc.assert(
      fc.property(
        blank,
        mark,
        prefix,
        fc.array(fc.tuple(fc.nat(token.length), blank), { maxLength: 5 }),
        fc.constantFrom('', ',', ';'),
        (around, quote, before, breaks, after) => {
          let broken = token
          for (const [at, gap] of breaks) broken = broken.slice(0, at) + gap + broken.slice(at)
          const pasted = `${around}${quote}${before}${broken}${quote}${after}${around}`
          expect(clean(pasted)).toBe(token)
          expect(decode(pasted)?.text).toBe(token)
        },
      ),
    )
  })

  test('is no token when a part of it is missing', () => {
    const token = wbToken()
    for (const cut of [1, 5, 40, 86, 90, 200, token.length]) {
      expect(decode(token.slice(0, -cut))).toBeNull()
      expect(decode(token.slice(cut))).toBeNull()
    }
  })

  test('is no token when it says nothing of its seller, its end or its categories', () => {
    for (const name of ['sid', 'exp', 's']) expect(decode(wbToken({ [name]: undefined }))).toBeNull()
    for (const claims of [{ sid: 7 }, { exp: 'soon' }, { s: -1 }, { s: 1.5 }, { exp: 1e300 }])
      expect(decode(wbToken(claims))).toBeNull()
  })

  test('may be anything, and is never a reason to fall over', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => decode(text) === null))
    fc.assert(
      fc.property(fc.json(), fc.json(), (header, payload) => {
        const part = (text: string) => Buffer.from(text).toString('base64url')
        expect(decode(`${part(header)}.${part(payload)}.c2ln`)).toBeNull()
      }),
    )
  })
})

describe('what a token says of itself', () => {
  test('is read whole', () => {
    expect(decode(wbToken())).toEqual({
      text: wbToken(),
      seller: CLAIMS.sid,
      type: 'personal',
      test: false,
      categories: ['content', 'analytics', 'prices', 'marketplace', 'statistics', 'promotion', 'finance'],
      readOnly: true,
      expiresAt: new Date(CLAIMS.exp * 1000).toISOString(),
    })
  })

  test.each([
    [{ acc: 1, for: undefined }, 'base', false],
    [{ acc: 2, t: true }, 'test', true],
    [{ acc: 3, t: true }, 'personal', true],
    [{ acc: 4, for: 'asid:1' }, 'service', false],
    [{ acc: undefined }, 'unknown', false],
    [{ acc: 9 }, 'unknown', false],
    [{ acc: 'toString', t: 'yes' }, 'unknown', false],
  ])('%j is %s', (claims, type, isTest) => {
    expect(decode(wbToken(claims))).toMatchObject({ type, test: isTest })
  })

  test('has a category for each bit that is described, and none for the others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 40 })), list => {
        const token = decode(wbToken({ s: bits(list) }))
        const named = Object.keys(PLACES).filter(name => list.includes(PLACES[name] ?? -1))
        expect(token?.categories).toEqual(named)
        expect(token?.readOnly).toBe(list.includes(READ_ONLY))
      }),
    )
  })

  test('opens a host by its category, and the common one by any', () => {
    const hosts = [
      ['wb-content', 1],
      ['wb-analytics', 2],
      ['wb-prices', 3],
      ['wb-calendar', 3],
      ['wb-marketplace', 4],
      ['wb-statistics', 5],
      ['wb-advert', 6],
      ['wb-finance', 13],
      ['wb-supplies', 10],
    ] as const
    for (const [host, at] of hosts) {
      const without = decode(wbToken({ s: bits(NEEDED.filter(one => one !== at)) }))
      const only = decode(wbToken({ s: bits([at]) }))
      if (!without || !only) throw new Error('no token')
      expect([opens(without, host), opens(only, host), opens(only, 'wb-common')]).toEqual([false, true, true])
    }
  })
})
