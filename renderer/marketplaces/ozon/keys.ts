import type { Keys, RenewedKeys } from '#contract/shop.ts'
import type { Faults, KeyFields, Purpose } from '../declare.ts'
import { bare, LONGEST_SECRET, tooLong } from '../pasted.ts'

export type OzonKeys = Extract<Keys, { marketplace: 'ozon' }>
export type RenewedOzonKeys = Extract<RenewedKeys, { marketplace: 'ozon' }>

const LONGEST_CLIENT_ID = 20
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ADS = /@advertising\.performance\.ozon\.ru$/i

/** An Api-Key is a UUID; the Client Id for advertising is an e-mail address. */
export function fieldOf(text: string): 'apiKey' | 'perfClientId' | null {
  if (ADS.test(text)) return 'perfClientId'
  return UUID.test(text) ? 'apiKey' : null
}

export function faults(fields: KeyFields, purpose: Purpose): Faults {
  const clientId = bare(fields.clientId)
  const perfClientId = bare(fields.perfClientId)
  const perfClientSecret = bare(fields.perfClientSecret)
  const renewal = purpose.of === 'renewal'
  const stays = renewal && perfClientId === purpose.perfClientId
  const found: Faults = {}
  if (clientId === '') found.clientId = { key: 'keys.invalid.clientId' }
  else if (!/^\d+$/.test(clientId)) found.clientId = { key: 'keys.invalid.clientIdDigits' }
  else if (clientId.length > LONGEST_CLIENT_ID) found.clientId = tooLong(LONGEST_CLIENT_ID)
  if (bare(fields.apiKey) === '' && !renewal) found.apiKey = { key: 'keys.invalid.apiKey' }
  if (perfClientId === '' && perfClientSecret !== '')
    found.perfClientId = { key: 'keys.invalid.perfClientId' }
  if (perfClientId !== '' && perfClientSecret === '' && !stays)
    found.perfClientSecret = { key: 'keys.invalid.perfClientSecret' }
  for (const field of ['apiKey', 'perfClientId', 'perfClientSecret'] as const)
    if (bare(fields[field]).length > LONGEST_SECRET) found[field] = tooLong(LONGEST_SECRET)
  return found
}

/** An empty secret is kept; an empty Performance Client Id removes the advertising keys. */
export function renewedKeysOf(fields: KeyFields): RenewedOzonKeys {
  const perfClientId = bare(fields.perfClientId)
  return {
    marketplace: 'ozon',
    clientId: bare(fields.clientId),
    apiKey: bare(fields.apiKey) || null,
    performance: perfClientId
      ? { clientId: perfClientId, clientSecret: bare(fields.perfClientSecret) || null }
      : null,
  }
}

/** If both Performance fields are empty, there are no Performance keys. */
export function keysOf(fields: KeyFields): OzonKeys {
  const { apiKey, performance, ...keys } = renewedKeysOf(fields)
  const { clientId = '', clientSecret = null } = performance ?? {}
  return {
    ...keys,
    apiKey: apiKey ?? '',
    performance: clientSecret === null ? null : { clientId, clientSecret },
  }
}
