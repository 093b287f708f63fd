import type { Keys } from '#contract/shop.ts'
import type { Key } from '#i18n'

/** The fields as they are typed or pasted. */
export interface KeyFields {
  readonly name: string
  readonly clientId: string
  readonly apiKey: string
  readonly perfClientId: string
  readonly perfClientSecret: string
}

export const NO_FIELDS: KeyFields = {
  name: '',
  clientId: '',
  apiKey: '',
  perfClientId: '',
  perfClientSecret: '',
}

/** What the contract takes at most. */
const LONGEST = { name: 100, clientId: 20, other: 4096 }

/** A pasted key without what comes along from a web page: spaces, line ends, invisible signs, quotes around it. */
export const pasted = (text: string): string =>
  text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').replace(/^["'«“](.*)["'»”]$/, '$1')

/** Which sentence stands under which field; fields in order carry none. */
export function faults(fields: KeyFields, named: boolean): Partial<Record<keyof KeyFields, Key>> {
  const clientId = pasted(fields.clientId)
  const perfClientId = pasted(fields.perfClientId)
  const perfClientSecret = pasted(fields.perfClientSecret)
  const found: Partial<Record<keyof KeyFields, Key>> = {}
  if (named && fields.name.trim() === '') found.name = 'keys.invalid.name'
  if (named && fields.name.trim().length > LONGEST.name) found.name = 'keys.invalid.long'
  if (clientId === '') found.clientId = 'keys.invalid.clientId'
  else if (!/^\d+$/.test(clientId)) found.clientId = 'keys.invalid.clientIdDigits'
  else if (clientId.length > LONGEST.clientId) found.clientId = 'keys.invalid.long'
  if (pasted(fields.apiKey) === '') found.apiKey = 'keys.invalid.apiKey'
  if (perfClientId === '' && perfClientSecret !== '') found.perfClientId = 'keys.invalid.perfClientId'
  if (perfClientId !== '' && perfClientSecret === '') found.perfClientSecret = 'keys.invalid.perfClientSecret'
  for (const field of ['apiKey', 'perfClientId', 'perfClientSecret'] as const)
    if (pasted(fields[field]).length > LONGEST.other) found[field] = 'keys.invalid.long'
  return found
}

/** The keys that the fields hold; without both Performance fields there are no Performance keys. */
export function keysOf(fields: KeyFields): Keys {
  const clientId = pasted(fields.perfClientId)
  const clientSecret = pasted(fields.perfClientSecret)
  return {
    marketplace: 'ozon',
    clientId: pasted(fields.clientId),
    apiKey: pasted(fields.apiKey),
    performance: clientId && clientSecret ? { clientId, clientSecret } : null,
  }
}
