import { KindError } from '#contract/errors.ts'
import type { Secrets } from '#contract/host.ts'
import type { Ids } from '#contract/marketplaces/declare.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Keys, Marketplace, RenewedKeys } from '#contract/shop.ts'

/** The secret parts of the keys, for the keychain; the rest are ids, stored with the shop. */
export const secretsOf = (keys: Keys): Secrets => MARKETPLACES[keys.marketplace].secretsOf(keys)

/** Puts ids and secrets together for a run. Throws `no_key` when the main secret is missing. */
export function keysOf(shop: Ids & { readonly marketplace: Marketplace }, secrets: Secrets): Keys {
  const keys = MARKETPLACES[shop.marketplace].keysOf(shop, secrets)
  if (!keys) throw new KindError('no_key', 'the keys of the shop are not whole')
  return keys as Keys
}

/** Whether new keys leave a secret to the keychain. */
export const keepsSecrets = (keys: RenewedKeys): boolean => MARKETPLACES[keys.marketplace].keepsSecrets(keys)

/** New keys with the stored secrets filled in. Throws `no_key` if none may be kept, as for another account. */
export function renewed(keys: RenewedKeys, shop: Pick<Ids, 'perfClientId'>, kept: Secrets): Keys {
  const whole = MARKETPLACES[keys.marketplace].renewed(keys, shop, kept)
  if (!whole) throw new KindError('no_key', 'the shop has no key that could stay')
  return whole as Keys
}
