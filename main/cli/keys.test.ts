import { describe, expect, it } from 'vitest'
import { keysOf } from '../engine/shops/keys.ts'
import { keysFromEnv, secretsFromEnv } from './keys.ts'

const OZON = { PRILAVOK_OZON_CLIENT_ID: '1234567', PRILAVOK_OZON_API_KEY: 'c0ffee' }
const ADS = { PRILAVOK_OZON_PERF_CLIENT_ID: 'a@b', PRILAVOK_OZON_PERF_CLIENT_SECRET: 'hush' }
const WB = { PRILAVOK_WB_TOKEN: 'head.body.signature' }
const ozonShop = { marketplace: 'ozon', clientId: '1234567', perfClientId: 'a@b' } as const
const wbShop = { marketplace: 'wb', clientId: 'e8923014', perfClientId: null } as const

describe('keys out of the environment', () => {
  it('are those of the marketplace of each shop when there are shops of both', () => {
    const secrets = secretsFromEnv({ ...OZON, ...ADS, ...WB })
    expect(keysOf(ozonShop, secrets)).toEqual(keysFromEnv('ozon', { ...OZON, ...ADS }))
    expect(keysOf(wbShop, secrets)).toEqual(keysFromEnv('wb', WB))
  })
  it('of one marketplace are enough for its shops, and none for the others', () => {
    expect(keysOf(wbShop, secretsFromEnv(WB))).toEqual({ marketplace: 'wb', token: WB.PRILAVOK_WB_TOKEN })
    expect(() => keysOf(ozonShop, secretsFromEnv(WB))).toThrow('not whole')
    expect(() => keysOf(wbShop, secretsFromEnv({ ...OZON, ...ADS }))).toThrow('not whole')
  })
  it('are named when they are missing, and their values never are', () => {
    expect(() => secretsFromEnv({ PRILAVOK_WB_TOKEN: '' })).toThrow(
      'none of these is set: PRILAVOK_OZON_API_KEY, PRILAVOK_WB_TOKEN',
    )
    expect(() => keysFromEnv('wb', OZON)).toThrow('PRILAVOK_WB_TOKEN is not set')
    expect(() => keysFromEnv('wb', { PRILAVOK_WB_TOKEN: 'x'.repeat(5000) })).toThrow(/^keys: token$/)
  })
})
