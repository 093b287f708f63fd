import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dayNumber, dayString } from './clock.ts'
import { control } from './control.ts'
import type { Fault } from './faults.ts'
import { alter, makeFaults, substitute, toFirstPage } from './faults.ts'
import type { HostName, OzonHost, WbHost } from './hosts.ts'
import { HOSTS, isWb } from './hosts.ts'
import type { Reply } from './http.ts'
import { parseObject, Refusal, readBody, send } from './http.ts'
import { KEYS, SHOPS } from './keys.ts'
import { makeLimits } from './limits.ts'
import { makeLog } from './log.ts'
import { dayPages } from './ozon/finance.ts'
import { makeAccounts } from './ozon/performance/account.ts'
import { answerPerformance } from './ozon/performance/index.ts'
import { answerSeller, keyOf } from './ozon/seller.ts'
import { random } from './random.ts'
import type { Sandbox, SandboxOptions, TruthWindow } from './sandbox.ts'
import type { Shop } from './shop.ts'
import { makeClock, makeShop } from './shop.ts'
import { makeWildberries } from './wb/serve.ts'
import type { WbShop } from './wb/shop.ts'
import { makeTokens } from './wb/tokens.ts'
import { wbTruthOf } from './wb/world/truth.ts'
import { truthOf } from './world/truth.ts'

export { FAULTS, type Fault } from './faults.ts'
export type { DemoKey } from './keys.ts'
export type { LogEntry } from './log.ts'
export type { Sandbox, SandboxOptions } from './sandbox.ts'
export type { WbTruth } from './wb/world/sums.ts'
export type { ContentChange } from './world/content.ts'
export type { Truth } from './world/sums.ts'

/** Postings a day that make the default world as large as the shop of the brief. */
const PER_DAY = 10.35
/** Accrual lines of a year of that world: those that orders cause and those that the shop pays anyway. */
const LINES_OF_ORDERS = 24_446
const LINES_OF_SHOP = 4_025

type Ask = {
  readonly method: string
  readonly url: URL
  readonly request: IncomingMessage
  readonly body: Record<string, unknown>
}

const listen = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    )
  })

const close = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const queryOf = (url: URL): Record<string, string[]> =>
  Object.fromEntries([...new Set(url.searchParams.keys())].map(name => [name, url.searchParams.getAll(name)]))

const withoutSecret = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'client_secret' in body
    ? { ...body, client_secret: '***' }
    : body

/** A body for the log, whatever it is. */
function parsedOr(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return text
  }
}

const refusal = (host: OzonHost, error: unknown): Reply => {
  if (!(error instanceof Refusal))
    return { status: 500, body: { code: 13, message: String(error), details: [] } }
  // The Performance host has an error shape of its own (ozon.md 6.1).
  const body =
    host === 'ozon-seller'
      ? { code: error.code, message: error.message, details: [] }
      : { error: error.message }
  return { status: error.status, body, headers: error.headers }
}

