import { KindError } from '#contract/errors.ts'
import type { Marketplace as Name } from '#contract/shop.ts'
import type { Marketplace } from './core/marketplace.ts'
import { ozon } from './ozon/marketplace.ts'

/** The marketplaces whose shops can be connected. */
const MARKETPLACES: Readonly<Partial<Record<Name, Marketplace>>> = { ozon }

/** Throws `bad_input` for a marketplace whose loaders are not there. */
export function marketplaceOf(name: Name): Marketplace {
  const found = MARKETPLACES[name]
  if (!found) throw new KindError('bad_input', `no loaders for ${name}`)
  return found
}

export const allTables = Object.values(MARKETPLACES).flatMap(marketplace => marketplace.tables)
