import { z } from 'zod'
import { CAUSES } from './errors.ts'
import {
  type KeysShape,
  MARKETPLACE_NAMES,
  MARKETPLACES,
  type RenewedKeysShape,
} from './marketplaces/index.ts'

export const Marketplace = z.enum(MARKETPLACE_NAMES)
export type Marketplace = z.infer<typeof Marketplace>

/** A valid calendar day. */
export const DayText = z.iso.date()
export const InstantText = z.iso.datetime()

/** `active` is healthy; `auth_error` stops all requests until the keys change; `paused` is set by the user. */
export const ShopStatus = z.enum(['active', 'syncing', 'disabled', 'auth_error', 'paused'])
export type ShopStatus = z.infer<typeof ShopStatus>

/** A message for the user, with its parameters: the step, the kind of error, the instant. */
export const Notice = z.object({
  word: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Notice = z.infer<typeof Notice>

/** Freshness of a shop's data, defined once in the engine (`main/engine/shops/freshness.ts`). */
export const Updated = z.object({
  /**
   * Everything that is refreshed every half hour was loaded at or after this instant; null before the first success. A try that failed, was refused or put
   * off does not change it.
   */
  at: InstantText.nullable(),
  /** The last try of any step, successful or not. */
  triedAt: InstantText.nullable(),
  /** When the orders were last loaded, which most of the overview depends on; null before the first success. */
  orders: InstantText.nullable(),
  /** Steps whose last try failed, was refused or put off: their data is older than `triedAt`. */
  behind: z.array(z.string()),
  /** Those of them that failed or were refused and need the user; what was put off loads by itself. */
  failed: z.array(z.string()),
  /** All steps of `failed` were loaded at or after this instant; null if one never was. */
  failedSince: InstantText.nullable(),
})
export type Updated = z.infer<typeof Updated>

export const Shop = z.object({
  id: z.int(),
  name: z.string(),
  marketplace: Marketplace,
  clientId: z.string().nullable(),
  perfClientId: z.string().nullable(),
  /** A demo shop uses the sandbox on this computer. */
  demo: z.boolean(),
  status: ShopStatus,
  /** What keeps the shop from being healthy: failed or skipped steps, refused keys. */
  messages: z.array(Notice),
  createdAt: InstantText,
  updated: Updated,
  keyExpiresAt: InstantText.nullable(),
  /** Whether its first load has ended. */
  loaded: z.boolean(),
  /** Steps that its keys do not open, as the person chose: nothing is wrong without them. */
  leftOut: z.array(z.string()),
})
export type Shop = z.infer<typeof Shop>

/** Facts of a cabinet that is not in the list of shops, because the list was lost. Moscow days; null where they were not recorded. */
export const Orphan = z.object({
  shopId: z.int(),
  marketplace: Marketplace.nullable(),
  clientId: z.string().nullable(),
  demo: z.boolean(),
  name: z.string().nullable(),
  from: DayText.nullable(),
  to: DayText.nullable(),
})
export type Orphan = z.infer<typeof Orphan>

/** The schemas of all marketplaces, distinguished by name. */
const each = <S>(shape: 'keys' | 'renewedKeys') =>
  Object.values(MARKETPLACES).map(marketplace => marketplace[shape]) as unknown as [S, ...S[]]

/** Keys as the user pastes them. They are sent to the engine only; no answer holds them. */
export const Keys = z.discriminatedUnion('marketplace', each<KeysShape>('keys'))
export type Keys = z.infer<typeof Keys>

/** New keys of a connected shop. A null secret keeps the one in the keychain, which is never shown. */
export const RenewedKeys = z.discriminatedUnion('marketplace', each<RenewedKeysShape>('renewedKeys'))
export type RenewedKeys = z.infer<typeof RenewedKeys>

/** One service behind the keys: whether it responded, and which steps stay empty without it. */
export const ServiceCheck = z.object({
  service: z.string(),
  state: z.enum(['ok', 'refused', 'unknown', 'absent']),
  kind: z.enum(CAUSES).nullable(),
  without: z.array(z.string()),
})

/**
 * Result of a key check. `unknown` means that the marketplace could not be asked, never that keys are invalid; `partial`: the keys of the shop are valid,
 * those of its advertising (`kind` says why) are not.
 */
export const KeyCheck = z.object({
  verdict: z.enum(['valid', 'partial', 'invalid', 'unknown']),
  kind: z.enum(CAUSES).nullable(),
  shopName: z.string().nullable(),
  subscription: z.string().nullable(),
  expiresAt: InstantText.nullable(),
  services: z.array(ServiceCheck),
  warnings: z.array(Notice),
})
export type KeyCheck = z.infer<typeof KeyCheck>
