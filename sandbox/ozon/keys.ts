import { ON_OZON } from '../world/disagreements.ts'

/** What a subscription of the cabinet opens (ozon.md 2). */
type Plan = 'UNSPECIFIED' | 'PREMIUM' | 'PREMIUM_PLUS'

/** A cabinet of the sandbox. `era` old: only the endpoints that were switched off answer; `fbs` false: no own stock. */
export type ShopProfile = {
  readonly name: string
  readonly title: string
  readonly seed: number
  readonly plan: Plan
  readonly era: 'new' | 'old'
  readonly fbs: boolean
  /** Whether it has the subscription «Управление отзывами». */
  readonly reviews: boolean
  /** What the periods of its cash flow statement are: weeks, as answers show them, or the document's 1–15 and 16–end. */
  readonly cashFlow: 'weeks' | 'halves'
  /** Of all its money (ISO 4217). */
  readonly currency: string
  /** The disagreement that it is made with, if any. */
  readonly scripted: (typeof ON_OZON)[number] | null
  readonly clientId: string
  readonly performance: { readonly clientId: string; readonly clientSecret: string } | null
}

/** How a Seller key behaves. */
type KeyState = 'ok' | 'deactivated' | 'ip_restricted' | 'blocked' | 'offer_not_signed'

/** A role of a key: its name and the paths or prefixes it opens. */
export type Role = { readonly name: string; readonly methods: readonly string[] }

/** A row of the table of keys: what a user would copy from the two pages of the cabinet. */
export type DemoKey = {
  readonly marketplace: 'ozon'
  readonly name: string
  readonly shop: string
  readonly clientId: string
  readonly apiKey: string
  readonly state: KeyState
  readonly roles: readonly Role[]
  /** Days from now to the end of the key's life. */
  readonly daysLeft: number
  readonly perfClientId: string | null
  readonly perfClientSecret: string | null
}

const uuid = (n: number): string =>
  `${(0x5a1d0000 + n * 7919).toString(16)}-4c2e-4b1f-9a${String(10 + (n % 80))}-${(0x7e1100000000 + n * 104729).toString(16).padStart(12, '0')}`

const performance = (n: number) => ({
  clientId: `${77_000_000 + n}-1${String(700_000_000_000 + n)}@advertising.performance.ozon.ru`,
  clientSecret: `${uuid(900 + n).replaceAll('-', '')}_perf`,
})

/** The cabinets; of the last ones each has a disagreement of its own. */
export const SHOPS: readonly ShopProfile[] = [
  {
    name: 'demo',
    title: 'Тихий дом',
    seed: 1,
    plan: 'PREMIUM_PLUS',
    era: 'new',
    fbs: true,
    reviews: true,
    cashFlow: 'weeks',
    currency: 'RUB',
    scripted: null,
    clientId: '1943980',
    performance: performance(1),
  },
  {
    name: 'second',
    title: 'Лавка у реки',
    seed: 2,
    plan: 'PREMIUM_PLUS',
    era: 'new',
    fbs: false,
    reviews: true,
    cashFlow: 'halves',
    currency: 'RUB',
    scripted: null,
    clientId: '2055117',
    performance: performance(2),
  },
  {
    name: 'basic',
    title: 'Без подписки',
    seed: 3,
    plan: 'UNSPECIFIED',
    era: 'new',
    fbs: true,
    reviews: false,
    cashFlow: 'weeks',
    currency: 'RUB',
    scripted: null,
    clientId: '3100441',
    performance: null,
  },
  {
    name: 'old',
    title: 'Старые методы',
    seed: 4,
    plan: 'PREMIUM',
    era: 'old',
    fbs: true,
    reviews: true,
    cashFlow: 'halves',
    currency: 'RUB',
    scripted: null,
    clientId: '4177002',
    performance: performance(4),
  },
  {
    name: 'blocked',
    title: 'Заблокированный',
    seed: 5,
    plan: 'UNSPECIFIED',
    era: 'new',
    fbs: false,
    reviews: false,
    cashFlow: 'weeks',
    currency: 'RUB',
    scripted: null,
    clientId: '5200093',
    performance: null,
  },
  {
    name: 'tenge',
    title: 'Астана Үй',
    seed: 6,
    plan: 'PREMIUM_PLUS',
    era: 'new',
    fbs: true,
    reviews: true,
    cashFlow: 'halves',
    currency: 'KZT',
    scripted: null,
    clientId: '6200018',
    performance: performance(6),
  },
  ...ON_OZON.map(
    (id): ShopProfile => ({
      name: `disagreement-${id}`,
      title: `Расхождение ${id}`,
      seed: 200 + id,
      plan: 'PREMIUM_PLUS',
      era: 'new',
      fbs: true,
      reviews: true,
      cashFlow: 'weeks',
      currency: 'RUB',
      scripted: id,
      clientId: String(6_100_000 + id),
      performance: performance(100 + id),
    }),
  ),
]