/** Starts the marketplaces on 127.0.0.1: a port for each of their hosts. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, scale = 1, latencyMs = 0, speedup = 1, limits: enforced = true } = options
  const clock = makeClock(options)
  const many =
    options.accrualLines === undefined
      ? 1
      : Math.max(1, (options.accrualLines - LINES_OF_SHOP) / LINES_OF_ORDERS)
  const shops = new Map(
    SHOPS.map(profile => [
      profile.name,
      makeShop(profile, clock, {
        seed,
        scale,
        perDay: PER_DAY * (profile.name === 'demo' ? many : 1),
        contentSince: options.contentSince === undefined ? undefined : dayNumber(options.contentSince),
      }),
    ]),
  )
  const shopOf = (name: string): Shop => {
    const shop = shops.get(name)
    if (!shop) throw new Refusal(404, 5, `no sandbox shop ${name}`)
    return shop
  }
  const wildberries = makeWildberries(options, clock)
  const wbShopOf = (name: string): WbShop => {
    const shop = wildberries.shop(name)
    if (!shop) throw new Refusal(404, 5, `no sandbox shop ${name}`)
    return shop
  }
  let told: (() => number) | null = options.at === undefined ? null : () => clock.now
  const dated = (reply: Reply): Reply =>
    told ? { ...reply, headers: { Date: new Date(told()).toUTCString(), ...reply.headers } } : reply
  const log = makeLog()
  const limited: Record<string, number> = {}
  const limits = makeLimits(speedup, enforced)
  const faults = makeFaults(random(seed, 99).next)
  const accounts = makeAccounts()
  const accrualCursors = new Map<string, number>()

  const seller = async ({ method, url, body, request }: Ask, shop: Shop): Promise<Reply> => {
    const key = keyOf(request.headers['client-id'] as string, request.headers['api-key'] as string)
    return answerSeller({ method, path: url.pathname, body, key, shop, limits, accrualCursors, speedup })
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
  // Whose request it is, as far as the headers tell: faults and the log are per shop even for a refused key.
  const shopNameOf = (host: HostName, request: IncomingMessage, text: string): string | null => {
    if (isWb(host)) return wildberries.shopNameOf(request.headers.authorization)
    if (host === 'ozon-seller')
      return SHOPS.find(s => s.clientId === request.headers['client-id'])?.name ?? null
    if (request.url === '/api/client/token')
      return SHOPS.find(s => s.performance && text.includes(s.performance.clientId))?.name ?? null
    try {
      return accounts.of(request.headers.authorization).shop
    } catch {
      return null
    }
  }

  type Heard = {
    readonly method: string
    readonly url: URL
    readonly request: IncomingMessage
    readonly text: string
    readonly shop: string | null
    readonly fault: Fault | null
  }
  type Answered = { readonly reply: Reply; readonly body: unknown }

  const answerOzon = async (host: OzonHost, { text, shop, fault, ...rest }: Heard): Promise<Answered> => {
    let body: Record<string, unknown> = {}
    try {
      body = parseObject(text)
      if (fault?.kind === 'token_expired') accounts.expire(shop ?? undefined)
      const instead = fault && substitute(fault, host, told?.() ?? Date.now())
      if (instead) return { reply: alter(fault, instead), body: withoutSecret(body) }
      const ask = { ...rest, body: fault ? toFirstPage(fault, body) : body }
      const reply =
        host === 'ozon-performance' ? performance(ask, shop) : await seller(ask, shopOf(shop ?? 'demo'))
      return { reply: fault ? alter(fault, reply) : reply, body: withoutSecret(body) }
    } catch (error) {
      return { reply: refusal(host, error), body: withoutSecret(body) }
    }
  }
  const answerWildberries = (host: WbHost, { method, url, request, text, fault }: Heard): Answered => {
    const instead = fault && substitute(fault, host, told?.() ?? Date.now())
    const { authorization } = request.headers
    const reply = instead ?? wildberries.answer({ host, method, url, authorization, text, fault })
    return { reply: fault ? alter(fault, reply) : reply, body: parsedOr(text) }
  }

  const serve = (host: HostName) => async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method ?? 'GET'
    const text = await readBody(request)
    if (url.pathname.startsWith('/_sandbox/')) {
      try {
        await send(response, control(sandbox, method, url, text === '' ? {} : JSON.parse(text)))
      } catch (error) {
        await send(response, refusal('ozon-seller', error))
      }
      return
    }
    if (latencyMs > 0) await new Promise(resolve => setTimeout(resolve, latencyMs))
    const shop = shopNameOf(host, request, text)
    const path = url.pathname
    const fault = faults.strike({ host, path, shop })
    const at = Date.now()
    const heard = { method, url, request, text, shop, fault }
    const silent = fault?.kind === 'hang' || fault?.kind === 'reset'
    const { reply, body } = silent
      ? { reply: { status: 0, body: '' }, body: withoutSecret(parsedOr(text)) }
      : isWb(host)
        ? answerWildberries(host, heard)
        : await answerOzon(host, heard)
    if (reply.status === 429 && !fault) {
      const name = `${shop} ${method} ${path}`
      limited[name] = (limited[name] ?? 0) + 1
    }
    log.add({
      at,
      host,
      shop,
      method,
      path,
      query: queryOf(url),
      body,
      status: reply.status,
      fault: fault?.kind ?? null,
    })
    if (fault?.kind === 'reset') request.socket.resetAndDestroy()
    else if (fault?.kind !== 'hang') await send(response, dated(reply))
  }

  const port = options.port ?? 0
  const servers = HOSTS.map(host => createServer(serve(host)))
  const urls = await Promise.all(
    servers.map((server, index) => listen(server, port === 0 ? 0 : port + index)),
  )
  const hosts = Object.fromEntries(HOSTS.map((host, i) => [host, urls[i]])) as Sandbox['hosts']
  const dayOf = (day: number | string | undefined) => (typeof day === 'string' ? dayNumber(day) : day)
  const windowOf = ({ from, to, before }: TruthWindow) => ({
    from: dayOf(from),
    to: dayOf(to),
    ...(before === undefined ? {} : { before: Date.parse(before) }),
  })
  const sandbox: Sandbox = {
    url: hosts['ozon-seller'],
    hosts,
    keys: KEYS,
    tokens: makeTokens(Math.max(Date.now(), clock.now)),
    faults,
    log,
    today: () => dayString(shopOf('demo').world().today),
    truth: (shop = 'demo', window = {}) => truthOf(shopOf(shop).world(), windowOf(window)),
    wbTruth: (shop = 'wb-demo', window = {}) => wbTruthOf(wbShopOf(shop).world(), windowOf(window)),
    contentChanges: (shop = 'demo') =>
      (shop.startsWith('wb-') ? wbShopOf(shop) : shopOf(shop)).world().content().changes,
    lookBack(shop, days) {
      const of = shop.startsWith('wb-') ? wbShopOf(shop) : shopOf(shop)
      of.lookBack = days
    },
    limited: () => ({ ...limited }),
    advance: clock.advance,
    setCurrency: (shop, currency) => {
      shopOf(shop).currency = currency
    },
    tellTime: clock => {
      told = clock
    },
    setEra: (shop, era) => {
      shopOf(shop).era = era
    },
    close: async () => {
      await Promise.all(servers.map(close))
    },
  }
  // What makes a large world takes seconds, which are nobody's waiting time.
  if (options.wbOrders !== undefined || options.financeLines !== undefined) {
    const world = wbShopOf('wb-demo').world()
    world.finance(world.today)
  }
  if (options.accrualLines !== undefined) {
    const demo = shopOf('demo')
    const { startDay, today } = demo.world()
    for (let day = startDay; day <= today; day++) dayPages(demo, day)
  }
  return sandbox
}
