import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Request } from '../core/declare/source.ts'
import { LoadError } from '../core/errors.ts'
import {
  type AccessToken,
  both,
  type ErrorResponse,
  judge,
  type MarketplaceApi,
  plainText,
  type Rule,
  saysIn,
  status,
  type Verdict,
} from '../core/http/marketplace-api.ts'
import type { Bucket } from '../core/http/rate-limiter.ts'
import { addDays, moscowDay, startOfDay } from '../core/parse/time.ts'

/** A token is valid for 30 minutes and renewed after 25 (ozon.md 6.1), ms. */
const TOKEN_LIFE = 25 * 60_000
const TOKEN = '/api/client/token'
const Token = z.object({ access_token: z.string().min(1) })

/** 50 requests a second are documented per Client-Id; 40 with a small burst stay below in any second, however the network bunches them. */
const SELLER: Bucket = { name: 'seller', every: 25, burst: 5 }
/** 100 000 requests a day are documented; ten a second use up an hour's share in six minutes, and no load lasts longer. */
const PERFORMANCE: Bucket = { name: 'performance', every: 100, burst: 3 }
/** No limit is documented for files. */
const FILES: Bucket = { name: 'files', every: 1_000 }

/** Methods with their own rate limit (ozon.md 3 and 6.2): ms between requests. Others are limited by the account's bucket only. */
const PACED: Readonly<Record<string, Omit<Bucket, 'name'>>> = {
  // One request a minute; 62 s after the previous one it was still refused.
  '/v1/analytics/data': { every: 65_000, strict: true, slack: 2_500 },
  '/v1/analytics/turnover/stocks': { every: 65_000, strict: true, slack: 2_500 },
  '/v1/analytics/stocks': { every: 2_000 },
  // Documented as "one after another".
  '/v3/finance/transaction/list': { every: 0, atOnce: 1 },
  // Five to ten requests a second are safe.
  '/v1/product/info/description': { every: 105 },
  // The response header showed nine requests left after the first: about ten a second.
  '/v3/product/info/list': { every: 125 },
  // Known clients keep 0.2 to 0.5 s between pages.
  '/v2/posting/fbo/list': { every: 200 },
  '/v3/posting/fbo/list': { every: 200 },
  '/v3/posting/fbs/list': { every: 200 },
  '/v4/posting/fbs/list': { every: 200 },
  // Two requests in quick succession were refused; 1 to 9 s apart they were not.
  '/api/client/campaign': { every: 1_500 },
}

/** Report orders share one queue of the account: a pause of one is a pause of all (ozon.md 6.2). */
const ORDERS = /^\/api\/client\/(statistics(\/json)?|statistic\/(products|orders)\/generate(\/json)?)$/
const REPORTS: Bucket = { name: 'performance reports', every: 1_000 }

function methodOf({ method, path }: Request): Bucket {
  if (method === 'POST' && ORDERS.test(path)) return REPORTS
  // All campaigns and all reports share one bucket.
  const name = path.replace(/\/(\d+|[0-9a-f-]{36})(?=\/|$)/g, '/*')
  return { name, every: 0, ...PACED[name] }
}

const PAUSE_OF_METHOD = 5 * 60_000
const text = z.string().catch('')
const Refusal = z.object({ message: text, error: text }).catch({ message: '', error: '' })

/** The marketplace's error text: the message of a JSON body, or the whole plain-text body; empty for a gateway's page. */
function said(answer: ErrorResponse): string {
  if (answer.json === null) return plainText(answer)
  const { message, error } = Refusal.parse(answer.json)
  return message || error
}

const says = saysIn(said)
const noJson = ({ json }: ErrorResponse): boolean => json === null

/** The first instant of the next Moscow day, when daily limits reset. */
const tomorrow = ({ at }: ErrorResponse): Verdict => ({
  kind: 'later',
  until: Date.parse(startOfDay(addDays(moscowDay(at), 1))),
})

