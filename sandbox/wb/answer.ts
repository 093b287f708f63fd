import type { Reply } from '../http.ts'
import { authorize } from './access.ts'
import { ADVERT } from './advert.ts'
import { ANALYTICS } from './analytics.ts'
import { CALENDAR } from './calendar.ts'
import type { Call, Route, Routes } from './call.ts'
import { moscowZoned, ok } from './call.ts'
import { COMMON } from './common.ts'
import { CONTENT } from './content.ts'
import { pathNotFound, problem, wbRefusal } from './errors.ts'
import { FINANCE } from './finance.ts'
import type { WbHost } from './hosts.ts'
import type { WbLimits } from './limits.ts'
import { rate } from './limits.ts'
import { MARKETPLACE } from './marketplace.ts'
import { PRICES } from './prices.ts'
import type { WbShop } from './shop.ts'
import { STATISTICS } from './statistics.ts'
import { SUPPLIES } from './supplies.ts'
import type { Claims } from './tokens.ts'
import { ACC } from './tokens.ts'

/** Every endpoint of the sandbox, by host; each host also serves GET /ping. */
export const WB_ROUTES: Readonly<Record<WbHost, Routes>> = {
  'wb-content': CONTENT,
  'wb-statistics': STATISTICS,
  'wb-marketplace': MARKETPLACE,
  'wb-advert': ADVERT,
  'wb-prices': PRICES,
  'wb-calendar': CALENDAR,
  'wb-analytics': ANALYTICS,
  'wb-finance': FINANCE,
  'wb-supplies': SUPPLIES,
  'wb-common': COMMON,
}

const pingLimit = rate(99, 990, 99)
/** A health check costs nothing of the limits of data (wildberries.md 1.4). */
const ping: Route = {
  handler: () => ok({ TS: moscowZoned(Date.now()), Status: 'OK' }),
  rate: pingLimit,
  base: pingLimit,
}

type Found = { readonly name: string; readonly route: Route; readonly part: string }

function find(host: WbHost, method: string, path: string): Found {
  const asked = `${method} ${path}`
  if (asked === 'GET /ping') return { name: asked, route: ping, part: '' }
  for (const [name, route] of Object.entries(WB_ROUTES[host])) {
    if (name === asked) return { name, route, part: '' }
    if (!name.includes('*')) continue
    const [before = '', after = ''] = name.split('*')
    const part = asked.slice(before.length, asked.length - after.length)
    if (asked.startsWith(before) && asked.endsWith(after) && part !== '' && !part.includes('/'))
      return { name, route, part }
  }
  throw pathNotFound()
}

/** Refuses a Base token without access, in the error format of the host. */
function notForBase(host: WbHost): Error {
  if (host === 'wb-finance')
    return problem(403, 'base token is not allowed', 's2s-finance', {
      code: 'base token is not allowed for this path',
    })
  const origin = host === 'wb-analytics' ? 'ag-contentanalytics' : `ag-${host.slice(3)}`
  return problem(403, 'token does not satisfy additional requirements', origin)
}

type Ask = Pick<Call, 'host' | 'query' | 'body' | 'speedup' | 'page'> & {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly limits: WbLimits
  shopOf(claims: Claims): WbShop
}

/** Handles one request: gateway, path, type of token, rate limit, endpoint. Returns refusals as responses. */
export function answerWb(ask: Ask): Reply {
  const { host, limits } = ask
  try {
    const claims = authorize(ask.authorization, host)
    const { name, route, part } = find(host, ask.method, ask.path)
    const isBase = claims.acc === ACC.base
    if (isBase && route.base === null) throw notForBase(host)
    const limit = isBase ? (route.base ?? route.rate) : route.rate
    const bucket = `${host}/${route.bucket ?? name}/${isBase ? 'base' : 'full'}`
    const left = limits.take(claims.sid, bucket, limit, `ag-${host.slice(3)}`)
    const reply = answered(() => route.handler({ ...ask, shop: ask.shopOf(claims), claims, part }), host)
    if (host === 'wb-marketplace' && reply.status >= 400 && reply.status < 500)
      limits.fine(claims.sid, bucket, limit, 9)
    return { ...reply, headers: { 'X-Ratelimit-Remaining': String(left), ...reply.headers } }
  } catch (error) {
    return wbRefusal(host, error)
  }
}

function answered(handler: () => Reply, host: WbHost): Reply {
  try {
    return handler()
  } catch (error) {
    return wbRefusal(host, error)
  }
}
