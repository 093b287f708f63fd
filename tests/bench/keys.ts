import type { Keys } from '#contract/shop.ts'
import type { DemoKey } from '../../sandbox/index.ts'

/** The keys of a sandbox shop as a person would paste them. */
export const keysOf = (key: DemoKey): Keys => ({
  marketplace: 'ozon',
  clientId: key.clientId,
  apiKey: key.apiKey,
  performance:
    key.perfClientId && key.perfClientSecret
      ? { clientId: key.perfClientId, clientSecret: key.perfClientSecret }
      : null,
})
