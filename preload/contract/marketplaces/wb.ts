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
