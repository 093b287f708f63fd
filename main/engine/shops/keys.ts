import { KindError } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import type { Keys, Marketplace, RenewedKeys } from '#contract/shop.ts'

/** What of the keys is secret and goes into the keychain; the rest are ids and lie with the shop. */
export function secretsOf(keys: Keys): Secrets {
  if (keys.marketplace === 'wb') return { wb: keys.token }
  return {
    'ozon-seller': keys.apiKey,
    ...(keys.performance ? { 'ozon-performance': keys.performance.clientSecret } : {}),
  }
}

/** Puts ids and secrets together for a run. Throws `no_key` when the main secret is missing. */
export function keysOf(
  shop: {
    readonly marketplace: Marketplace
    readonly clientId: string | null
    readonly perfClientId: string | null
  },
  secrets: Secrets,
): Keys {
  if (shop.marketplace === 'wb') {
    if (!secrets.wb) throw new KindError('no_key', 'the token of the shop is missing')
    return { marketplace: 'wb', token: secrets.wb }
  }
  const apiKey = secrets['ozon-seller']
  if (!shop.clientId || !apiKey) throw new KindError('no_key', 'the keys of the shop are not whole')
  const clientSecret = secrets['ozon-performance']
  return {
    marketplace: 'ozon',
    clientId: shop.clientId,
    apiKey,
    performance: shop.perfClientId && clientSecret ? { clientId: shop.perfClientId, clientSecret } : null,
  }
}

/** Whether new keys leave a secret to the keychain. */
export const keepsSecrets = (keys: RenewedKeys): boolean =>
  keys.marketplace === 'ozon' && (keys.apiKey === null || keys.performance?.clientSecret === null)

/** New keys with the secrets that stay. Throws `no_key` where there is none to stay, as for another Performance account than the shop's. */
export function renewed(
  keys: RenewedKeys,
  shop: { readonly perfClientId: string | null },
  kept: Secrets,
): Keys {
  if (keys.marketplace === 'wb') return keys
  const { performance } = keys
  const apiKey = keys.apiKey ?? kept['ozon-seller']
  if (!apiKey) throw new KindError('no_key', 'the shop has no key that could stay')
  if (performance === null) return { ...keys, apiKey, performance }
  const { clientId } = performance
  const own = clientId === shop.perfClientId ? kept['ozon-performance'] : undefined
  const clientSecret = performance.clientSecret ?? own
  if (!clientSecret) throw new KindError('no_key', 'the shop has no Performance secret that could stay')
  return { ...keys, apiKey, performance: { clientId, clientSecret } }
}
