import type { ContentChange, Sandbox } from '../../../sandbox/index.ts'
import type { Marketplaces } from '../../../sandbox/marketplaces.ts'

/** What a person copies out of a cabinet of the sandbox. */
export type SandboxKey = Marketplaces[keyof Marketplaces]['demo']

/** Cabinets of a marketplace for the tests that all marketplaces share. */
export interface Cabinets {
  readonly demo: SandboxKey
  readonly second: SandboxKey
  /** Leaves the demo shop with the methods that others have replaced or that a subscription is better than, or gives it all back. */
  older(on: boolean): void
}

/** What the tests that go over all marketplaces have to know of each. */
export interface Tested {
  cabinets(sandbox: Sandbox): Cabinets
  /** The vendor's files in which the methods of a host are described. */
  readonly specs: Readonly<Record<string, readonly string[]>>
  readonly changes: {
    /** The steps that look at cards. A catalogue reads the same photos, and is not to tell of them again. */
    readonly steps: readonly string[]
    /** The methods that they ask. */
    readonly paths: readonly string[]
    /** The type and the field of the event of each deed. */
    readonly words: Readonly<Record<ContentChange['deed'], readonly [type: string, field: string]>>
  }
  readonly killed: {
    readonly kills: number
    /** The longest moment (ms) between the request that is waited for and the kill: reports are written away for long without any request. */
    readonly moment: number
    /** The methods that are read in windows of days or from a mark on; how many are in hand is what their stream says. */
    readonly windowed: readonly string[]
  }
}
