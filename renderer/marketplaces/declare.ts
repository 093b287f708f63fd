import type { UseFormReturnType } from '@mantine/form'
import type { ComponentType } from 'react'
import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import type { Keys, RenewedKeys, Shop } from '#contract/shop.ts'
import type { Key } from '#i18n'
import type { KeyHelpProps } from '../components/KeysForm/KeyHelp.tsx'

/** Form fields of the keys of all marketplaces, as typed or pasted; a form shows its own. */
export type KeyFields = { readonly name: string } & Readonly<Record<KeyFieldName, string>>
/** A message key and the number in it. */
export interface Fault {
  readonly key: Key
  readonly count?: number
}
export type Faults = Partial<Record<keyof KeyFields, Fault>>

/** Purpose of the form: first keys and a name for a new shop, or new keys, whose secrets may be kept. */
export type Purpose =
  | { readonly of: 'new' }
  | { readonly of: 'renewal'; readonly perfClientId: string | null }

export type KeysFormState = UseFormReturnType<KeyFields>
export interface FieldsProps {
  readonly form: KeysFormState
  readonly purpose: Purpose
  /** Props of a key's input. */
  readonly input: (field: KeyFieldName) => object
  /** Explains where to find a key. */
  readonly KeyHelp: ComponentType<KeyHelpProps>
}

/** What the window must know of a marketplace. `K` and `R` are its own keys, the only ones it is given. */
export interface View<K extends Keys = Keys, R extends RenewedKeys = RenewedKeys> {
  /** Its badge. */
  readonly sign: { readonly letter: string; readonly background: string }
  /** The inputs of its keys, with help. */
  readonly Fields: ComponentType<FieldsProps>
  /** A pasted key without the extra characters of a web page. */
  pasted(text: string): string
  /** The field that a clean text belongs to, if its format is unique; else null. */
  fieldOf(text: string): KeyFieldName | null
  /** Error messages by field; valid fields have none. */
  faults(fields: KeyFields, purpose: Purpose): Faults
  /** The keys in the fields. */
  keysOf(fields: KeyFields): K
  /** The same for a connected shop: an empty secret is kept. */
  renewedKeysOf(fields: KeyFields): R
  /** The same keys without those for advertising. */
  withoutAds<T extends K | R>(keys: T): T
  /** Rows on the shop's card besides those of all shops: names and values. */
  facts(shop: Shop): readonly { readonly name: Key; readonly value: Key }[]
}
