import { dayNumber } from '../clock.ts'
import type { Fault } from '../faults.ts'
import type { WbHost } from '../hosts.ts'
import type { Reply } from '../http.ts'
import type { SandboxOptions } from '../sandbox.ts'
import type { Clock } from '../shop.ts'
import { claimsOf } from './access.ts'
import { answerWb } from './answer.ts'
import { badRequest, WbRefusal } from './errors.ts'
import { toFirstWbPage, toFirstWbQuery } from './faults.ts'
import { makeWbLimits } from './limits.ts'
import type { WbShop } from './shop.ts'
import { makeWbShop } from './shop.ts'
import { WB_SHOPS } from './shops.ts'

/** Cards and orders a day of the default shop, and the lines of its published weekly reports that orders cause and that they do not. */
const CARDS = 60
const PER_DAY = 25
const LINES_OF_ORDERS = 22_450
const LINES_OF_SHOP = 755
const PAGE = 80_000

type Ask = {
  readonly host: WbHost
  readonly method: string
  readonly url: URL
  readonly authorization: string | undefined
  readonly text: string
  readonly fault: Fault | null
}

/** The shops on Wildberries and the answers of their eight hosts. */
export type Wildberries = {
  /** A shop by its name; undefined when there is none. */
  shop(name: string): WbShop | undefined
  /** Whose request it is as far as the token tells. */
  shopNameOf(authorization: string | undefined): string | null
  answer(ask: Ask): Reply
}

/** Makes the shops; their worlds follow the clock. */
export function makeWildberries(options: SandboxOptions, clock: Clock): Wildberries {
  const { seed = 1, scale = 1, speedup = 1, limits: enforced = true } = options
  const many =
    options.financeLines === undefined
      ? 1
      : Math.max(1, (options.financeLines - LINES_OF_SHOP) / (LINES_OF_ORDERS * scale))
  const contentSince = options.contentSince === undefined ? undefined : dayNumber(options.contentSince)
  const shops = new Map(
    WB_SHOPS.map(profile => {
      const isDemo = profile.name === 'wb-demo'
      const cards = (isDemo && options.wbCards) || CARDS * scale
      const perDay = (isDemo && options.wbOrders) || PER_DAY * scale * (isDemo ? many : 1)
      return [profile.sid, makeWbShop(profile, clock, { seed, cards, perDay, contentSince })] as const
    }),
  )
  const limits = makeWbLimits(speedup, enforced)
  return {
    shop: name => [...shops.values()].find(s => s.profile.name === name),
    shopNameOf: authorization => {
      const sid = claimsOf(authorization)?.sid
      return (sid && shops.get(sid)?.profile.name) ?? null
    },
    answer: ({ host, method, url, authorization, text, fault }) => {
      let body: unknown
      try {
        body = text === '' ? {} : JSON.parse(text)
      } catch {
        return host === 'wb-content'
          ? { status: 400, type: 'text/plain', body: 'Request body can not be decoded' }
          : badRequest(host, 'invalid request body').reply
      }
      const stuck = fault?.kind === 'stuck_cursor'
      return answerWb({
        host,
        method,
        path: url.pathname,
        query: stuck ? toFirstWbQuery(url.searchParams) : url.searchParams,
        body: stuck ? toFirstWbPage(body) : body,
        authorization,
        limits,
        speedup,
        page: options.statisticsPage ?? PAGE,
        shopOf: claims => {
          const shop = shops.get(claims.sid)
          if (!shop) throw new WbRefusal({ status: 403, body: { detail: 'unknown seller' } })
          return shop
        },
      })
    },
  }
}
