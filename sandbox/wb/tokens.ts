import { createHmac } from 'node:crypto'
import { DAY } from '../clock.ts'
import type { WbProfile } from './shops.ts'
import { WB_SHOPS } from './shops.ts'

/** Bits of the claim `s` (wildberries.md 1.3). */
export const CATEGORY = {
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
export type Category = keyof typeof CATEGORY
const READ_ONLY = 30
export const ACC = { base: 1, test: 2, personal: 3, service: 4 } as const

/** The claims that WB documents, and the numeric seller id. */
export type Claims = {
  readonly id: string
  readonly sid: string
  readonly oid: number
  readonly exp: number
  readonly s: number
  readonly t: boolean
  /** Absent in tokens made before autumn 2025. */
  readonly acc?: number
  readonly for?: string
}

/** A token as a user would copy it from the cabinet, and its properties. */
export type WbToken = {
  readonly marketplace: 'wb'
  readonly name: string
  readonly token: string
  readonly shop: string
  readonly sid: string
  readonly acc: number | null
  readonly categories: readonly Category[]
  readonly readOnly: boolean
  /** Its user was deleted: 403 everywhere. */
  readonly deleted: boolean
}

type Plan = {
  readonly shop: string
  readonly acc: number | null
  readonly categories?: readonly Category[]
  readonly readOnly?: boolean
  readonly deleted?: boolean
  /** Days from today to the end; WB gives 180. */
  readonly daysLeft?: number
}

const ALL = Object.keys(CATEGORY) as Category[]
const LOADERS: readonly Category[] = [
  'content',
  'analytics',
  'prices',
  'marketplace',
  'statistics',
  'promotion',
  'supplies',
  'finance',
]
const without = (...missing: readonly Category[]) => LOADERS.filter(c => !missing.includes(c))
const { base, test, personal, service } = ACC

const PLANS = {
  demo: { shop: 'wb-demo', acc: personal },
  readonly: { shop: 'wb-demo', acc: personal, categories: LOADERS, readOnly: true },
  base: { shop: 'wb-demo', acc: base, readOnly: true },
  service: { shop: 'wb-demo', acc: service },
  test: { shop: 'wb-demo', acc: test },
  untyped: { shop: 'wb-demo', acc: null },
  expired: { shop: 'wb-demo', acc: personal, daysLeft: Number.NEGATIVE_INFINITY },
  expiring: { shop: 'wb-demo', acc: personal, daysLeft: 5 },
  deleted: { shop: 'wb-demo', acc: personal, deleted: true },
  missingFinance: { shop: 'wb-demo', acc: personal, categories: without('finance'), readOnly: true },
  missingAnalytics: { shop: 'wb-demo', acc: personal, categories: without('analytics'), readOnly: true },
  missingContent: { shop: 'wb-demo', acc: personal, categories: without('content'), readOnly: true },
  missingPromotion: { shop: 'wb-demo', acc: personal, categories: without('promotion'), readOnly: true },
  statisticsOnly: { shop: 'wb-demo', acc: personal, categories: ['statistics'], readOnly: true },
  feedbackOnly: { shop: 'wb-demo', acc: personal, categories: ['feedback'] },
  second: { shop: 'wb-second', acc: personal, categories: LOADERS, readOnly: true },
  secondBase: { shop: 'wb-second', acc: base, readOnly: true },
  veteran: { shop: 'wb-veteran', acc: personal, categories: LOADERS, readOnly: true },
  empty: { shop: 'wb-empty', acc: personal, categories: LOADERS, readOnly: true },
  withoutSupplies: { shop: 'wb-demo', acc: personal, categories: without('supplies'), readOnly: true },
  belarus: { shop: 'wb-belarus', acc: personal, categories: LOADERS, readOnly: true },
  disagreement8: { shop: 'wb-disagreement-8', acc: personal, categories: LOADERS, readOnly: true },
  disagreement9: { shop: 'wb-disagreement-9', acc: personal, categories: LOADERS, readOnly: true },
  disagreement10: { shop: 'wb-disagreement-10', acc: personal, categories: LOADERS, readOnly: true },
  disagreement11: { shop: 'wb-disagreement-11', acc: personal, categories: LOADERS, readOnly: true },
} as const satisfies Record<string, Plan>
export type WbTokenName = keyof typeof PLANS
export type WbTokens = Readonly<Record<WbTokenName, WbToken>>

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', kid: '20260401v1', typ: 'JWT' })).toString(
  'base64url',
)
const signature = (text: string): string =>
  createHmac('sha256', 'the sandbox signs its own tokens').update(text).digest('base64url')

function sign(claims: Claims): string {
  const text = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${text}.${signature(text)}`
}

const idOf = (index: number): string => `0199c3d2-7a10-7c4e-9b1f-${(0x5a0000000000 + index).toString(16)}`
const profileOf = (name: string): WbProfile => WB_SHOPS.find(s => s.name === name) as WbProfile

function make(name: string, plan: Plan, index: number, today: number): WbToken {
  const { sid, oid } = profileOf(plan.shop)
  const categories = plan.acc === test ? ALL : (plan.categories ?? ALL)
  const bits = categories.reduce((s, c) => s | (1 << CATEGORY[c]), plan.readOnly ? 1 << READ_ONLY : 0)
  const daysLeft = plan.daysLeft ?? 180
  const claims: Claims = {
    id: idOf(index),
    sid,
    oid,
    exp: Number.isFinite(daysLeft) ? ((today + daysLeft) * DAY) / 1000 : Date.UTC(2025, 0, 1) / 1000,
    s: bits,
    t: plan.acc === test,
    ...(plan.acc === null ? {} : { acc: plan.acc }),
    ...(plan.acc === personal ? { for: 'self' } : {}),
    ...(plan.acc === service ? { for: 'asid:5b0c9a42-1d7f-4a27-b5b5-0d8f6f6a6c55' } : {}),
  }
  return {
    marketplace: 'wb',
    name,
    token: sign(claims),
    shop: plan.shop,
    sid,
    acc: plan.acc,
    categories,
    readOnly: plan.readOnly ?? false,
    deleted: plan.deleted ?? false,
  }
}

/** All tokens, the same for the whole of a day: the demo shop of yesterday's run still opens. */
export function makeTokens(now: number): WbTokens {
  const today = Math.floor(now / DAY)
  return Object.fromEntries(
    Object.entries(PLANS).map(([name, plan], index) => [name, make(name, plan, index, today)]),
  ) as WbTokens
}

/** Why a token was refused before any other check. */
export type Unreadable = { readonly detail: string }

/** The claims of a token signed by the sandbox, or the gateway's error. */
export function readToken(token: string): Claims | Unreadable {
  const [header, payload, mark, ...rest] = token.split('.')
  if (!header || !payload || !mark || rest.length > 0)
    return { detail: 'token problem; token is malformed: token contains an invalid number of segments' }
  if (!/^[\w-]+$/.test(mark))
    return {
      detail:
        'token problem; token is malformed: could not base64 decode signature: illegal base64 data at input byte 84',
    }
  if (signature(`${header}.${payload}`) !== mark)
    return { detail: 'token problem; token signature is invalid: verification error' }
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
}

/** Which of the sandbox's tokens claims belong to, by their id. */
export const planOf = (claims: Claims): { readonly name: string; readonly deleted: boolean } => {
  const index = Object.keys(PLANS).findIndex((_, i) => idOf(i) === claims.id)
  const [name, plan] = Object.entries(PLANS)[index] as [string, Plan]
  return { name, deleted: plan.deleted ?? false }
}
