import type { UseFormReturnType } from '@mantine/form'
import type { ComponentType } from 'react'
import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import type { Keys, RenewedKeys, Shop } from '#contract/shop.ts'
import type { Key } from '#i18n'
import type { KeyHelpProps } from '../components/KeysForm/KeyHelp.tsx'

/** The fields of a form of keys as they are typed or pasted, those of every marketplace; a form shows its own. */
export type KeyFields = { readonly name: string } & Readonly<Record<KeyFieldName, string>>
/** A sentence and the number in it. */
export interface Fault {
  readonly key: Key
  readonly count?: number
}
export type Faults = Partial<Record<keyof KeyFields, Fault>>

/** What the form is for: a shop that gets its first keys and a name, or one whose secrets may stay as they are. */
export type Purpose =
  | { readonly of: 'new' }
  | { readonly of: 'renewal'; readonly perfClientId: string | null }

export type KeysFormState = UseFormReturnType<KeyFields>
export interface FieldsProps {
  readonly form: KeysFormState
  readonly purpose: Purpose
  /** What an input of a key takes. */
  readonly input: (field: KeyFieldName) => object
  /** Where to find a key. */
  readonly KeyHelp: ComponentType<KeyHelpProps>
}

/** What the window has to know of a marketplace. `K` and `R` are its own keys, which alone it is given. */
export interface View<K extends Keys = Keys, R extends RenewedKeys = RenewedKeys> {
  /** Its sign at a glance. */
  readonly sign: { readonly letter: string; readonly background: string }
  /** The inputs of its keys, with what helps to find them. */
  readonly Fields: ComponentType<FieldsProps>
  /** A pasted key without what comes along from a web page. */
  pasted(text: string): string
  /** The field that a clean text can only belong to, by its shape; null where it has none of its own. */
  fieldOf(text: string): KeyFieldName | null
  /** Which sentence stands under which of its fields; fields in order carry none. */
  faults(fields: KeyFields, purpose: Purpose): Faults
  /** The keys that the fields hold. */
  keysOf(fields: KeyFields): K
  /** The same for a shop that has keys: a secret that is left out is one that stays. */
  renewedKeysOf(fields: KeyFields): R
  /** The same keys without those that only advertising needs. */
  withoutAds<T extends K | R>(keys: T): T
  /** What of a shop is told on its card beside what all shops have: a name and a value each. */
  facts(shop: Shop): readonly { readonly name: Key; readonly value: Key }[]
}
