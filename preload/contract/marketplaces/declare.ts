import { type ZodObject, z } from 'zod'

/** A secret as the user pastes it: a key or a token. */
export const secret = z.string().trim().min(1).max(4096)

/** One of the strings that make up the keys of a shop, copied from the cabinet. `S` names the keychain entries. */
export interface KeyField<S extends string = string> {
  /** The prompt of the command line, in the cabinet's own term. */
  readonly asked: string
  /** The environment variable for machines without a keychain. */
  readonly variable: string
  /** Its keychain entry; omitted for an id, which is not secret and is stored with the shop. */
  readonly secret?: S
  /** Whether keys are incomplete without it; the name of a field: only if that one is given. */
  readonly needed: boolean | string
}

/** Cabinet ids that are stored with the shop. */
export interface Ids {
  readonly clientId: string | null
  readonly perfClientId: string | null
}

/** Parts of the window that say what cannot be known. */
export const PLACES = ['overview', 'events', 'charges', 'sync'] as const
/** Where a person would look for what cannot be known: a part of the window, or a dataset, by the id of its step. */
export type Place = (typeof PLACES)[number] | `${string}.${string}`

/**
 * Everything that all processes must know of a marketplace. `H` names the hosts of its API, `S` its keychain entries. Methods accept only the keys of this
 * marketplace.
 */
export interface Declaration<H extends string = string, S extends string = string> {
  /** Its name where there are no translations: in the name of a demo shop. */
  readonly brand: string
  /** Host names of its API, each prefixed with the marketplace's id. */
  readonly hosts: readonly H[]
  /** Keychain entries: one per API with keys of its own. */
  readonly secrets: readonly S[]
  /** The cabinet pages on which the user finds each key of the form. */
  readonly help: Readonly<Record<string, string>>
  /** Hosts of its cabinet and manuals that links in the window may open. */
  readonly links: readonly string[]
  /**
   * What nobody can know from its API, and every place where a person would look for it: a sentence there says so, `untold.<what>.<marketplace>`, or
   * `untold.<what>` where all marketplaces are alike. No table has it.
   */
  readonly untold: Readonly<Record<string, readonly Place[]>>
  /**
   * What the history before the first load comes to on a Moscow day (days since 1970), as long as none of it is read: days, and requests of a shop whose days
   * fit a page.
   */
  readonly olderHistory: (today: number) => { readonly days: number; readonly requests: number }
  /** Whether the cabinet shows its id, so that the user recognises it. */
  readonly idIsShown: boolean
  /** Its keys as the user pastes them. */
  readonly keys: ZodObject
  /** New keys of a connected shop. A null secret keeps the one in the keychain, which is never shown. */
  readonly renewedKeys: ZodObject
  /** The parts of its keys, in the order of the form. */
  readonly fields: Readonly<Record<string, KeyField<S>>>
  /** Combines fields to keys, not yet validated against `keys`. */
  fromFields(fields: Readonly<Record<string, string | undefined>>): object
  /** The secret parts of the keys, for the keychain. */
  secretsOf(keys: object): Partial<Record<S, string>>
  /** Combines ids and secrets; null if the main secret or its id is missing. */
  keysOf(ids: Ids, secrets: Readonly<Partial<Record<S, string>>>): object | null
  /** Whether new keys keep a stored secret. */
  keepsSecrets(keys: object): boolean
  /** New keys with the stored secrets filled in; null if none may be kept, as for another account. */
  renewed(
    keys: object,
    ids: Pick<Ids, 'perfClientId'>,
    kept: Readonly<Partial<Record<S, string>>>,
  ): object | null
}
