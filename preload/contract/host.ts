import { z } from 'zod'
import { method } from './rpc.ts'

/** Hosts of the marketplaces' APIs by their short names. */
export const HOSTS = ['ozon-seller', 'ozon-performance'] as const
export const HostUrls = z.partialRecord(z.enum(HOSTS), z.url())
export type HostName = (typeof HOSTS)[number]
export type HostUrls = z.infer<typeof HostUrls>

/** Secrets of one shop, one entry per API, as they lie in the keychain. */
export const Secrets = z.partialRecord(z.enum(HOSTS), z.string().min(1))
export type Secrets = z.infer<typeof Secrets>

/** What the engine asks whoever hosts it: the Electron main process, the command line or a test. */
export const host = {
  'keys.get': method(z.object({ shopId: z.int() }), Secrets),
  'keys.set': method(z.object({ shopId: z.int(), secrets: Secrets }), z.void()),
  'keys.remove': method(z.object({ shopId: z.int() }), z.void()),
  /** Starts the sandbox when it does not run yet. */
  'demo.hosts': method(
    z.void(),
    z.object({ hosts: HostUrls, clientId: z.string(), perfClientId: z.string(), secrets: Secrets }),
  ),
}
export type Host = typeof host
