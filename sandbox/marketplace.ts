import type { IncomingMessage } from 'node:http'
import type { Fault } from './faults.ts'
import type { Reply } from './http.ts'
import type { CausesTruth } from './world/causes-truth.ts'
import type { FeltChange } from './world/content-effect.ts'
import type { DemandTruth } from './world/demand-truth.ts'
import type { EconomicsTruth } from './world/economics-truth.ts'

/** A request to a host of a marketplace, and the fault that applies to it. */
export type Heard = {
  readonly method: string
  readonly url: URL
  readonly request: IncomingMessage
  readonly text: string
  /** The shop of the request, as far as its headers tell. */
  readonly shop: string | null
  readonly fault: Fault | null
}
/** The answer, and the body of the request as the log keeps it: without a secret. */
export type Answered = { readonly reply: Reply; readonly body: unknown }

/** Days (numbers) and an instant (ms since epoch) that a truth is asked of. */
export type Window = { readonly from?: number; readonly to?: number; readonly before?: number }

/** A marketplace on loopback as the server uses it; `H` names its hosts, `T` is the truth of its shops. */
export type Marketplace<H extends string = string, T extends object = object> = {
  readonly hosts: readonly H[]
  /** The keys of its demo shop, under the field names of the app's form. */
  readonly demo: { readonly marketplace: string; readonly name: string; readonly shop: string }
  has(shop: string): boolean
  /** The shop of a request as far as its headers tell: faults and the log are per shop, even for a refused key. */
  shopNameOf(host: H, request: IncomingMessage, text: string): string | null
  answer(host: H, heard: Heard): Answered | Promise<Answered>
  /** The truth of a shop. */
  truth(shop: string, window: Window): T
  /** What its demand is made of, and where its goods lie. */
  demandTruth(shop: string, window: Window): DemandTruth
  /** What was done in it, and what came of that. */
  causesTruth(shop: string, window: Window): CausesTruth
  /** What each of its products earned and lost. */
  economicsTruth(shop: string, window: Window): EconomicsTruth
  contentChanges(shop: string): readonly FeltChange[]
  /** Shows the pages of a shop's cards as they were so many days ago. */
  lookBack(shop: string, days: number): void
  /** Generates in advance what takes seconds in a large world, so that no request waits for it. */
  prepare(): void
}
