import type { Faults } from './faults.ts'
import type { KEYS } from './keys.ts'
import type { RequestLog } from './log.ts'
import type { Truth } from './world/sums.ts'

/** How a sandbox is started. */
export type SandboxOptions = {
  /** Port of the Seller host; the Performance host takes the next one. 0 (default) = any free ports. */
  readonly port?: number
  readonly seed?: number
  /** Multiplies products, campaigns and orders. */
  readonly scale?: number
  /** The Moscow day (`YYYY-MM-DD`) that has just wholly happened; by default the real day, frozen at the start. */
  readonly today?: string
  readonly latencyMs?: number
  /** How many times faster the documented limits, report durations and cursor lives run. */
  readonly speedup?: number
  readonly limits?: boolean
  /** Wanted accrual lines of the demo shop over its last 365 days; multiplies orders, not products. */
  readonly accrualLines?: number
}

/** A running marketplace on loopback. */
export type Sandbox = {
  /** The Seller host, which also answers `/_sandbox/…`. */
  readonly url: string
  readonly hosts: { readonly 'ozon-seller': string; readonly 'ozon-performance': string }
  readonly keys: typeof KEYS
  readonly faults: Faults
  readonly log: RequestLog
  /** The present Moscow day, `YYYY-MM-DD`. */
  today(): string
  /** What is true of a shop (default `demo`) between two Moscow days (day numbers or `YYYY-MM-DD`). */
  truth(shop?: string, window?: { readonly from?: number | string; readonly to?: number | string }): Truth
  advance(days: number): void
  setEra(shop: string, era: 'new' | 'old'): void
  close(): Promise<void>
}
