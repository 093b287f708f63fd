import { dayNumber } from '../clock.ts'
import { alter, substitute } from '../faults.ts'
import type { Reply } from '../http.ts'
import { Refusal } from '../http.ts'
import { parsedOr } from '../log.ts'
import type { Answered, Heard, Marketplace } from '../marketplace.ts'
import type { SandboxOptions } from '../sandbox.ts'
import { felt } from '../world/content-effect.ts'
import { demandTruth } from '../world/demand-truth.ts'
import type { Clock } from '../world/moving-clock.ts'
import { once } from '../world/once.ts'
import { claimsOf } from './access.ts'
import { answerWb } from './answer.ts'
import { badRequest, WbRefusal } from './errors.ts'
import { substituteWb, toFirstWbPage, toFirstWbQuery } from './faults.ts'
import { WB_HOSTS, type WbHost } from './hosts.ts'
import { makeWbLimits } from './limits.ts'
import type { WbShop } from './shop.ts'
import { makeWbShop } from './shop.ts'
import { WB_SHOPS } from './shops.ts'
import { makeTokens, type WbToken, type WbTokens } from './tokens.ts'
import { wbCausesOf } from './world/causes.ts'
import { wbEconomicsOf } from './world/economics.ts'
import type { WbTruth } from './world/sums.ts'
import { wbTruthOf } from './world/truth.ts'

/** Cards and orders a day of the default shop, and the lines of its published weekly reports that orders cause and that they do not. */
const CARDS = 60
const PER_DAY = 25
const LINES_OF_ORDERS = 23_200
const LINES_OF_SHOP = 830
const PAGE = 80_000

/** The shops on Wildberries, and their hosts. */
export type Wildberries = Marketplace<WbHost, WbTruth> & {
  readonly demo: WbToken
  /** Subscribes a shop to Jam, or ends that. */
  setJam(shop: string, on: boolean): void
  /** Tokens by name. */
  readonly tokens: WbTokens
}

/** Makes the shops; their worlds follow the clock. */
export function makeWildberries(options: SandboxOptions, clock: Clock, now: () => number): Wildberries {
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
      const { mechanisms } = options
      const sizes = { seed, cards, perDay, contentSince, mechanisms }
      return [profile.sid, once(() => makeWbShop(profile, clock, sizes))] as const
    }),
  )
  const limits = makeWbLimits(speedup, enforced)
  const tokens = makeTokens(Math.max(Date.now(), clock.now))
  const shopOf = (name: string): WbShop => {
    const shop = shops.get(WB_SHOPS.find(profile => profile.name === name)?.sid ?? '')
    if (!shop) throw new Refusal(404, 5, `no sandbox shop ${name}`)
    return shop()
  }

  function handled(host: WbHost, { method, url, request, text, fault }: Heard): Reply {
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
      authorization: request.headers.authorization,
      limits,
      speedup,
      page: options.statisticsPage ?? PAGE,
      shopOf: claims => {
        const shop = shops.get(claims.sid)
        if (!shop) throw new WbRefusal({ status: 403, body: { detail: 'unknown seller' } })
        return shop()
      },
    })
  }

  return {
    hosts: WB_HOSTS,
    tokens,
    demo: tokens.demo,
    has: name => WB_SHOPS.some(profile => profile.name === name),
    shopNameOf(_host, request) {
      const sid = claimsOf(request.headers.authorization)?.sid
      return WB_SHOPS.find(profile => profile.sid === sid)?.name ?? null
    },
    answer(host, heard): Answered {
      const { fault, text } = heard
      const reply = (fault && (substitute(fault) ?? substituteWb(fault, host, now()))) ?? handled(host, heard)
      return { reply: fault ? alter(fault, reply) : reply, body: parsedOr(text) }
    },
    truth: (name, window) => wbTruthOf(shopOf(name).world(), window),
    demandTruth: (name, { from, to }) => {
      const { market, startDay, today, now } = shopOf(name).world()
      return demandTruth(market, { from: Math.max(from ?? startDay, startDay), to: to ?? today, now })
    },
    causesTruth: (name, window) => wbCausesOf(shopOf(name).world(), window),
    economicsTruth: (name, window) => wbEconomicsOf(shopOf(name).world(), window),
    contentChanges: name => {
      const { market, content } = shopOf(name).world()
      return felt(market, content().changes)
    },
    setJam: (name, on) => {
      shopOf(name).jam = on
    },
    lookBack: (name, days) => {
      shopOf(name).lookBack = days
    },
    prepare: () => {
      if (options.wbOrders === undefined && options.financeLines === undefined) return
      const world = shopOf('wb-demo').world()
      world.finance(world.today)
    },
  }
}
