import { problem } from './errors.ts'
import type { WbHost } from './hosts.ts'
import type { Category, Claims } from './tokens.ts'
import { CATEGORY, planOf, readToken } from './tokens.ts'

/** The category that opens a host; any does for the common one. */
const OPENS: Readonly<Record<WbHost, Category | null>> = {
  'wb-content': 'content',
  'wb-statistics': 'statistics',
  'wb-marketplace': 'marketplace',
  'wb-advert': 'promotion',
  'wb-prices': 'prices',
  'wb-calendar': 'prices',
  'wb-analytics': 'analytics',
  'wb-finance': 'finance',
  'wb-supplies': 'supplies',
  'wb-common': null,
}
const ORIGIN = 's2s-api-auth-catalog'

/** The token of an Authorization header, bare or after `Bearer`; null when there is none. */
const tokenOf = (header: string | undefined): string | null =>
  header?.replace(/^Bearer\s+/i, '').trim() || null

/** The claims of a request as far as they can be read: faults and the log are per shop even for a refused token. */
export function claimsOf(header: string | undefined): Claims | null {
  const token = tokenOf(header)
  const claims = token === null ? null : readToken(token)
  return claims === null || 'detail' in claims ? null : claims
}

/** The claims of a request that may pass the gateway of a host (wildberries.md 1.5). */
export function authorize(header: string | undefined, host: WbHost): Claims {
  const token = tokenOf(header)
  if (token === null) throw problem(401, 'empty Authorization header', ORIGIN)
  const claims = readToken(token)
  if ('detail' in claims)
    throw problem(401, claims.detail, ORIGIN, { code: '07e4668e--a53a3d31f8b0; 03bce=277; 84bd353bf-75' })
  if (claims.exp * 1000 <= Date.now()) throw problem(401, 'token problem; token is expired', ORIGIN)
  if (claims.t) throw problem(401, 'token problem; test token is not allowed in production', ORIGIN)
  if (planOf(claims).deleted)
    throw problem(403, 'access denied: the user who made the token was deleted', ORIGIN)
  const category = OPENS[host]
  if (category !== null && (claims.s & (1 << CATEGORY[category])) === 0)
    throw problem(401, 'token scope not allowed', `s2s-${host.slice(3)}`)
  return claims
}
