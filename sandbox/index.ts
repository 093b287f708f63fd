import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dayNumber, dayString } from './clock.ts'
import { control } from './control.ts'
import { makeFaults } from './faults.ts'
import type { Reply } from './http.ts'
import { Refusal, readBody, send } from './http.ts'
import { makeLog, parsedOr, withoutSecret } from './log.ts'
import type { Marketplace } from './marketplace.ts'
import type { HostName } from './marketplaces.ts'
import { makeMarketplaces } from './marketplaces.ts'
import { KEYS } from './ozon/keys.ts'
import { refusal } from './ozon/serve.ts'
import { random } from './random.ts'
import type { Sandbox, SandboxOptions, TruthWindow } from './sandbox.ts'
import { makeClock } from './world/moving-clock.ts'

export { FAULTS, type Fault } from './faults.ts'
export type { LogEntry } from './log.ts'
export type { DemoKey } from './ozon/keys.ts'
export type { Truth } from './ozon/world/sums.ts'
export type { Sandbox, SandboxOptions } from './sandbox.ts'
export type { WbTruth } from './wb/world/sums.ts'
export type { ContentChange } from './world/content.ts'

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

/** Starts the marketplaces on 127.0.0.1: a port for each of their hosts. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, latencyMs = 0 } = options
  const clock = makeClock(options)
  let told: (() => number) | null = options.at === undefined ? null : () => clock.now
  const marketplaces = makeMarketplaces(options, clock, () => told?.() ?? Date.now())
  const all: readonly Marketplace<HostName>[] = Object.values(marketplaces)
  const withShop = (name: string): Marketplace => {
    const found = all.find(marketplace => marketplace.has(name))
    if (!found) throw new Refusal(404, 5, `no sandbox shop ${name}`)
    return found
  }
  const dated = (reply: Reply): Reply =>
    told ? { ...reply, headers: { Date: new Date(told()).toUTCString(), ...reply.headers } } : reply
  const log = makeLog()
  const limited: Record<string, number> = {}
  const faults = makeFaults(random(seed, 99).next)

  const serve =
    (of: Marketplace<HostName>, host: HostName) =>
    async (request: IncomingMessage, response: ServerResponse) => {
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
      const shop = of.shopNameOf(host, request, text)
      const path = url.pathname
      const fault = faults.strike({ host, path, shop })
      const at = Date.now()
      const silent = fault?.kind === 'hang' || fault?.kind === 'reset'
      const { reply, body } = silent
        ? { reply: { status: 0, body: '' }, body: withoutSecret(parsedOr(text)) }
        : await of.answer(host, { method, url, request, text, shop, fault })
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
  const servers = all.flatMap(of => of.hosts.map(host => ({ host, server: createServer(serve(of, host)) })))
  const urls = await Promise.all(
    servers.map(async ({ host, server }, index) => [
      host,
      await listen(server, port === 0 ? 0 : port + index),
    ]),
  )
  const hosts = Object.fromEntries(urls) as Sandbox['hosts']
  const dayOf = (day: number | string | undefined) => (typeof day === 'string' ? dayNumber(day) : day)
  const windowOf = ({ from, to, before }: TruthWindow) => ({
    from: dayOf(from),
    to: dayOf(to),
    ...(before === undefined ? {} : { before: Date.parse(before) }),
  })
  const { ozon, wb } = marketplaces
  const sandbox: Sandbox = {
    url: hosts['ozon-seller'],
    hosts,
    marketplaces,
    keys: KEYS,
    tokens: wb.tokens,
    faults,
    log,
    today: () => dayString(ozon.shop('demo').world().today),
    truth: (shop = 'demo', window = {}) => ozon.truth(shop, windowOf(window)),
    wbTruth: (shop = 'wb-demo', window = {}) => wb.truth(shop, windowOf(window)),
    truthOf: (shop, window = {}) => withShop(shop).truth(shop, windowOf(window)),
    demandTruth: (shop = 'demo', window = {}) => withShop(shop).demandTruth(shop, windowOf(window)),
    causesTruth: (shop = 'demo', window = {}) => withShop(shop).causesTruth(shop, windowOf(window)),
    economicsTruth: (shop = 'demo', window = {}) => withShop(shop).economicsTruth(shop, windowOf(window)),
    contentChanges: (shop = 'demo') => withShop(shop).contentChanges(shop),
    lookBack: (shop, days) => withShop(shop).lookBack(shop, days),
    limited: () => ({ ...limited }),
    advance: clock.advance,
    setJam: wb.setJam,
    setCurrency: (shop, currency) => {
      ozon.shop(shop).currency = currency
    },
    tellTime: clock => {
      told = clock
    },
    setEra: (shop, era) => {
      ozon.shop(shop).era = era
    },
    close: async () => {
      await Promise.all(servers.map(({ server }) => close(server)))
    },
  }
  for (const marketplace of all) marketplace.prepare()
  return sandbox
}
