import type { Faults } from './faults.ts'
import type { RequestLog } from './log.ts'
import type { HostName, Marketplaces } from './marketplaces.ts'
import type { KEYS } from './ozon/keys.ts'
import type { Truth } from './ozon/world/sums.ts'
import type { WbTokens } from './wb/tokens.ts'
import type { WbTruth } from './wb/world/sums.ts'
import type { CausesTruth } from './world/causes-truth.ts'
import type { FeltChange } from './world/content-effect.ts'
import type { Mechanism } from './world/demand.ts'
import type { DemandTruth } from './world/demand-truth.ts'
import type { EconomicsTruth } from './world/economics-truth.ts'

/** How a sandbox is started. */
export type SandboxOptions = {
  /** Port of the Seller host; the other hosts take the next ones, in the order of the marketplaces. 0 (default): any free ports. */
  readonly port?: number
  readonly seed?: number
  /** Multiplies products, campaigns and orders. */
  readonly scale?: number
  /** The Moscow day (`YYYY-MM-DD`) that has just wholly happened; by default the real one at this moment. */
  readonly today?: string
  /** The instant (UTC) at which it starts, in place of the end of a day. */
  readonly at?: string
  /** Speed of its clock against the real one; default: the clock stands still. */
  readonly speed?: number
  readonly latencyMs?: number
  /** How many times faster the documented limits, report durations and cursor lives run. */
  readonly speedup?: number
  readonly limits?: boolean
  /** Wanted accrual lines of the demo shop over its last 365 days; multiplies orders, not products. */
  readonly accrualLines?: number
  /** Wanted lines of the published weekly finance reports of `wb-demo`; multiplies its orders. */
  readonly financeLines?: number
  /** Cards and orders a day of `wb-demo`, in place of 60 and 25 by `scale`. */
  readonly wbCards?: number
  readonly wbOrders?: number
  /** The Moscow day from which cards change, regardless of when the sandbox starts; default: the day on which it starts. */
  readonly contentSince?: string
  /** What happens in the worlds beside an even sale (all of it): fewer for a world in which one cause is to be seen alone. */
  readonly mechanisms?: readonly Mechanism[]
  /** Rows of one answer of orders and sales on Wildberries (80,000). */
  readonly statisticsPage?: number
}

/** Which days a truth is asked of. */
export type TruthWindow = {
  readonly from?: number | string
  readonly to?: number | string
  readonly before?: string
}

/** A running marketplace on loopback. */
export type Sandbox = {
  /** The Seller host, which also serves `/_sandbox/…`. */
  readonly url: string
  readonly hosts: Readonly<Record<HostName, string>>
  readonly marketplaces: Marketplaces
  readonly keys: typeof KEYS
  /** The tokens of Wildberries by name. */
  readonly tokens: WbTokens
  readonly faults: Faults
  readonly log: RequestLog
  /** The present Moscow day, `YYYY-MM-DD`. */
  today(): string
  /** The truth of a shop (default `demo`) between two Moscow days (day numbers or `YYYY-MM-DD`); of its orders only those before the instant `before`. */
  truth(shop?: string, window?: TruthWindow): Truth
  /** The same of a shop on Wildberries (default `wb-demo`). */
  wbTruth(shop?: string, window?: TruthWindow): WbTruth
  /** The same of any shop. */
  truthOf(shop: string, window?: TruthWindow): object
  /** What the demand of a shop is made of between two Moscow days, and where its goods lie. */
  demandTruth(shop?: string, window?: TruthWindow): DemandTruth
  /** What was done in a shop between two Moscow days by seller, buyers and marketplace, and what came of it. */
  causesTruth(shop?: string, window?: TruthWindow): CausesTruth
  /** What each product of a shop earned and lost in each month between two Moscow days, with what a piece of it costs its seller. */
  economicsTruth(shop?: string, window?: TruthWindow): EconomicsTruth
  /** Changes on the pages of a shop's cards since the sandbox started, oldest first: only what a buyer sees, and what it does to demand. */
  contentChanges(shop?: string): readonly FeltChange[]
  /** Shows the pages of a shop's cards as they were so many days ago, until changed again. */
  lookBack(shop: string, days: number): void
  /** How many 429 had to be given, faults apart: `shop METHOD path` → number. */
  limited(): Readonly<Record<string, number>>
  /** Moves the clock on by days or parts of one: orders come, and statuses move. */
  advance(days: number): void
  setEra(shop: string, era: 'new' | 'old'): void
  /** Subscribes a shop on Wildberries to Jam, or ends that. */
  setJam(shop: string, on: boolean): void
  /** Sets the currency (ISO 4217) of a cabinet on Ozon, for its prices. */
  setCurrency(shop: string, currency: string): void
  /**
   * Sets the clock (ms since epoch) for the `Date` of responses; null is this computer's. Initially the sandbox's own if it was started `at` an instant, else
   * this computer's.
   */
  tellTime(clock: (() => number) | null): void
  close(): Promise<void>
}
