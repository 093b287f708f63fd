import type { Keys, Marketplace } from '#contract/shop.ts'
import type { SandboxProcess } from './sandbox-process.ts'

/** The keys of the demo shop of a sandbox as a person would paste them; on Wildberries with a token of that name. */
export function keysOf(
  { key, tokens }: SandboxProcess,
  marketplace: Marketplace = 'ozon',
  token: 'demo' | 'base' = 'demo',
): Keys {
  if (marketplace === 'wb') return { marketplace, token: tokens[token].token }
  return {
    marketplace,
    clientId: key.clientId,
    apiKey: key.apiKey,
    performance:
      key.perfClientId && key.perfClientSecret
        ? { clientId: key.perfClientId, clientSecret: key.perfClientSecret }
        : null,
  }
}
