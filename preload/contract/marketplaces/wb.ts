import { z } from 'zod'
import { type Declaration, secret } from './declare.ts'

const keys = z.object({ marketplace: z.literal('wb'), token: secret })
type Keys = z.output<typeof keys>

/** Wildberries: one token, which opens a host by each of its categories. */
export const wb = {
  brand: 'Wildberries',
  hosts: [
    'wb-content',
    'wb-statistics',
    'wb-marketplace',
    'wb-advert',
    'wb-prices',
    'wb-analytics',
    'wb-finance',
    'wb-common',
  ],
  secrets: ['wb'],
  help: { 'wb-token': 'https://seller.wildberries.ru/supplier-settings/access-to-api' },
  links: ['seller.wildberries.ru', 'dev.wildberries.ru'],
  // What it knows a seller by stands in no cabinet.
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
