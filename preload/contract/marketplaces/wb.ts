import { z } from 'zod'
import { type Declaration, secret } from './declare.ts'

const keys = z.object({ marketplace: z.literal('wb'), token: secret })
type Keys = z.output<typeof keys>

/** Short names of the hosts of its API. */
export const HOST = {
  content: 'wb-content',
  statistics: 'wb-statistics',
  marketplace: 'wb-marketplace',
  advert: 'wb-advert',
  prices: 'wb-prices',
  calendar: 'wb-calendar',
  analytics: 'wb-analytics',
  finance: 'wb-finance',
  supplies: 'wb-supplies',
  common: 'wb-common',
} as const

const DAY_MS = 86_400_000

/**
 * Finance reports, by windows of days from the first Monday with reports (wildberries.md 5) on: a quarter in whole weeks. Those that end before the recent days,
 * a year and a quarter before it, are older history, read in parts of two requests each.
 */
export const OLDER = { oldest: '2024-01-29', window: 91, recent: 365 + 91, parts: [28, 28, 35] } as const

/** Wildberries: one token whose categories give access to hosts. */
export const wb = {
  brand: 'Wildberries',
  hosts: Object.values(HOST),
  secrets: ['wb'],
  help: { 'wb-token': 'https://seller.wildberries.ru/supplier-settings/access-to-api' },
  links: ['seller.wildberries.ru', 'dev.wildberries.ru'],
  untold: {
    own_costs: ['charges'],
    bank: ['wb.balance', 'wb.reports'],
    warehouses: ['wb.prices_stocks', 'wb.storage', 'wb.warehouses'],
    localization: ['wb.orders'],
    within_day: ['wb.stock_history'],
    author: ['events', 'wb.prices_stocks'],
    views: ['overview', 'wb.funnel'],
    buyers: ['wb.orders'],
    return_reason: ['wb.orders'],
    auto_promotions: ['wb.promotions'],
    competitors: ['overview'],
    limits: ['sync'],
  },
  olderHistory(today) {
    const before = today - OLDER.recent - Date.parse(OLDER.oldest) / DAY_MS
    const windows = Math.max(0, Math.floor(before / OLDER.window))
    return { days: windows * OLDER.window, requests: windows * OLDER.parts.length * 2 }
  },
  // The cabinet does not show the seller id of the token.
  idIsShown: false,
  keys,
  renewedKeys: keys,
  fields: {
    token: { asked: 'Token', variable: 'PRILAVOK_WB_TOKEN', secret: 'wb', needed: true },
  },
  fromFields: ({ token }) => ({ marketplace: 'wb', token }),
  secretsOf: ({ token }: Keys) => ({ wb: token }),
  keysOf: (_, { wb: token }): Keys | null => (token ? { marketplace: 'wb', token } : null),
  keepsSecrets: () => false,
  renewed: (keys: Keys) => keys,
} as const satisfies Declaration<string, 'wb'>
