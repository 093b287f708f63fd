import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Keys, RenewedKeys } from '#contract/shop.ts'
import { Marketplace } from '#contract/shop.ts'
import type { Faults, KeyFields, Purpose } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { tooLong } from '../../marketplaces/pasted.ts'

/** What the contract takes at most. */
const LONGEST_NAME = 100

const fieldsOf = (marketplace: Marketplace) => Object.keys(MARKETPLACES[marketplace].fields) as KeyFieldName[]

/** A form in which nothing was typed. */
export const NO_FIELDS: KeyFields = Object.assign(
  { name: '' },
  ...Marketplace.options.flatMap(fieldsOf).map(field => ({ [field]: '' })),
)

/** A pasted text that can only be a key of another marketplace: each has a shape of its own. */
interface Foreign {
  readonly marketplace: Marketplace
  /** Its field there. */
  readonly field: KeyFieldName
  /** As it was typed. */
  readonly text: string
}

function foreignKey(fields: KeyFields, marketplace: Marketplace): Foreign | null {
  for (const other of Marketplace.options.filter(name => name !== marketplace))
    for (const text of fieldsOf(marketplace).map(field => fields[field])) {
      const field = viewOf(other).fieldOf(viewOf(other).pasted(viewOf(marketplace).pasted(text)))
      if (field) return { marketplace: other, field, text }
    }
  return null
}

/** The marketplace whose key was pasted into this one's form, if any. */
export const foreign = (fields: KeyFields, marketplace: Marketplace): Marketplace | null =>
  foreignKey(fields, marketplace)?.marketplace ?? null

/** The fields of the form that the foreign key of this one belongs into, with that key and the name of the shop, and nothing else. */
export function carriedOver(fields: KeyFields, from: Marketplace): KeyFields {
  const found = foreignKey(fields, from)
  return { ...NO_FIELDS, name: fields.name, ...(found && { [found.field]: found.text }) }
}

/** Which sentence stands under which field; fields in order carry none. */
export function faults(fields: KeyFields, marketplace: Marketplace, purpose: Purpose): Faults {
  return {
    ...(purpose.of === 'new' ? faultOfName(fields.name.trim()) : {}),
    ...viewOf(marketplace).faults(fields, purpose),
  }
}

function faultOfName(name: string): Faults {
  if (name === '') return { name: { key: 'keys.invalid.name' } }
  return name.length > LONGEST_NAME ? { name: tooLong(LONGEST_NAME) } : {}
}

/** The keys that the fields hold. */
export const keysOf = (fields: KeyFields, marketplace: Marketplace): Keys =>
  viewOf(marketplace).keysOf(fields)

/** The same for a shop that has keys, whose secrets may stay. */
export const renewedKeysOf = (fields: KeyFields, marketplace: Marketplace): RenewedKeys =>
  viewOf(marketplace).renewedKeysOf(fields)

/** The same keys without those of the advertising. */
export const withoutAds = <K extends RenewedKeys>(keys: K): K => viewOf(keys.marketplace).withoutAds(keys)
