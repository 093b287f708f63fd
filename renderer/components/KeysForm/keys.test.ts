import { describe, expect, it } from 'vitest'
import { Keys, RenewedKeys } from '#contract/shop.ts'
import type { KeyFields } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { carriedOver, faults, foreign, keysOf, NO_FIELDS, renewedKeysOf, withoutAds } from './keys.ts'

const typed = (part: Partial<KeyFields>): KeyFields => ({
  ...NO_FIELDS,
  name: 'Лавка',
  clientId: '1234567',
  apiKey: 'c0ffee00-0000-4000-8000-000000000000',
  token: TOKEN,
  ...part,
})
const NEW = { of: 'new' } as const
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzIjoxMDczNzUwMTQyfQ.c2lnbmF0dXJl_-1'

describe('pasted keys', () => {
  it('lose spaces, line ends, invisible signs and quotes', () => {
    const keys = keysOf(
      typed({ clientId: ' 1234567\n', apiKey: '"c0ffee00-0000-4000-\u200b8000-000000000000" ' }),
      'ozon',
    )
    expect(keys).toEqual({
      marketplace: 'ozon',
      clientId: '1234567',
      apiKey: 'c0ffee00-0000-4000-8000-000000000000',
      performance: null,
    })
  })
  it('are what the contract takes whenever no fault is found', () => {
    for (const fields of [
      typed({}),
      typed({ perfClientId: 'a@b', perfClientSecret: 's' }),
      typed({ clientId: '9'.repeat(20) }),
    ])
      for (const marketplace of ['ozon', 'wb'] as const) {
        expect(faults(fields, marketplace, NEW)).toEqual({})
        expect(Keys.safeParse(keysOf(fields, marketplace)).success).toBe(true)
      }
  })
})

describe('a pasted token', () => {
  it('is the same in whichever wrapping it came', () => {
    const [head, body, end] = TOKEN.split('.')
    for (const copied of [
      TOKEN,
      `Bearer ${TOKEN}`,
      `"Bearer ${TOKEN}"`,
      `Authorization: Bearer "${TOKEN}"\n`,
      `«${TOKEN}»`,
      ` ${head}.\n${body}\u200b.\r\n${end} `,
    ])
      expect(viewOf('wb').pasted(copied)).toBe(TOKEN)
  })
  it('is missed when the field is empty or holds a part of it', () => {
    expect(faults(typed({ token: ' Bearer ' }), 'wb', NEW)).toEqual({ token: { key: 'keys.invalid.token' } })
    for (const part of ['eyJhbGciOiJFUzI1NiJ9', TOKEN.slice(0, TOKEN.lastIndexOf('.')), `${TOKEN}…`])
      expect(faults(typed({ token: part }), 'wb', NEW)).toEqual({ token: { key: 'keys.invalid.tokenShape' } })
  })
  it('may be as long as the contract allows', () => {
    const long = `${'a'.repeat(2000)}.${'b'.repeat(2000)}.${'c'.repeat(94)}`
    expect(faults(typed({ token: long }), 'wb', NEW)).toEqual({})
    expect(faults(typed({ token: `${long}c` }), 'wb', NEW)).toEqual({
      token: { key: 'keys.invalid.long', count: 4096 },
    })
  })
})

describe('faults of the fields', () => {
  it('name every field that is empty', () => {
    expect(faults(NO_FIELDS, 'ozon', NEW)).toEqual({
      name: { key: 'keys.invalid.name' },
      clientId: { key: 'keys.invalid.clientId' },
      apiKey: { key: 'keys.invalid.apiKey' },
    })
    expect(faults(NO_FIELDS, 'wb', NEW)).toEqual({
      name: { key: 'keys.invalid.name' },
      token: { key: 'keys.invalid.token' },
    })
  })
  it('ask for no name where the shop has one already', () => {
    expect(faults(typed({ name: '' }), 'ozon', { of: 'renewal', perfClientId: null })).toEqual({})
  })
  it('say that a Client-Id is a number', () => {
    expect(faults(typed({ clientId: '12a' }), 'ozon', NEW)).toEqual({
      clientId: { key: 'keys.invalid.clientIdDigits' },
    })
  })
  it('ask for the other half of the Performance keys', () => {
    expect(faults(typed({ perfClientId: 'a' }), 'ozon', NEW)).toEqual({
      perfClientSecret: { key: 'keys.invalid.perfClientSecret' },
    })
    expect(faults(typed({ perfClientSecret: 'a' }), 'ozon', NEW)).toEqual({
      perfClientId: { key: 'keys.invalid.perfClientId' },
    })
  })
})