/** Message before status: the same cause came with 401, 403 and 404 (ozon.md 1.1, 6.2, 6.5). */
const RULES: readonly Rule[] = [
  // A link that ran out, whatever the store calls it: the report has another.
  [both(({ host }) => host === HOST.files, status(401, 403, 404, 410)), 'not_found'],
  [says(/circle is open|circuit breaker/i), () => ({ kind: 'later', wait: PAUSE_OF_METHOD })],
  [says(/missing a required role/i), 'no_role'],
  [says(/api-?key .*(deactivated|expired|revoked)/i), 'expired_key'],
  [says(/restricted to specific ip/i), 'ip_denied'],
  [says(/company is blocked/i), 'blocked'],
  [says(/offer .*not signed|sign .*offer|оферт/i), 'offer_not_signed'],
  [says(/invalid api-?key|client-id and api-key headers are required|invalid_client/i), 'bad_key'],
  [says(/obsolete|page not found|method .*(switched off|no longer)/i), 'obsolete'],
  [says(/дневной лимит|limit per day|daily limit/i), tomorrow],
  [says(/превышен лимит активных запросов/i), () => ({ kind: 'rate', wait: 10_000 })],
  // Waiting would not help: a smaller batch is requested.
  [says(/превышен лимит по количеству кампаний/i), 'bad_request'],
  [status(429), 'rate'],
  [both(status(400, 402, 403), says(/premium|subscription|подписк/i)), 'no_plan'],
  [both(({ json }) => codeOf(json) === 8, status(400, 403)), 'rate'],
  // A gateway without this address, or one that refuses for its own reasons; neither says anything about the key.
  [both(status(404), noJson), 'obsolete'],
  [both(status(401, 403), noJson), 'server'],
]

const Code = z.object({ code: z.union([z.number(), z.string()]) })
function codeOf(json: unknown): number | null {
  const code = Code.safeParse(json).data?.code
  if (code === 'RESOURCE_EXHAUSTED') return 8
  return code === undefined ? null : Number(code)
}

/** A header may only hold visible ASCII; a key with other characters was not copied correctly. */
const sendable = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

/** The two APIs of Ozon: hosts, keys, rate limits and error table. */
export const ozon = {
  hosts: {
    [HOST.seller]: 'https://api-seller.ozon.ru',
    [HOST.performance]: 'https://api-performance.ozon.ru',
    [HOST.files]: 'https://cdn1.ozone.ru',
  },
  stores: { [HOST.files]: ['ozone.ru', 'ozon.ru'] },
  timeouts: { connect: 15_000, headers: 90_000, body: 60_000 },
  account(host, keys) {
    if (keys.marketplace !== 'ozon') return null
    if (host === HOST.seller) return { client: keys.clientId, secrets: [keys.apiKey] }
    if (host === HOST.files) return { client: keys.clientId, secrets: [] }
    return keys.performance
      ? { client: keys.performance.clientId, secrets: [keys.performance.clientSecret] }
      : null
  },
  async fetchToken(host, keys, ask): Promise<AccessToken> {
    if (keys.marketplace !== 'ozon') throw new LoadError('bad_key', 'not keys of Ozon')
    if (host === HOST.files) return { headers: {}, secrets: [], life: Number.POSITIVE_INFINITY }
    if (host === HOST.seller) {
      if (!sendable(keys.apiKey)) throw new LoadError('bad_key', 'Api-Key holds signs that no key has')
      return {
        headers: { 'Client-Id': keys.clientId, 'Api-Key': keys.apiKey },
        secrets: [],
        life: Number.POSITIVE_INFINITY,
      }
    }
    if (!keys.performance) throw new LoadError('no_performance', 'no keys of the Performance API')
    const body = {
      client_id: keys.performance.clientId,
      client_secret: keys.performance.clientSecret,
      grant_type: 'client_credentials',
    }
    const { access_token: token } = await ask({ host, method: 'POST', path: TOKEN, body }, Token)
    return { headers: { Authorization: `Bearer ${token}` }, secrets: [token], life: TOKEN_LIFE }
  },
  buckets: request =>
    request.host === HOST.files
      ? [FILES]
      : [methodOf(request), request.host === HOST.seller ? SELLER : PERFORMANCE],
  classify: answer => judge(RULES, answer),
} satisfies MarketplaceApi
