import { z } from 'zod'
import { HOSTS, SECRETS } from './marketplaces/index.ts'
import { method } from './rpc.ts'
import { Conditions } from './schedule.ts'
import { Keys, Marketplace } from './shop.ts'

/** Addresses of the marketplaces' APIs by their short names. */
export const HostUrls = z.partialRecord(z.enum(HOSTS), z.url())
export type HostUrls = z.infer<typeof HostUrls>

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** Whether an address is on this computer: the only kind that may stand in for a marketplace's own. */
export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname)

/** What lies in the keychain of a shop: one entry per API. */
export const Secrets = z.partialRecord(z.enum(SECRETS), z.string().min(1))
export type Secrets = z.infer<typeof Secrets>

/** Whose keys: `vault` tells one data folder from another on the same computer. */
const Owner = z.object({ vault: z.string(), shopId: z.int() })

/** What the engine asks whoever hosts it: the Electron main process, the command line or a test. */
export const host = {
  'keys.get': method(Owner, Secrets),
  'keys.set': method(Owner.extend({ secrets: Secrets }), z.void()),
  'keys.remove': method(Owner, z.void()),
  /** Where the sandbox listens, which keys it knows and how many times its limits are sped up; starts it when it does not run yet. */
  'demo.get': method(
    z.object({ marketplace: Marketplace }),
    z.object({ hosts: HostUrls, keys: Keys, pace: z.number().positive() }),
  ),
  /** Shows the cards of its shop as they were so many days ago, until told otherwise. */
  'demo.look': method(z.object({ marketplace: Marketplace, daysAgo: z.int().min(0).max(365) }), z.void()),
}
export type Host = typeof host

/** What of the computer has changed; `woke`: it has slept, so every clock has leapt. */
const ConditionsChange = Conditions.partial().extend({ woke: z.boolean().optional() })
export type ConditionsChange = z.infer<typeof ConditionsChange>

/** What the diagnostics take from the host: its version, the page that says in words what is in them, and what its doctor found. */
const About = z.object({
  app: z.string(),
  readme: z.string(),
  findings: z.array(z.object({ what: z.string(), ok: z.boolean(), kind: z.string().nullable() })),
})
export type About = z.infer<typeof About>

/** Methods of the engine that the host process may call; a page may not. */
export const surroundings = {
  'conditions.tell': method(ConditionsChange, z.void()),
  /** True the first time that a word of the host (`stays_in_tray`) is to be said. */
  'word.first': method(z.object({ word: z.string() }), z.boolean()),
  /** The bytes of a zip. */
  'diagnostics.make': method(
    About,
    z.custom<Uint8Array>(value => value instanceof Uint8Array),
  ),
}
export type Surroundings = typeof surroundings
