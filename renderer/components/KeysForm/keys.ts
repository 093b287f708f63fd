import type { Keys, Marketplace } from '#contract/shop.ts'
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
type Faults = Partial<Record<keyof KeyFields, Key>>

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

const bare = (text: string): string =>
  text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').replace(/^["'«“](.*)["'»”]$/, '$1')

/** A pasted key without what comes along from a web page: spaces, line ends, invisible signs, quotes around it, the `Bearer` of a header. */
export const pasted = (field: KeyField, text: string): string =>
  field === 'token' ? bare(bare(text).replace(/^(authorization[:=])?(bearer:?)?/i, '')) : bare(text)

/** Which sentence stands under which field; fields in order carry none. */
export function faults(fields: KeyFields, marketplace: Marketplace, named: boolean): Faults {
  return {
    ...(named ? faultOfName(fields.name.trim()) : {}),
    ...(marketplace === 'wb' ? faultOfToken(pasted('token', fields.token)) : faultsOfOzon(fields)),
  }
}

function faultOfName(name: string): Faults {
  if (name === '') return { name: 'keys.invalid.name' }
  return name.length > LONGEST.name ? { name: 'keys.invalid.long' } : {}
}

function faultOfToken(token: string): Faults {
  if (token === '') return { token: 'keys.invalid.token' }
  if (token.length > LONGEST.other) return { token: 'keys.invalid.long' }
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? {} : { token: 'keys.invalid.tokenShape' }
}

function faultsOfOzon(fields: KeyFields): Faults {
  const clientId = pasted('clientId', fields.clientId)
  const perfClientId = pasted('perfClientId', fields.perfClientId)
  const perfClientSecret = pasted('perfClientSecret', fields.perfClientSecret)
  const found: Faults = {}
  if (clientId === '') found.clientId = 'keys.invalid.clientId'
  else if (!/^\d+$/.test(clientId)) found.clientId = 'keys.invalid.clientIdDigits'
  else if (clientId.length > LONGEST.clientId) found.clientId = 'keys.invalid.long'
  if (pasted('apiKey', fields.apiKey) === '') found.apiKey = 'keys.invalid.apiKey'
  if (perfClientId === '' && perfClientSecret !== '') found.perfClientId = 'keys.invalid.perfClientId'
  if (perfClientId !== '' && perfClientSecret === '') found.perfClientSecret = 'keys.invalid.perfClientSecret'
  for (const field of ['apiKey', 'perfClientId', 'perfClientSecret'] as const)
    if (pasted(field, fields[field]).length > LONGEST.other) found[field] = 'keys.invalid.long'
  return found
}

/** The keys that the fields hold; without both Performance fields there are no Performance keys. */
export function keysOf(fields: KeyFields, marketplace: Marketplace): Keys {
  if (marketplace === 'wb') return { marketplace, token: pasted('token', fields.token) }
  const clientId = pasted('perfClientId', fields.perfClientId)
  const clientSecret = pasted('perfClientSecret', fields.perfClientSecret)
  return {
    marketplace,
    clientId: pasted('clientId', fields.clientId),
    apiKey: pasted('apiKey', fields.apiKey),
    performance: clientId && clientSecret ? { clientId, clientSecret } : null,
  }
}
