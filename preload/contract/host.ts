import { z } from 'zod'
import { HOSTS, SECRETS } from './marketplaces/index.ts'
import { method } from './rpc.ts'
import { Conditions } from './schedule.ts'
import { Keys, Marketplace } from './shop.ts'

/** Addresses of the marketplaces' APIs by host name. */
export const HostUrls = z.partialRecord(z.enum(HOSTS), z.url())
export type HostUrls = z.infer<typeof HostUrls>

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** Whether an address is on this computer; only these may replace a marketplace's own. */
export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname)

/** Keychain contents of a shop: one entry per API. */
export const Secrets = z.partialRecord(z.enum(SECRETS), z.string().min(1))
export type Secrets = z.infer<typeof Secrets>

/** Owner of keychain entries: `vault` distinguishes data folders on the same computer. */
const Owner = z.object({ vault: z.string(), shopId: z.int() })

/** Methods that the engine calls on its host: the Electron main process, the command line or a test. */
export const host = {
  'keys.get': method(Owner, Secrets),
  'keys.set': method(Owner.extend({ secrets: Secrets }), z.void()),
  'keys.remove': method(Owner, z.void()),
  /** The sandbox's addresses, keys and acceleration of limits; starts it if it does not run. */
  'demo.get': method(
    z.object({ marketplace: Marketplace }),
    z.object({ hosts: HostUrls, keys: Keys, pace: z.number().positive() }),
  ),
  /** Makes the sandbox show the cards of its shop as they were so many days ago, until changed again. */
  'demo.look': method(z.object({ marketplace: Marketplace, daysAgo: z.int().min(0).max(365) }), z.void()),
}
export type Host = typeof host

/** Changed conditions of the computer; `woke`: it was asleep, so clocks have jumped. */
const ConditionsChange = Conditions.partial().extend({ woke: z.boolean().optional() })
export type ConditionsChange = z.infer<typeof ConditionsChange>

/** What the host adds to the diagnostics: its version, the page that describes the contents, and the results of its doctor. */
const About = z.object({
  app: z.string(),
  readme: z.string(),
  findings: z.array(z.object({ what: z.string(), ok: z.boolean(), kind: z.string().nullable() })),
})
export type About = z.infer<typeof About>

/** Methods of the engine that the host process may call; a page may not. */
export const surroundings = {
  'conditions.tell': method(ConditionsChange, z.void()),
  /** True only the first time for each notice of the host (`stays_in_tray`). */
  'word.first': method(z.object({ word: z.string() }), z.boolean()),
  /** The bytes of a zip. */
  'diagnostics.make': method(
    About,
    z.custom<Uint8Array>(value => value instanceof Uint8Array),
  ),
}
export type Surroundings = typeof surroundings
