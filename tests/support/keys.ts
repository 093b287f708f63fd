import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Keys, Marketplace } from '#contract/shop.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { Cabinets, SandboxKey } from './marketplaces/declare.ts'
import { TESTED } from './marketplaces/index.ts'

export type { SandboxKey } from './marketplaces/declare.ts'

/** The strings of a key, by the field names of the form. */
function fieldsOf(key: SandboxKey): Readonly<Record<string, string>> {
  const names = Object.keys(MARKETPLACES[key.marketplace].fields)
  return Object.fromEntries(
    Object.entries(key).filter(([name, value]) => names.includes(name) && typeof value === 'string'),
  ) as Record<string, string>
}

/** The keys as a user would paste them. */
export const keysOf = (key: SandboxKey): Keys =>
  MARKETPLACES[key.marketplace].fromFields(fieldsOf(key)) as Keys

/** The same as environment variables of the command line. */
export const envOf = (key: SandboxKey): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOf(key)).map(([name, value]) => [
      MARKETPLACES[key.marketplace].fields[name]?.variable ?? name,
      value,
    ]),
  )

/** Cabinets by marketplace. */
export const cabinetsOf = (sandbox: Sandbox): Readonly<Record<Marketplace, Cabinets>> =>
  Object.fromEntries(
    Object.entries(TESTED).map(([name, { cabinets }]) => [name, cabinets(sandbox)]),
  ) as Record<Marketplace, Cabinets>
