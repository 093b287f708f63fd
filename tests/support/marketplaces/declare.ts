import type { ContentChange, Sandbox } from '../../../sandbox/index.ts'
import type { Marketplaces } from '../../../sandbox/marketplaces.ts'

/** The keys that a user copies from a cabinet of the sandbox. */
export type SandboxKey = Marketplaces[keyof Marketplaces]['demo']

/** Cabinets of a marketplace, for tests that all marketplaces share. */
export interface Cabinets {
  readonly demo: SandboxKey
  readonly second: SandboxKey
  /** Limits the demo shop to the older and fallback methods, or lifts that. */
  older(on: boolean): void
}

/** What tests over all marketplaces must know of each. */
export interface Tested {
  cabinets(sandbox: Sandbox): Cabinets
  /** The vendor's specification files for the methods of a host. */
  readonly specs: Readonly<Record<string, readonly string[]>>
  readonly changes: {
    /** Steps with change detection. The catalogue reads the same photos and must not report them again. */
    readonly steps: readonly string[]
    /** The methods of these steps. */
    readonly paths: readonly string[]
    /** Type and field of the event of each change. */
    readonly words: Readonly<Record<ContentChange['deed'], readonly [type: string, field: string]>>
  }
  /** A dataset that a shop of an earlier version does not know, and its table. */
  readonly laterDataset: readonly [step: string, table: string]
  readonly killed: {
    readonly kills: number
    /** Longest time (ms) between the awaited request and the kill, since reports are processed for long without a request. */
    readonly moment: number
    /** Methods read in windows of days or from a cursor; their streams say how many are in progress. */
    readonly windowed: readonly string[]
  }
}
