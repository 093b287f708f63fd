import { addDays } from '#contract/days.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/index.ts'
import { startSandbox } from '../../sandbox/index.ts'

/** The Moscow day of the tests: a Wednesday in the middle of a month, long after the start of every endpoint. */
export const TODAY = '2026-11-18'
/** The start of a short load: a tenth of the windows of a year, and still several of each width. */
export const RECENTLY = '2026-09-01'
/** The same of a sandbox of another day. */
export const recently = (of: Sandbox): string => addDays(of.today(), -78)
/** Acceleration of documented limits, waits and reports. */
export const PACE = 1000
/** A fifth of the default shop: every kind of row exists, and a full load takes seconds. */
export const SMALL = 0.2

/** A marketplace on loopback on `TODAY`, fast and small by default. The caller closes it. */
export const sandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({ today: TODAY, speedup: PACE, limits: false, scale: SMALL, ...options })
