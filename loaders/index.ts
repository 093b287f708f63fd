import type { Marketplace as Name } from '#contract/shop.ts'
import type { Marketplace } from './core/declare/marketplace.ts'
import { ozon } from './ozon/marketplace.ts'
import { wb } from './wb/marketplace.ts'

/** The marketplaces whose shops can be connected. */
const MARKETPLACES: Readonly<Record<Name, Marketplace>> = { ozon, wb }

export const marketplaceOf = (name: Name): Marketplace => MARKETPLACES[name]

export const allStreams = Object.values(MARKETPLACES).flatMap(({ steps }) =>
  steps.flatMap(({ streams }) => streams),
)
export const allTables = Object.values(MARKETPLACES).flatMap(marketplace => marketplace.tables)
