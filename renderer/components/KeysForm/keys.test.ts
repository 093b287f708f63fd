import { describe, expect, it } from 'vitest'
import { Keys } from '#contract/shop.ts'
import type { KeyFields } from './keys.ts'
import { faults, keysOf, NO_FIELDS } from './keys.ts'

const typed = (part: Partial<KeyFields>): KeyFields => ({
  ...NO_FIELDS,
  name: 'Лавка',
  clientId: '1234567',
  apiKey: 'c0ffee00-0000-4000-8000-000000000000',
  ...part,
})

describe('pasted keys', () => {
  it('lose spaces, line ends, invisible signs and quotes', () => {
    const keys = keysOf(
      typed({ clientId: ' 1234567\n', apiKey: '"c0ffee00-0000-4000-\u200b8000-000000000000" ' }),
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
    ]) {
      expect(faults(fields, true)).toEqual({})
      expect(Keys.safeParse(keysOf(fields)).success).toBe(true)
    }
  })
})

describe('faults of the fields', () => {
  it('name every field that is empty', () => {
    expect(faults(NO_FIELDS, true)).toEqual({
      name: 'keys.invalid.name',
      clientId: 'keys.invalid.clientId',
      apiKey: 'keys.invalid.apiKey',
    })
  })
  it('ask for no name where the shop has one already', () => {
    expect(faults(typed({ name: '' }), false)).toEqual({})
  })
  it('say that a Client-Id is a number', () => {
    expect(faults(typed({ clientId: '12a' }), true)).toEqual({ clientId: 'keys.invalid.clientIdDigits' })
  })
  it('ask for the other half of the Performance keys', () => {
    expect(faults(typed({ perfClientId: 'a' }), true)).toEqual({
      perfClientSecret: 'keys.invalid.perfClientSecret',
    })
    expect(faults(typed({ perfClientSecret: 'a' }), true)).toEqual({
      perfClientId: 'keys.invalid.perfClientId',
    })
  })
})
