import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'

/** The Moscow day on which the tests stand: a Wednesday in the middle of a month, long after the start of every endpoint. */
export const TODAY = '2026-11-18'
/** How many times the documented limits, waits and reports run faster. */
export const PACE = 1000
/** A fifth of the shop of the brief: every kind of row is there, and a whole load takes seconds. */
export const SMALL = 0.2

/** A marketplace on loopback on `TODAY`, fast and small; the options change that. Whoever starts it closes it. */
export const sandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ today: TODAY, speedup: PACE, limits: false, scale: SMALL, ...options })
