import { z } from 'zod'
import {
  type KeysShape,
  MARKETPLACE_NAMES,
  MARKETPLACES,
  type RenewedKeysShape,
} from './marketplaces/index.ts'

export const Marketplace = z.enum(MARKETPLACE_NAMES)
export type Marketplace = z.infer<typeof Marketplace>

/** A day that the calendar has. */
export const DayText = z.iso.date()
export const InstantText = z.iso.datetime()

/** `active` is healthy; `auth_error` stops all requests until the keys change; `paused` is the person's own switch. */
export const ShopStatus = z.enum(['active', 'syncing', 'disabled', 'auth_error', 'paused'])
export type ShopStatus = z.infer<typeof ShopStatus>

/** A word for a person to be shown, with what it speaks of: the step, the kind of error, the instant. */
export const Notice = z.object({
  word: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Notice = z.infer<typeof Notice>

/** How fresh the data of a shop are, defined once in the engine (`main/engine/shops/freshness.ts`). */
export const Updated = z.object({
  /** All that is refreshed every half an hour was loaded then or later; null before the first success. A try that failed, was refused or put off never moves it. */
  at: InstantText.nullable(),
  /** The last try of anything, successful or not. */
  triedAt: InstantText.nullable(),
  /** When the orders were loaded last, which most of the overview stands on; null before the first success. */
  orders: InstantText.nullable(),
  /** Steps whose last try failed, was refused or was put off: their data are older than `triedAt`. */
  behind: z.array(z.string()),
  /** Those of them that failed or were refused: a person's matter, while what was put off loads by itself. */
  failed: z.array(z.string()),
  /** Everything of `failed` was loaded then or later; null where one of them never was. */
  failedSince: InstantText.nullable(),
})
export type Updated = z.infer<typeof Updated>

export const Shop = z.object({
  id: z.int(),
  name: z.string(),
  marketplace: Marketplace,
  clientId: z.string().nullable(),
  perfClientId: z.string().nullable(),
  /** A demo shop talks to the sandbox on this computer. */
  demo: z.boolean(),
  status: ShopStatus,
  /** What stands between the shop and full health: failed or skipped steps, refused keys. */
  messages: z.array(Notice),
  createdAt: InstantText,
  updated: Updated,
  keyExpiresAt: InstantText.nullable(),
  /** Whether its first load has ever ended. */
  loaded: z.boolean(),
})
export type Shop = z.infer<typeof Shop>

/** Facts of a cabinet that is no shop of the list: the list was lost. Days from and to Moscow; null where nobody wrote it down. */
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

/** The shapes of every marketplace, told apart by its name. */
const each = <S>(shape: 'keys' | 'renewedKeys') =>
  Object.values(MARKETPLACES).map(marketplace => marketplace[shape]) as unknown as [S, ...S[]]

/** Keys as a person pastes them. They travel towards the engine only; no answer holds them. */
export const Keys = z.discriminatedUnion('marketplace', each<KeysShape>('keys'))
export type Keys = z.infer<typeof Keys>

/** New keys of a connected shop. A secret that is null stays the one in the keychain, which nobody is shown. */
export const RenewedKeys = z.discriminatedUnion('marketplace', each<RenewedKeysShape>('renewedKeys'))
export type RenewedKeys = z.infer<typeof RenewedKeys>

/** One service behind the keys: whether it answered, and which steps stay empty without it. */
export const ServiceCheck = z.object({
  service: z.string(),
  state: z.enum(['ok', 'refused', 'unknown', 'absent']),
  kind: z.string().nullable(),
  without: z.array(z.string()),
})

/** What the marketplace said of a set of keys. `unknown` is "could not ask now", never "invalid"; `partial`: the shop's own keys are good, those of its advertising (`kind` says why) are not. */
export const KeyCheck = z.object({
  verdict: z.enum(['valid', 'partial', 'invalid', 'unknown']),
  kind: z.string().nullable(),
  shopName: z.string().nullable(),
  subscription: z.string().nullable(),
  expiresAt: InstantText.nullable(),
  services: z.array(ServiceCheck),
  warnings: z.array(Notice),
})
export type KeyCheck = z.infer<typeof KeyCheck>
