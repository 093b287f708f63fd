import type { Keys } from '#contract/shop.ts'
import type { Faults, KeyFields } from '../declare.ts'
import { bare, LONGEST_SECRET, tooLong } from '../pasted.ts'

export type WbKeys = Extract<Keys, { marketplace: 'wb' }>

/** A token in three parts (wildberries.md 1.3), possibly truncated. */
const TOKEN = /^eyJ[\w-]+\.eyJ[\w-]+/

/** The token may be pasted together with the `Bearer` of a header. */
export const pasted = (text: string): string =>
  bare(bare(text).replace(/^(authorization[:=])?(bearer:?)?/i, ''))

export const fieldOf = (text: string): 'token' | null => (TOKEN.test(text) ? 'token' : null)

export function faults(fields: KeyFields): Faults {
  const token = pasted(fields.token)
  if (token === '') return { token: { key: 'keys.invalid.token' } }
  if (token.length > LONGEST_SECRET) return { token: tooLong(LONGEST_SECRET) }
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? {} : { token: { key: 'keys.invalid.tokenShape' } }
}

export const keysOf = ({ token }: KeyFields): WbKeys => ({ marketplace: 'wb', token: pasted(token) })
