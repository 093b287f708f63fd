import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Keys } from '#contract/shop.ts'
import { LoadError } from '../core/errors.ts'
import {
  both,
  type ErrorResponse,
  isPage,
  judge,
  type MarketplaceApi,
  plainText,
  type Rule,
  saysIn,
  status,
  type Verdict,
} from '../core/http/marketplace-api.ts'
import type { Bucket } from '../core/http/rate-limiter.ts'
import { bucketOf, isOpen } from './rate-limits.ts'
import { decode, type Token } from './token.ts'

const MINUTE = 60_000
/** The unpublished limiter over all methods of a seller (wildberries.md 1.6): a bucket without an interval that is only paused. */
const SELLER: Bucket = { name: 'seller', every: 0 }

const text = z.string().catch('')
const Refusal = z
  .object({
    title: text,
    detail: text,
    code: text,
    statusText: text,
    message: text,
    errorText: text,
    errors: z.unknown(),
  })
  .partial()
  .catch({})

/** The marketplace's error text, whichever family of methods sends it (wildberries.md 1.5); empty for a gateway's page. */
function said(answer: ErrorResponse): string {
  const { json } = answer
  if (json === null) return plainText(answer)
  if (typeof json === 'string') return json
  const { errors, ...words } = Refusal.parse(json)
  return [...Object.values(words), errors === undefined ? '' : JSON.stringify(errors)].join(' ')
}

const says = saysIn(said)

/** Pauses when the marketplace states none (wildberries.md 1.6). */
const pauses = ({ every }: Bucket): readonly number[] => (every >= MINUTE ? [every] : [5_000, 15_000, 45_000])

function tooMany(answer: ErrorResponse, method: Bucket): Verdict {
  return { kind: 'rate', wait: pauses(method), everywhere: says(/global limiter/i)(answer) }
}

/** Status before message, except where one status has several causes (wildberries.md 1.5). */
const RULES: readonly Rule[] = [
  // A gateway's page says nothing about the key.
  [both(status(401, 403), isPage), 'server'],
  [both(status(401), says(/scope/i)), 'no_role'],
  [both(status(401), says(/expired/i)), 'expired_key'],
  [status(401), 'bad_key'],
  // The balance of a paid catalogue is used up.
  [status(402), 'no_plan'],
  [both(status(403), says(/base token is not allowed|additional requirements/i)), 'token_type'],
  // The user who made the token is deleted or blocked: no method works any more (1.5).
  [both(status(403), says(/user .*deleted|deleted user/i)), 'bad_key'],
  [both(status(403), says(/blocked/i)), 'blocked'],
  // The remaining cases are methods of the Jam subscription (4.3).
  [both(status(403), ({ host, path }) => host === HOST.analytics && path !== '/ping'), 'no_plan'],
  [both(status(404), says(/(path|page) not found/i)), 'obsolete'],
  [both(status(404), isPage), 'obsolete'],
]

const tokenOf = (keys: Keys): Token | null => (keys.marketplace === 'wb' ? decode(keys.token) : null)
const typeOf = (keys: Keys) => tokenOf(keys)?.type ?? 'unknown'
/** An error body with a 2xx status (wildberries.md 1.5). */
const Faulty = z.object({ error: z.literal(true) })

/** The API of Wildberries: hosts, token, rate limits and error table. */
export const wb = {
  hosts: {
    [HOST.content]: 'https://content-api.wildberries.ru',
    [HOST.statistics]: 'https://statistics-api.wildberries.ru',
    [HOST.marketplace]: 'https://marketplace-api.wildberries.ru',
    [HOST.advert]: 'https://advert-api.wildberries.ru',
    [HOST.prices]: 'https://discounts-prices-api.wildberries.ru',
    [HOST.calendar]: 'https://dp-calendar-api.wildberries.ru',
    [HOST.analytics]: 'https://seller-analytics-api.wildberries.ru',
    [HOST.finance]: 'https://finance-api.wildberries.ru',
    [HOST.supplies]: 'https://supplies-api.wildberries.ru',
    [HOST.common]: 'https://common-api.wildberries.ru',
  },
  timeouts: { connect: 15_000, headers: 120_000, body: 60_000 },
  account(_host, keys) {
    if (keys.marketplace !== 'wb') return null
    const token = tokenOf(keys)
    if (!token) return { client: '', secrets: [keys.token] }
    // The signature alone grants nothing, and is redacted wherever a token was cut before it.
    return { client: token.seller, secrets: [token.text, keys.token, token.text.split('.')[2] ?? ''] }
  },
  async fetchToken(_host, keys) {
    const token = tokenOf(keys)
    if (!token) throw new LoadError('bad_key', 'not a token of Wildberries, or not the whole of it')
    return { headers: { Authorization: token.text }, secrets: [], life: Number.POSITIVE_INFINITY }
  },
  buckets: (request, keys) => [bucketOf(request, typeOf(keys)), SELLER],
  forbidden: (request, keys) => (isOpen(request, typeOf(keys)) ? null : 'token_type'),
  classify: (answer, method) => (answer.status === 429 ? tooMany(answer, method) : judge(RULES, answer)),
  emptyIsNull: true,
  isErrorBody: json => Faulty.safeParse(json).success,
} satisfies MarketplaceApi
