import type { Declaration, Place } from './declare.ts'
import { ozon } from './ozon.ts'
import { wb } from './wb.ts'

/**
 * All marketplaces, in the order in which they are shown. Every other list of marketplaces is keyed by these names, so the build fails until each has its
 * entry.
 */
const declared = { ozon, wb } as const

/** The name of a marketplace in code, ids of steps and hosts, and the database. */
export type MarketplaceName = keyof typeof declared
type Own = (typeof declared)[MarketplaceName]
export type HostName = Own['hosts'][number]
export type SecretName = Own['secrets'][number]
/** Help topics of the key forms. */
export type HelpTopic = { [M in MarketplaceName]: keyof (typeof declared)[M]['help'] }[MarketplaceName]
/** Names of key fields of all marketplaces. */
export type KeyFieldName = { [M in MarketplaceName]: keyof (typeof declared)[M]['fields'] }[MarketplaceName]
/** Schemas of their keys. */
export type KeysShape = Own['keys']
export type RenewedKeysShape = Own['renewedKeys']

export const MARKETPLACES: Readonly<Record<MarketplaceName, Declaration<HostName, SecretName>>> = declared
/** What cannot be known of a marketplace and would be looked for in a place. */
export const untoldAt = (marketplace: MarketplaceName, at: Place): readonly string[] =>
  Object.entries(MARKETPLACES[marketplace].untold).flatMap(([what, places]) =>
    places.includes(at) ? [what] : [],
  )
export const MARKETPLACE_NAMES = Object.keys(declared) as MarketplaceName[]
const all = Object.values(MARKETPLACES)
export const HOSTS = all.flatMap(({ hosts }) => hosts)
export const SECRETS = all.flatMap(({ secrets }) => secrets)
/** The address of every help topic. */
export const HELP = Object.assign({}, ...all.map(({ help }) => help)) as Readonly<Record<HelpTopic, string>>
