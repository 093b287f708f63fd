import type { HostUrls } from '#contract/host.ts'
import type { Conditions } from '#contract/schedule.ts'

/** Conditions of a computer that reports none. */
export const ORDINARY: Conditions = { online: true, onBattery: false, windowOpen: true }

/** Options of an engine; plain data, so that a worker can receive them. */
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
  /** Moscow's day before which no window is read, for a load that is short; default: the whole depth. */
  readonly startDay?: string
  /** Ms that a shop rests before its older history is read; default `REST_MS`. */
  readonly restMs?: number
  /** Conditions of the computer at the start; default `ORDINARY`. */
  readonly conditions?: Conditions
}
