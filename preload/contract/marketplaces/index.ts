import type { Declaration } from './declare.ts'
import { ozon } from './ozon.ts'
import { wb } from './wb.ts'

/** All of them, in the order in which a person sees them. What else there is of each hangs on these names: the build fails until it is there. */
const declared = { ozon, wb } as const

/** The name of a marketplace in code, in ids of steps and hosts, and in the database. */
export type MarketplaceName = keyof typeof declared
type Own = (typeof declared)[MarketplaceName]
export type HostName = Own['hosts'][number]
export type SecretName = Own['secrets'][number]
/** What a form can show the place of. */
export type HelpTopic = { [M in MarketplaceName]: keyof (typeof declared)[M]['help'] }[MarketplaceName]
/** The name of a field of keys, over all marketplaces. */
export type KeyFieldName = { [M in MarketplaceName]: keyof (typeof declared)[M]['fields'] }[MarketplaceName]
/** The shapes of their keys. */
export type KeysShape = Own['keys']
export type RenewedKeysShape = Own['renewedKeys']

export const MARKETPLACES: Readonly<Record<MarketplaceName, Declaration<HostName, SecretName>>> = declared
export const MARKETPLACE_NAMES = Object.keys(declared) as MarketplaceName[]
const all = Object.values(MARKETPLACES)
export const HOSTS = all.flatMap(({ hosts }) => hosts)
export const SECRETS = all.flatMap(({ secrets }) => secrets)
/** The address of every help topic. */
export const HELP = Object.assign({}, ...all.map(({ help }) => help)) as Readonly<Record<HelpTopic, string>>