// A key with this role is enough for every loader (ozon.md 2); some entries are prefixes, some whole paths.
const READ_ONLY: Role = {
  name: 'Admin read only',
  methods: [
    '/v1/actions',
    '/v1/analytics',
    '/v1/cluster/list',
    '/v1/finance',
    '/v1/posting',
    '/v1/product',
    '/v1/question',
    '/v1/rating/index',
    '/v1/rating/summary',
    '/v1/rating/history',
    '/v1/report',
    '/v1/returns/list',
    '/v1/seller/info',
    '/v1/supply-order',
    '/v1/warehouse',
    '/v2/actions',
    '/v2/analytics/stock_on_warehouses',
    '/v2/finance',
    '/v2/posting',
    '/v2/product',
    '/v2/review',
    '/v2/warehouse',
    '/v3/finance',
    '/v3/posting',
    '/v3/product/list',
    '/v3/product/info/list',
    '/v3/supply-order',
    '/v4/posting',
    '/v4/product',
    '/v5/product',
  ],
}

/** The same role without the methods of reports, ordered or by month: a key that was made before they were read. */
const WITHOUT_REPORTS: Role = {
  ...READ_ONLY,
  methods: READ_ONLY.methods.filter(method => !['/v1/report', '/v2/finance'].includes(method)),
}

const PRODUCTS_AND_ORDERS: readonly Role[] = [
  { name: 'Product read-only', methods: ['/v3/product', '/v4/product', '/v1/product', '/v5/product'] },
  { name: 'Posting FBO', methods: ['/v2/posting/fbo', '/v3/posting/fbo'] },
]

const shop = (name: string): ShopProfile => {
  const found = SHOPS.find(s => s.name === name)
  if (!found) throw new Error(`no sandbox shop ${name}`)
  return found
}

type Rest = {
  readonly state?: KeyState
  readonly roles?: readonly Role[]
  readonly daysLeft?: number
  readonly perf?: 'none' | 'wrong'
}

const key = (name: string, shopName: string, n: number, rest: Rest = {}): DemoKey => {
  const profile = shop(shopName)
  const pair =
    rest.perf === 'wrong' ? { ...performance(1), clientSecret: 'wrong-secret' } : profile.performance
  return {
    marketplace: 'ozon',
    name,
    shop: shopName,
    clientId: profile.clientId,
    apiKey: uuid(n),
    state: rest.state ?? 'ok',
    roles: rest.roles ?? [READ_ONLY],
    daysLeft: rest.daysLeft ?? 80,
    perfClientId: rest.perf === 'none' ? null : (pair?.clientId ?? null),
    perfClientSecret: rest.perf === 'none' ? null : (pair?.clientSecret ?? null),
  }
}

/** All keys by name; the same in every sandbox. */
export const KEYS = {
  demo: key('demo', 'demo', 1),
  second: key('second', 'second', 2),
  basic: key('basic', 'basic', 3),
  old: key('old', 'old', 4),
  missingRoles: key('missingRoles', 'demo', 5, { roles: PRODUCTS_AND_ORDERS, perf: 'none' }),
  withoutReports: key('withoutReports', 'demo', 12, { roles: [WITHOUT_REPORTS] }),
  deactivated: key('deactivated', 'demo', 6, { state: 'deactivated', daysLeft: -1 }),
  expiring: key('expiring', 'demo', 7, { daysLeft: 5 }),
  ipRestricted: key('ipRestricted', 'demo', 8, { state: 'ip_restricted' }),
  blocked: key('blocked', 'blocked', 9, { state: 'blocked' }),
  offerNotSigned: key('offerNotSigned', 'second', 10, { state: 'offer_not_signed' }),
  wrongPerformance: key('wrongPerformance', 'demo', 11, { perf: 'wrong' }),
  tenge: key('tenge', 'tenge', 13),
  disagreement1: key('disagreement1', 'disagreement-1', 101),
  disagreement2: key('disagreement2', 'disagreement-2', 102),
  disagreement3: key('disagreement3', 'disagreement-3', 103),
  disagreement4: key('disagreement4', 'disagreement-4', 104),
  disagreement5: key('disagreement5', 'disagreement-5', 105),
  disagreement6: key('disagreement6', 'disagreement-6', 106),
  disagreement7: key('disagreement7', 'disagreement-7', 107),
  disagreement12: key('disagreement12', 'disagreement-12', 112),
} as const satisfies Record<string, DemoKey>

/** The rows of the table. */
export const ALL_KEYS: readonly DemoKey[] = Object.values(KEYS)

/** Whether a role opens a path: the path itself or a prefix of it (ozon.md 2). */
export const opens = (roles: readonly Role[], path: string): boolean =>
  roles.some(role => role.methods.some(m => path === m || path.startsWith(`${m}/`)))
