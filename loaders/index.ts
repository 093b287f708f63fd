import type { Marketplace as Name } from '#contract/shop.ts'
import type { Detector } from './core/declare/change-detector.ts'
import type { Marketplace } from './core/declare/marketplace.ts'
import { ozon } from './ozon/marketplace.ts'
import { wb } from './wb/marketplace.ts'

/** The marketplaces whose shops can be connected. */
const MARKETPLACES: Readonly<Record<Name, Marketplace>> = { ozon, wb }

export const marketplaceOf = (name: Name): Marketplace => MARKETPLACES[name]

export const allStreams = Object.values(MARKETPLACES).flatMap(({ steps }) =>
  steps.flatMap(({ streams }) => streams),
)
/** All change detectors. */
export const allDetectors: readonly Detector<never>[] = allStreams.flatMap(
  ({ detector }) => detector?.detectors ?? [],
)
/** The queries behind the figures and the event feed. */
export const allViews = Object.values(MARKETPLACES).map(({ views }) => views)
/** Charges of each marketplace: their rows, and what is known of their types. */
export const allCharges = (Object.keys(MARKETPLACES) as Name[]).map(name => ({
  marketplace: name,
  question: MARKETPLACES[name].views.charges,
  titles: MARKETPLACES[name].views.chargeTitles,
  directory: MARKETPLACES[name].charges,
}))
export const allTables = Object.values(MARKETPLACES).flatMap(marketplace => marketplace.tables)
