import { describe, expect, it } from 'vitest'
import { Keys } from '#contract/shop.ts'
import type { KeyFields } from './keys.ts'
import { faults, keysOf, NO_FIELDS, pasted } from './keys.ts'

const typed = (part: Partial<KeyFields>): KeyFields => ({
  ...NO_FIELDS,
  name: 'Лавка',
  clientId: '1234567',
  apiKey: 'c0ffee00-0000-4000-8000-000000000000',
  token: TOKEN,
  ...part,
})
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
        expect(faults(fields, marketplace, true)).toEqual({})
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
      expect(pasted('token', copied)).toBe(TOKEN)
  })
  it('is missed when the field is empty or holds a part of it', () => {
    expect(faults(typed({ token: ' Bearer ' }), 'wb', true)).toEqual({ token: 'keys.invalid.token' })
    for (const part of ['eyJhbGciOiJFUzI1NiJ9', TOKEN.slice(0, TOKEN.lastIndexOf('.')), `${TOKEN}…`])
      expect(faults(typed({ token: part }), 'wb', true)).toEqual({ token: 'keys.invalid.tokenShape' })
  })
  it('may be as long as the contract allows', () => {
    const long = `${'a'.repeat(2000)}.${'b'.repeat(2000)}.${'c'.repeat(94)}`
    expect(faults(typed({ token: long }), 'wb', true)).toEqual({})
    expect(faults(typed({ token: `${long}c` }), 'wb', true)).toEqual({ token: 'keys.invalid.long' })
  })
})

describe('faults of the fields', () => {
  it('name every field that is empty', () => {
    expect(faults(NO_FIELDS, 'ozon', true)).toEqual({
      name: 'keys.invalid.name',
      clientId: 'keys.invalid.clientId',
      apiKey: 'keys.invalid.apiKey',
    })
    expect(faults(NO_FIELDS, 'wb', true)).toEqual({ name: 'keys.invalid.name', token: 'keys.invalid.token' })
  })
  it('ask for no name where the shop has one already', () => {
    expect(faults(typed({ name: '' }), 'ozon', false)).toEqual({})
  })
  it('say that a Client-Id is a number', () => {
    expect(faults(typed({ clientId: '12a' }), 'ozon', true)).toEqual({
      clientId: 'keys.invalid.clientIdDigits',
    })
  })
  it('ask for the other half of the Performance keys', () => {
    expect(faults(typed({ perfClientId: 'a' }), 'ozon', true)).toEqual({
      perfClientSecret: 'keys.invalid.perfClientSecret',
    })
    expect(faults(typed({ perfClientSecret: 'a' }), 'ozon', true)).toEqual({
      perfClientId: 'keys.invalid.perfClientId',
    })
  })
})
