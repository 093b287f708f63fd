import type { Keys, Marketplace, RenewedKeys } from '#contract/shop.ts'
import type { Key } from '#i18n'

/** The fields as they are typed or pasted; each marketplace asks for its own. */
export interface KeyFields {
  readonly name: string
  readonly clientId: string
  readonly apiKey: string
  readonly perfClientId: string
  readonly perfClientSecret: string
  readonly token: string
}
/** The fields that hold a key or a part of one. */
export type KeyField = Exclude<keyof KeyFields, 'name'>
/** A sentence and the number in it. */
export interface Fault {
  readonly key: Key
  readonly count?: number
}
type Faults = Partial<Record<keyof KeyFields, Fault>>

/** What the form is for: a shop that gets its first keys and a name, or one whose secrets may stay as they are. */
export type Purpose =
  | { readonly of: 'new' }
  | { readonly of: 'renewal'; readonly perfClientId: string | null }

export const NO_FIELDS: KeyFields = {
  name: '',
  clientId: '',
  apiKey: '',
  perfClientId: '',
  perfClientSecret: '',
  token: '',
}

/** What the contract takes at most. */
const LONGEST = { name: 100, clientId: 20, other: 4096 }
const long = (count: number): Fault => ({ key: 'keys.invalid.long', count })

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const OZON_ADS = /@advertising\.performance\.ozon\.ru$/i
/** A token in three parts (wildberries.md 1.3), whole or not. */
const TOKEN = /^eyJ[\w-]+\.eyJ[\w-]+/

const bare = (text: string): string =>
  text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').replace(/^["'«“](.*)["'»”]$/, '$1')

/** A pasted key without what comes along from a web page: spaces, line ends, invisible signs, quotes around it, the `Bearer` of a header. */
export const pasted = (field: KeyField, text: string): string =>
  field === 'token' ? bare(bare(text).replace(/^(authorization[:=])?(bearer:?)?/i, '')) : bare(text)

/** The other marketplace, when what was pasted can only be its key: each has a shape of its own. */
export function foreign(fields: KeyFields, marketplace: Marketplace): Marketplace | null {
  if (marketplace === 'wb') {
    const key = pasted('token', fields.token)
    return UUID.test(key) || OZON_ADS.test(key) ? 'ozon' : null
  }
  const typed = [fields.clientId, fields.apiKey, fields.perfClientId, fields.perfClientSecret]
  return typed.some(text => TOKEN.test(pasted('token', text))) ? 'wb' : null
}

/** The fields of the other marketplace's form, with the key that was pasted into this one. */
export function carriedOver(fields: KeyFields, to: Marketplace): KeyFields {
  const { name, clientId, apiKey, perfClientId, perfClientSecret, token } = fields
  if (to === 'ozon') {
    const ads = OZON_ADS.test(pasted('token', token))
    return { ...NO_FIELDS, name, ...(ads ? { perfClientId: token } : { apiKey: token }) }
  }
  const found = [clientId, apiKey, perfClientId, perfClientSecret].find(text =>
    TOKEN.test(pasted('token', text)),
  )
  return { ...NO_FIELDS, name, token: found ?? '' }
}

/** Which sentence stands under which field; fields in order carry none. */
export function faults(fields: KeyFields, marketplace: Marketplace, purpose: Purpose): Faults {
  return {
    ...(purpose.of === 'new' ? faultOfName(fields.name.trim()) : {}),
    ...(marketplace === 'wb' ? faultOfToken(pasted('token', fields.token)) : faultsOfOzon(fields, purpose)),
  }
}

function faultOfName(name: string): Faults {
  if (name === '') return { name: { key: 'keys.invalid.name' } }
  return name.length > LONGEST.name ? { name: long(LONGEST.name) } : {}
}

function faultOfToken(token: string): Faults {
  if (token === '') return { token: { key: 'keys.invalid.token' } }
  if (token.length > LONGEST.other) return { token: long(LONGEST.other) }
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? {} : { token: { key: 'keys.invalid.tokenShape' } }
}

function faultsOfOzon(fields: KeyFields, purpose: Purpose): Faults {
  const clientId = pasted('clientId', fields.clientId)
  const perfClientId = pasted('perfClientId', fields.perfClientId)
  const perfClientSecret = pasted('perfClientSecret', fields.perfClientSecret)
  const renewal = purpose.of === 'renewal'
  const stays = renewal && perfClientId === purpose.perfClientId
  const found: Faults = {}
  if (clientId === '') found.clientId = { key: 'keys.invalid.clientId' }
  else if (!/^\d+$/.test(clientId)) found.clientId = { key: 'keys.invalid.clientIdDigits' }
  else if (clientId.length > LONGEST.clientId) found.clientId = long(LONGEST.clientId)
  if (pasted('apiKey', fields.apiKey) === '' && !renewal) found.apiKey = { key: 'keys.invalid.apiKey' }
  if (perfClientId === '' && perfClientSecret !== '')
    found.perfClientId = { key: 'keys.invalid.perfClientId' }
  if (perfClientId !== '' && perfClientSecret === '' && !stays)
    found.perfClientSecret = { key: 'keys.invalid.perfClientSecret' }
  for (const field of ['apiKey', 'perfClientId', 'perfClientSecret'] as const)
    if (pasted(field, fields[field]).length > LONGEST.other) found[field] = long(LONGEST.other)
  return found
}

/** The keys that the fields hold; without both Performance fields there are no Performance keys. */
export function keysOf(fields: KeyFields, marketplace: Marketplace): Keys {
  const keys = renewedKeysOf(fields, marketplace)
  if (keys.marketplace === 'wb') return keys
  const { apiKey, performance } = keys
  const { clientId = '', clientSecret = null } = performance ?? {}
  return {
    ...keys,
    apiKey: apiKey ?? '',
    performance: clientSecret === null ? null : { clientId, clientSecret },
  }
}

/** The same keys without those of the advertising. */
export const withoutAds = <K extends RenewedKeys>(keys: K): K =>
  keys.marketplace === 'ozon' ? { ...keys, performance: null } : keys

/** The same for a shop that has keys: an empty secret is one that stays, and no Performance Client Id gives advertising up. */
export function renewedKeysOf(fields: KeyFields, marketplace: Marketplace): RenewedKeys {
  if (marketplace === 'wb') return { marketplace, token: pasted('token', fields.token) }
  const perfClientId = pasted('perfClientId', fields.perfClientId)
  return {
    marketplace,
    clientId: pasted('clientId', fields.clientId),
    apiKey: pasted('apiKey', fields.apiKey) || null,
    performance: perfClientId
      ? { clientId: perfClientId, clientSecret: pasted('perfClientSecret', fields.perfClientSecret) || null }
      : null,
  }
}
