import { makeOzon } from './ozon/serve.ts'
import type { SandboxOptions } from './sandbox.ts'
import { makeWildberries } from './wb/serve.ts'
import type { Clock } from './world/moving-clock.ts'

/** All of them, by the names that the app uses. */
const MAKERS = { ozon: makeOzon, wb: makeWildberries } as const

export type MarketplaceName = keyof typeof MAKERS
export type Marketplaces = { readonly [M in MarketplaceName]: ReturnType<(typeof MAKERS)[M]> }
export type HostName = Marketplaces[MarketplaceName]['hosts'][number]

/** Makes the marketplaces, whose worlds follow the clock; `now` (ms since epoch) is the instant in their responses. */
export const makeMarketplaces = (options: SandboxOptions, clock: Clock, now: () => number): Marketplaces =>
  Object.fromEntries(
    Object.entries(MAKERS).map(([name, make]) => [name, make(options, clock, now)]),
  ) as Marketplaces
