import type { IncomingMessage } from 'node:http'
import { dayNumber } from '../clock.ts'
import { alter, substitute } from '../faults.ts'
import type { Reply } from '../http.ts'
import { parseObject, Refusal } from '../http.ts'
import { withoutSecret } from '../log.ts'
import type { Answered, Heard, Marketplace } from '../marketplace.ts'
import type { SandboxOptions } from '../sandbox.ts'
import { felt } from '../world/content-effect.ts'
import { demandTruth } from '../world/demand-truth.ts'
import type { Clock } from '../world/moving-clock.ts'
import { once } from '../world/once.ts'
import { refuse, toFirstPage } from './faults.ts'
import { dayPages } from './finance.ts'
import { OZON_HOSTS, type OzonHost } from './hosts.ts'
import type { DemoKey } from './keys.ts'
import { KEYS, SHOPS } from './keys.ts'
import { makeLimits } from './limits.ts'
import { makeAccounts } from './performance/account.ts'
import { answerPerformance } from './performance/index.ts'
import { makeReports, reportFile } from './reports.ts'
import { answerSeller, keyOf } from './seller.ts'
import type { Shop } from './shop.ts'
import { makeShop, worldOn } from './shop.ts'
import { causesOf } from './world/causes.ts'
import { economicsOf } from './world/economics.ts'
import type { Truth } from './world/sums.ts'
import { truthOf } from './world/truth.ts'

/** Postings a day that make the default world as large as the shop of the brief. */
const PER_DAY = 10.35
/** Accrual lines of a year of that world: caused by orders, and fixed ones of the shop. */
const LINES_OF_ORDERS = 24_446
const LINES_OF_SHOP = 4_025

/** The cabinets on Ozon, and their two hosts. */
export type Ozon = Marketplace<OzonHost, Truth> & {
  readonly demo: DemoKey
  /** A shop by its name. Throws a Refusal when there is none. */
  shop(name: string): Shop
}

type Ask = Omit<Heard, 'text' | 'shop' | 'fault'> & { readonly body: Record<string, unknown> }

/** A refusal in the error shape of its host: that of Performance is its own (ozon.md 6.1). */
export const refusal = (host: OzonHost, error: unknown): Reply => {
  if (!(error instanceof Refusal))
    return { status: 500, body: { code: 13, message: String(error), details: [] } }
  const body =
    host === 'ozon-seller'
      ? { code: error.code, message: error.message, details: [] }
      : { error: error.message }
  return { status: error.status, body, headers: error.headers }
}

/** Makes the shops; their worlds follow the clock. */
export function makeOzon(options: SandboxOptions, clock: Clock, now: () => number): Ozon {
  const { seed = 1, scale = 1, speedup = 1, limits: enforced = true } = options
  const many =
    options.accrualLines === undefined
      ? 1
      : Math.max(1, (options.accrualLines - LINES_OF_SHOP) / LINES_OF_ORDERS)
  const shops = new Map(
    SHOPS.map(profile => [
      profile.name,
      once(() =>
        makeShop(profile, clock, {
          seed,
          scale,
          perDay: PER_DAY * (profile.name === 'demo' ? many : 1),
          contentSince: options.contentSince === undefined ? undefined : dayNumber(options.contentSince),
          mechanisms: options.mechanisms,
        }),
      ),
    ]),
  )
  const shopOf = (name: string): Shop => {
    const shop = shops.get(name)
    if (!shop) throw new Refusal(404, 5, `no sandbox shop ${name}`)
    return shop()
  }
  const limits = makeLimits(speedup, enforced)
  const accounts = makeAccounts()
  const accrualCursors = new Map<string, number>()
  const reports = makeReports()

  const seller = async ({ method, url, body, request }: Ask, shop: Shop): Promise<Reply> => {
    const key = keyOf(request.headers['client-id'] as string, request.headers['api-key'] as string)
    return answerSeller({
      method,
      path: url.pathname,
      body,
      key,
      shop,
      limits,
      accrualCursors,
      reports,
      speedup,
    })
  }
  const performance = ({ method, url, body, request }: Ask, shopName: string | null): Reply => {
    if (method === 'POST' && url.pathname === '/api/client/token')
      return accounts.grant(String(body.client_id), String(body.client_secret), String(body.grant_type))
    const account = accounts.of(request.headers.authorization)
    const shop = shopOf(shopName ?? account.shop)
    return answerPerformance(method, {
      shop,
      account,
      path: url.pathname,
      query: url.searchParams,
      body,
      speedup,
      limits: enforced,
    })
  }

  return {
    hosts: OZON_HOSTS,
    demo: KEYS.demo,
    has: name => shops.has(name),
    shop: shopOf,
    shopNameOf(host, request: IncomingMessage, text) {
      if (host === 'ozon-seller')
        return SHOPS.find(s => s.clientId === request.headers['client-id'])?.name ?? null
      if (host === 'ozon-files') return reports.at(request.url ?? '')?.shop ?? null
      if (request.url === '/api/client/token')
        return SHOPS.find(s => s.performance && text.includes(s.performance.clientId))?.name ?? null
      try {
        return accounts.of(request.headers.authorization).shop
      } catch {
        return null
      }
    },
    async answer(host, { text, shop, fault, ...rest }): Promise<Answered> {
      let body: Record<string, unknown> = {}
      try {
        body = parseObject(text)
        if (fault?.kind === 'token_expired') accounts.expire(shop ?? undefined)
        const instead = fault && substitute(fault)
        if (instead) return { reply: alter(fault, instead), body: withoutSecret(body) }
        if (fault) refuse(fault, host, now())
        const ask = { ...rest, body: fault ? toFirstPage(fault, body) : body }
        const reply =
          host === 'ozon-performance'
            ? performance(ask, shop)
            : host === 'ozon-files'
              ? reportFile(reports, ask.url.pathname, ask.request.headers)
              : await seller(ask, shopOf(shop ?? 'demo'))
        return { reply: fault ? alter(fault, reply) : reply, body: withoutSecret(body) }
      } catch (error) {
        return { reply: refusal(host, error), body: withoutSecret(body) }
      }
    },
    truth: (name, window) => {
      const shop = shopOf(name)
      return truthOf(worldOn(shop, window?.to ?? Number.POSITIVE_INFINITY), {
        ...window,
        currency: shop.currency,
      })
    },
    demandTruth: (name, { from, to }) => {
      const { market, startDay, today, now } = shopOf(name).world()
      return demandTruth(market, { from: Math.max(from ?? startDay, startDay), to: to ?? today, now })
    },
    causesTruth: (name, window) => causesOf(shopOf(name).world(), window),
    economicsTruth: (name, window) => economicsOf(shopOf(name).world(), window),
    contentChanges: name => {
      const { market, content } = shopOf(name).world()
      return felt(market, content().changes)
    },
    lookBack: (name, days) => {
      shopOf(name).lookBack = days
    },
    prepare: () => {
      if (options.accrualLines === undefined) return
      const demo = shopOf('demo')
      const { startDay, today } = demo.world()
      for (let day = startDay; day <= today; day++) dayPages(demo, day)
    },
  }
}