describe('keys of the other marketplace', () => {
  const uuid = 'c0ffee00-0000-4000-8000-000000000000'
  const ads = '77000001-1700000000001@advertising.performance.ozon.ru'

  it('are known by their shape, in any wrapping and whole or not', () => {
    for (const field of ['clientId', 'apiKey', 'perfClientId', 'perfClientSecret'] as const)
      for (const copied of [TOKEN, `Bearer ${TOKEN}\n`, TOKEN.slice(0, TOKEN.lastIndexOf('.'))])
        expect(foreign(typed({ [field]: copied }), 'ozon')).toBe('wb')
    for (const copied of [uuid, ` "${uuid.toUpperCase()}" `, ads])
      expect(foreign(typed({ token: copied }), 'wb')).toBe('ozon')
  })
  it('are not seen in those of this one, in nothing, nor in what is neither', () => {
    for (const marketplace of ['ozon', 'wb'] as const) {
      expect(foreign(NO_FIELDS, marketplace)).toBeNull()
      expect(foreign(typed({ perfClientId: ads, perfClientSecret: 'eyJ-secret' }), marketplace)).toBeNull()
      expect(foreign(typed({ apiKey: 'abc', token: 'abc' }), marketplace)).toBeNull()
    }
    // Values of the other marketplace's form do not matter.
    expect(foreign(typed({ token: uuid }), 'ozon')).toBeNull()
  })
  it('go into the field that they belong to, with the name of the shop, and nothing else does', () => {
    expect(carriedOver(typed({ apiKey: TOKEN, token: '' }), 'ozon')).toEqual({
      ...NO_FIELDS,
      name: 'Лавка',
      token: TOKEN,
    })
    expect(carriedOver(typed({ token: uuid }), 'wb')).toEqual({ ...NO_FIELDS, name: 'Лавка', apiKey: uuid })
    expect(carriedOver(typed({ token: ads }), 'wb')).toEqual({
      ...NO_FIELDS,
      name: 'Лавка',
      perfClientId: ads,
    })
  })
})

describe('new keys of a connected shop', () => {
  const renewal = { of: 'renewal', perfClientId: 'ads@ozon' } as const
  const fields = (part: Partial<KeyFields>) => typed({ name: '', perfClientId: 'ads@ozon', ...part })

  it('may leave out every secret that the keychain has', () => {
    for (const part of [{}, { apiKey: '' }, { perfClientSecret: 'new' }]) {
      expect(faults(fields(part), 'ozon', renewal)).toEqual({})
      expect(RenewedKeys.safeParse(renewedKeysOf(fields(part), 'ozon')).success).toBe(true)
    }
    expect(renewedKeysOf(fields({ apiKey: ' ' }), 'ozon')).toMatchObject({
      apiKey: null,
      performance: { clientId: 'ads@ozon', clientSecret: null },
    })
  })
  it('must have the secret of another Performance account', () => {
    expect(faults(fields({ perfClientId: 'other@ozon' }), 'ozon', renewal)).toEqual({
      perfClientSecret: { key: 'keys.invalid.perfClientSecret' },
    })
  })
  it('give the advertising up with its Client Id', () => {
    expect(renewedKeysOf(fields({ perfClientId: '' }), 'ozon')).toMatchObject({ performance: null })
    expect(withoutAds(renewedKeysOf(fields({}), 'ozon'))).toMatchObject({
      performance: null,
      clientId: '1234567',
    })
    const token = { marketplace: 'wb', token: TOKEN } as const
    expect(withoutAds(token)).toEqual(token)
  })
})
