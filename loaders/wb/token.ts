import { z } from 'zod'
import type { HostName } from '#contract/marketplaces/index.ts'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Capability } from '../core/declare/slices.ts'

/** Bits of the claim `s` (wildberries.md 1.3), named as on the portal. */
const CATEGORIES = {
  content: 1,
  analytics: 2,
  prices: 3,
  marketplace: 4,
  statistics: 5,
  promotion: 6,
  feedback: 7,
  chat: 9,
  supplies: 10,
  returns: 11,
  documents: 12,
  finance: 13,
  users: 16,
} as const
export type Category = keyof typeof CATEGORIES
const READ_ONLY = 30

const TYPES = { 1: 'base', 2: 'test', 3: 'personal', 4: 'service' } as const
/** `unknown` if the token has no type: those made before types existed. */
export type TokenType = (typeof TYPES)[keyof typeof TYPES] | 'unknown'

/** The category that a host requires; hosts not listed accept any (wildberries.md 1.1). */
const CATEGORY_OF: Partial<Record<HostName, Category>> = {
  [HOST.content]: 'content',
  [HOST.analytics]: 'analytics',
  [HOST.prices]: 'prices',
  [HOST.calendar]: 'prices',
  [HOST.marketplace]: 'marketplace',
  [HOST.statistics]: 'statistics',
  [HOST.advert]: 'promotion',
  [HOST.finance]: 'finance',
  [HOST.supplies]: 'supplies',
}

/** The content of a token. Unverified: only the marketplace can verify it. */
export interface Token {
  /** As it is sent. */
  readonly text: string
  /** `sid`: rate limits are counted by it, and it identifies a shop. */
  readonly seller: string
  readonly type: TokenType
  readonly test: boolean
  readonly categories: readonly Category[]
  readonly readOnly: boolean
  /** Instant, UTC. */
  readonly expiresAt: string
}

const Claims = z.object({
  sid: z.string().min(1),
  exp: z.number().positive().max(8_640_000_000_000),
  s: z.int().nonnegative(),
  t: z.boolean().optional().catch(undefined),
  acc: z.unknown().optional(),
})
/** An ECDSA signature on P-256 has at least 64 bytes in any encoding; fewer mean a token that was not copied completely. */
const ES256_BYTES = 64

/** The token in a pasted text: without `Bearer`, quotes, spaces and line breaks. */
export function clean(pasted: string): string {
  return pasted
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\u2060\ufeff"'`«»‹›„“”‘’]+/g, '')
    .replace(/^(authorization[:=])?(bearer:?)?/i, '')
    .replace(/[,;]+$/, '')
}

/** Decodes a pasted token locally; null if it is not a token or was not copied completely (wildberries.md 1.3). */
export function decode(pasted: string): Token | null {
  const text = clean(pasted)
  const [, header = '', payload = '', signature = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text) ?? []
  const algorithm = z.object({ alg: z.string() }).safeParse(json(header)).data?.alg
  const claims = Claims.safeParse(json(payload)).data
  if (algorithm === undefined || claims === undefined) return null
  if (algorithm === 'ES256' && Buffer.from(signature, 'base64url').length < ES256_BYTES) return null
  const { sid, exp, s, t, acc } = claims
  const type = Object.hasOwn(TYPES, String(acc)) ? TYPES[Number(acc) as keyof typeof TYPES] : 'unknown'
  return {
    text,
    seller: sid,
    type,
    test: t === true || type === 'test',
    categories: (Object.keys(CATEGORIES) as Category[]).filter(name => bit(s, CATEGORIES[name])),
    readOnly: bit(s, READ_ONLY),
    expiresAt: new Date(exp * 1000).toISOString(),
  }
}

/** The category that a host requires; null if it accepts any. */
export const categoryOf = (host: HostName): Category | null => CATEGORY_OF[host] ?? null

/** Whether a token includes the category of a host. */
export function opens({ categories }: Token, host: HostName): boolean {
  const category = categoryOf(host)
  return category === null || categories.includes(category)
}

/** Hosts that a token may leave out by choice: their data alone is missing then. */
export const BY_CHOICE: ReadonlySet<HostName> = new Set([HOST.supplies])

/** What a token allows; implements `RunContext.may`. */
export const mayOf =
  (token: Token) =>
  (capability: Capability): boolean =>
    capability === 'base' ? token.type === 'base' : capability === 'supplies' && opens(token, HOST.supplies)

/** Bit shifts would lose bits above 32. */
const bit = (mask: number, at: number): boolean => Math.floor(mask / 2 ** at) % 2 === 1

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
