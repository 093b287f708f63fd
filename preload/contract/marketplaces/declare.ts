import { type ZodObject, z } from 'zod'

/** A secret as a person pastes it: a key, a token. */
export const secret = z.string().trim().min(1).max(4096)

/** One of the strings that the keys of a shop are made of, as a person copies it out of a cabinet. `S` names the entries of the keychain. */
export interface KeyField<S extends string = string> {
  /** What the command line asks for at a terminal, in the cabinet's own words. */
  readonly asked: string
  /** The environment variable that holds it on a machine without a keychain. */
  readonly variable: string
  /** Its entry of the keychain; left out for an id, which is no secret and lies with the shop. */
  readonly secret?: S
  /** Whether keys are none without it; the name of a field: whether they are none where only that one is there. */
  readonly needed: boolean | string
}

/** Ids of a cabinet that lie with its shop. */
export interface Ids {
  readonly clientId: string | null
  readonly perfClientId: string | null
}

/**
 * What every process has to know of a marketplace, and nobody else may define. `H` names the hosts of its API, `S` its entries of the keychain. A method takes
 * the keys of its own marketplace alone.
 */
export interface Declaration<H extends string = string, S extends string = string> {
  /** What it is called where there are no words: in the name of a demo shop. */
  readonly brand: string
  /** Short names of the hosts of its API, each beginning with the marketplace's own. */
  readonly hosts: readonly H[]
  /** Entries of the keychain: one per API that has keys of its own. */
  readonly secrets: readonly S[]
  /** The pages on which a person finds each key that a form asks for. */
  readonly help: Readonly<Record<string, string>>
  /** Hosts of its cabinet and manuals: where a link in the window may lead. */
  readonly links: readonly string[]
  /** Whether the id of a cabinet stands in the cabinet, so that it says something to a person. */
  readonly idIsShown: boolean
  /** Its keys as a person pastes them. */
  readonly keys: ZodObject
  /** New keys of a connected shop. A secret that is null stays the one in the keychain, which nobody is shown. */
  readonly renewedKeys: ZodObject
  /** What its keys are made of, in the order in which they are asked for. */
  readonly fields: Readonly<Record<string, KeyField<S>>>
  /** Keys out of their fields, still to be checked against `keys`. */
  fromFields(fields: Readonly<Record<string, string | undefined>>): object
  /** What of the keys is secret and goes into the keychain. */
  secretsOf(keys: object): Partial<Record<S, string>>
  /** Puts ids and secrets together; null where the main secret, or the id that goes with it, is missing. */
  keysOf(ids: Ids, secrets: Readonly<Partial<Record<S, string>>>): object | null
  /** Whether new keys leave a secret to the keychain. */
  keepsSecrets(keys: object): boolean
  /** New keys with the secrets that stay; null where there is none that could, as for another account than the shop's. */
  renewed(
    keys: object,
    ids: Pick<Ids, 'perfClientId'>,
    kept: Readonly<Partial<Record<S, string>>>,
  ): object | null
}
