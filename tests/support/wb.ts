import type { Keys } from '#contract/shop.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Categories that the loaders need (bits 1 to 6 and 13 of `s`), and read-only (30). */
export const NEEDED = [1, 2, 3, 4, 5, 6, 13]
export const READ_ONLY = 30
export const bits = (list: readonly number[]): number => list.reduce((sum, at) => sum + 2 ** at, 0)

/** Claims of a valid Personal token of half a year. */
export const CLAIMS = {
  id: '0199c3d2-7a10-7c4e-9b1f-5a0000000001',
  sid: 'e8923014-e233-47q8-898e-3cc86d67ea61',
  exp: Math.floor(Date.now() / 1000) + 180 * 86_400,
  s: bits([...NEEDED, READ_ONLY]),
  t: false,
  acc: 3,
  for: 'self',
}

/** A token with these claims in place of valid ones; its signature has the right length, but is not valid. */
export function wbToken(claims: Readonly<Record<string, unknown>> = {}, signature = 64): string {
  const of = { ...CLAIMS, ...claims }
  return `${part({ alg: 'ES256', typ: 'JWT' })}.${part(of)}.${Buffer.alloc(signature, 7).toString('base64url')}`
}
export const wbKeys = (claims: Readonly<Record<string, unknown>> = {}): Keys => ({
  marketplace: 'wb',
  token: wbToken(claims),
})
