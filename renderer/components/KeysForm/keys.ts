import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Keys, RenewedKeys } from '#contract/shop.ts'
import { Marketplace } from '#contract/shop.ts'
import type { Faults, KeyFields, Purpose } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { tooLong } from '../../marketplaces/pasted.ts'

/** The maximum of the contract. */
const LONGEST_NAME = 100

const fieldsOf = (marketplace: Marketplace) => Object.keys(MARKETPLACES[marketplace].fields) as KeyFieldName[]

/** An empty form. */
export const NO_FIELDS: KeyFields = Object.assign(
  { name: '' },
  ...Marketplace.options.flatMap(fieldsOf).map(field => ({ [field]: '' })),
)

/** A pasted text that can only be another marketplace's key, by its format. */
interface Foreign {
  readonly marketplace: Marketplace
  /** Its field in the other form. */
  readonly field: KeyFieldName
  /** As typed. */
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

/** The marketplace whose key was pasted into this form, if any. */
export const foreign = (fields: KeyFields, marketplace: Marketplace): Marketplace | null =>
  foreignKey(fields, marketplace)?.marketplace ?? null

/** Fields of the other form with the misplaced key and the shop's name, and nothing else. */
export function carriedOver(fields: KeyFields, from: Marketplace): KeyFields {
  const found = foreignKey(fields, from)
  return { ...NO_FIELDS, name: fields.name, ...(found && { [found.field]: found.text }) }
}

/** Error messages by field; valid fields have none. */
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

/** The keys in the fields. */
export const keysOf = (fields: KeyFields, marketplace: Marketplace): Keys =>
  viewOf(marketplace).keysOf(fields)

/** The same for a connected shop, whose secrets may be kept. */
export const renewedKeysOf = (fields: KeyFields, marketplace: Marketplace): RenewedKeys =>
  viewOf(marketplace).renewedKeysOf(fields)

/** The same keys without those for advertising. */
export const withoutAds = <K extends RenewedKeys>(keys: K): K => viewOf(keys.marketplace).withoutAds(keys)
