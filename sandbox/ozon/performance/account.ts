import { randomUUID } from 'node:crypto'
import type { Reply } from '../../http.ts'
import { Refusal } from '../../http.ts'
import { SHOPS } from '../keys.ts'

/** A report that was ordered; `result` is made when it is fetched. Instants are wall-clock UTC ms. */
export type Report = {
  readonly uuid: string
  readonly createdAt: number
  readonly startedAt: number
  readonly readyAt: number
  readonly request: object
  readonly result: () => Reply
}

/** The state of a cabinet on the advertising side. */
export type Account = {
  readonly shop: string
  readonly reports: Map<string, Report>
  /** When each campaign of an export was counted. */
  readonly exports: number[]
}

/** Tokens and accounts of one sandbox. */
export type Accounts = {
  /** Answers POST /api/client/token, or throws 401. */
  grant(clientId: string, clientSecret: string, grantType: string): Reply
  /** The account of a bearer token, or a 401 refusal. */
  of(authorization: string | undefined): Account
  /** Makes every token of a shop (or all) invalid. */
  expire(shop?: string): void
}

const LIFE_SECONDS = 1800

/** An empty register; a token lives 30 minutes (ozon.md 6.1). */
export function makeAccounts(): Accounts {
  const accounts = new Map<string, Account>()
  const tokens = new Map<string, { shop: string; until: number }>()
  return {
    grant: (clientId, clientSecret, grantType) => {
      const shop = SHOPS.find(
        s => s.performance?.clientId === clientId && s.performance.clientSecret === clientSecret,
      )
      if (!shop || grantType !== 'client_credentials') throw new Refusal(401, 16, 'invalid_client')
      const token = `eyJ${randomUUID().replaceAll('-', '')}`
      tokens.set(token, { shop: shop.name, until: Date.now() + LIFE_SECONDS * 1000 })
      return { status: 200, body: { access_token: token, expires_in: LIFE_SECONDS, token_type: 'Bearer' } }
    },
    of: authorization => {
      const token = tokens.get(authorization?.replace(/^Bearer /, '') ?? '')
      if (!token || token.until < Date.now()) throw new Refusal(401, 16, 'Запрос не аутентифицирован')
      const account = accounts.get(token.shop) ?? { shop: token.shop, reports: new Map(), exports: [] }
      accounts.set(token.shop, account)
      return account
    },
    expire: shop => {
      for (const [token, { shop: owner }] of tokens)
        if (shop === undefined || shop === owner) tokens.delete(token)
    },
  }
}
