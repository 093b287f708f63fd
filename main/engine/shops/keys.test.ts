import { describe, expect, test } from 'vitest'
import type { RenewedKeys } from '#contract/shop.ts'
import { keepsSecrets, renewed } from './keys.ts'

const shop = { perfClientId: 'ads@ozon' }
const kept = { 'ozon-seller': 'old-key', 'ozon-performance': 'old-secret' }
type Ozon = Extract<RenewedKeys, { marketplace: 'ozon' }>
const keys = (rest: Partial<Ozon>): Ozon => ({
  marketplace: 'ozon',
  clientId: '1',
  apiKey: 'new-key',
  performance: { clientId: 'ads@ozon', clientSecret: null },
  ...rest,
})

describe('new keys of a shop', () => {
  test('leave the secret that is not given as it is', () => {
    expect(renewed(keys({}), shop, kept)).toEqual({
      ...keys({}),
      performance: { clientId: 'ads@ozon', clientSecret: 'old-secret' },
    })
    const ads = { clientId: 'other@ozon', clientSecret: 'new-secret' }
    expect(renewed(keys({ apiKey: null, performance: ads }), shop, kept)).toEqual({
      ...keys({}),
      apiKey: 'old-key',
      performance: ads,
    })
  })

  test('take the place of those that were kept', () => {
    const given = keys({ performance: { clientId: 'ads@ozon', clientSecret: 'new-secret' } })
    expect(renewed(given, shop, kept)).toEqual(given)
    expect(renewed(keys({ performance: null }), shop, kept)).toEqual(keys({ performance: null }))
    const token = { marketplace: 'wb', token: 'new' } as const
    expect(renewed(token, { perfClientId: null }, {})).toEqual(token)
  })

  test.each<[string, Ozon, Parameters<typeof renewed>[1], Parameters<typeof renewed>[2]]>([
    ['an Api-Key that is not there', keys({ apiKey: null, performance: null }), shop, {}],
    ['a secret that is not there', keys({}), shop, { 'ozon-seller': 'old-key' }],
    [
      'a secret of another account',
      keys({ performance: { clientId: 'other@ozon', clientSecret: null } }),
      shop,
      kept,
    ],
    ['a secret of a shop that had none', keys({}), { perfClientId: null }, kept],
  ])('cannot keep %s', (_name, given, of, secrets) => {
    expect(() => renewed(given, of, secrets)).toThrow(expect.objectContaining({ kind: 'no_key' }))
  })

  test('ask the keychain only where something stays', () => {
    expect(keepsSecrets(keys({}))).toBe(true)
    expect(keepsSecrets(keys({ apiKey: null, performance: null }))).toBe(true)
    expect(keepsSecrets(keys({ performance: null }))).toBe(false)
    expect(keepsSecrets({ marketplace: 'wb', token: 'new' })).toBe(false)
  })
})
