import type { HostUrls } from '#contract/host.ts'
import type { Conditions } from '#contract/schedule.ts'

/** A computer that nothing was told of. */
export const ORDINARY: Conditions = { online: true, onBattery: false, windowOpen: true }

/** What an engine is started with; plain data, so that it can be handed to a worker. */
export interface EngineOptions {
  readonly dataDir: string
  /** Folder with `facts/` and `dims/`, the numbered SQL files. */
  readonly migrationsDir: string
  /** Loopback addresses in place of the marketplaces' own. */
  readonly hosts: HostUrls
  /** Limits and waits are sped up so many times; 1 but in tests and benches. */
  readonly pace: number
  /** Ms by which the engine's clock is ahead of the computer's; 0 but in tests and benches. */
  readonly clockOffset?: number
  /** What the computer is like at the start; `ORDINARY` when left out. */
  readonly conditions?: Conditions
}
