import { z } from 'zod'
import { type Declaration, secret } from './declare.ts'

const clientId = z
  .string()
  .trim()
  .regex(/^\d{1,20}$/)
const marketplace = z.literal('ozon')

const keys = z.object({
  marketplace,
  clientId,
  apiKey: secret,
  performance: z.object({ clientId: secret, clientSecret: secret }).nullable(),
})
/** `performance: null` removes the advertising keys. */
const renewedKeys = z.object({
  marketplace,
  clientId,
  apiKey: secret.nullable(),
  performance: z.object({ clientId: secret, clientSecret: secret.nullable() }).nullable(),
})
type Keys = z.output<typeof keys>
type RenewedKeys = z.output<typeof renewedKeys>

/** Short names of the hosts of its API. */
export const HOST = {
  seller: 'ozon-seller',
  performance: 'ozon-performance',
  /** Stands for the stores that links to reports lead to; they get no keys. */
  files: 'ozon-files',
} as const

const DAY_MS = 86_400_000

/**
 * Older history: from the first day of which accruals are told (ozon.md 5 step 4a), since nobody compares orders further back, to the days that a first load
 * reads. Accruals are asked for by the day, orders of both schemes by windows of days; none of the first load's has as many, so that its oldest one, which
 * is clipped, is not taken for read.
 */
export const OLDER = { oldest: '2022-01-01', recent: 365, window: 28 } as const

/** Ozon: a pair of keys for the shop, and an optional pair for advertising. */
export const ozon = {
  brand: 'Ozon',
  hosts: Object.values(HOST),
  secrets: ['ozon-seller', 'ozon-performance'],
  help: {
    'ozon-seller-keys': 'https://seller.ozon.ru/app/settings/api-keys',
    'ozon-performance-keys': 'https://seller.ozon.ru/app/settings/api-keys?currentTab=performanceApi',
  },
  links: ['seller.ozon.ru', 'performance.ozon.ru', 'docs.ozon.ru', 'seller-edu.ozon.ru'],
  untold: {
    own_costs: ['charges'],
    fee_product: ['charges', 'ozon.finance'],
    bank: ['ozon.balance', 'ozon.cash_flow'],
    past: ['ozon.stocks', 'ozon.prices', 'ozon.ads', 'ozon.actions'],
    within_day: ['ozon.stocks'],
    author: ['events', 'ozon.prices'],
    views: ['overview', 'ozon.funnel'],
    buyer_price: ['ozon.prices'],
    phrases: ['ozon.ads'],
    ad_currency: ['overview', 'ozon.ads'],
    buyers: ['ozon.orders'],
    card_rating: ['ozon.content_rating', 'ozon.reviews'],
    competitors: ['overview', 'ozon.product_queries'],
    limits: ['sync'],
  },
  olderHistory(today) {
    const [first, last] = [Date.parse(OLDER.oldest) / DAY_MS, today - OLDER.recent]
    const days = Math.max(0, last - first + 1)
    const windowOf = (day: number) => Math.floor(day / OLDER.window)
    return { days, requests: days === 0 ? 0 : days + 2 * (windowOf(last) - windowOf(first) + 1) }
  },
  idIsShown: true,
  keys,
  renewedKeys,
  fields: {
    clientId: { asked: 'Client-Id', variable: 'PRILAVOK_OZON_CLIENT_ID', needed: true },
    apiKey: { asked: 'Api-Key', variable: 'PRILAVOK_OZON_API_KEY', secret: 'ozon-seller', needed: true },
    perfClientId: {
      asked: 'Performance client_id',
      variable: 'PRILAVOK_OZON_PERF_CLIENT_ID',
      needed: 'perfClientSecret',
    },
    perfClientSecret: {
      asked: 'Performance client_secret',
      variable: 'PRILAVOK_OZON_PERF_CLIENT_SECRET',
      secret: 'ozon-performance',
      needed: false,
    },
  },
  fromFields: ({ clientId, apiKey, perfClientId, perfClientSecret }) => ({
    marketplace: 'ozon',
    clientId,
    apiKey,
    performance:
      perfClientId && perfClientSecret ? { clientId: perfClientId, clientSecret: perfClientSecret } : null,
  }),
  secretsOf: ({ apiKey, performance }: Keys) => ({
    'ozon-seller': apiKey,
    ...(performance ? { 'ozon-performance': performance.clientSecret } : {}),
  }),
  keysOf({ clientId, perfClientId }, secrets): Keys | null {
    const apiKey = secrets['ozon-seller']
    if (!clientId || !apiKey) return null
    const clientSecret = secrets['ozon-performance']
    const performance = perfClientId && clientSecret ? { clientId: perfClientId, clientSecret } : null
    return { marketplace: 'ozon', clientId, apiKey, performance }
  },
  keepsSecrets: ({ apiKey, performance }: RenewedKeys) =>
    apiKey === null || performance?.clientSecret === null,
  renewed({ performance, ...keys }: RenewedKeys, { perfClientId }, kept): Keys | null {
    const apiKey = keys.apiKey ?? kept['ozon-seller']
    if (!apiKey) return null
    if (performance === null) return { ...keys, apiKey, performance }
    const { clientId } = performance
    const own = clientId === perfClientId ? kept['ozon-performance'] : undefined
    const clientSecret = performance.clientSecret ?? own
    return clientSecret ? { ...keys, apiKey, performance: { clientId, clientSecret } } : null
  },
} as const satisfies Declaration<(typeof HOST)[keyof typeof HOST], 'ozon-seller' | 'ozon-performance'>
