import type { Keys } from '#contract/shop.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { LogEntry } from '../../sandbox/index.ts'

/** The response time. */
export const LATENCY_MS = 150
/** How many times the documented limits are sped up. */
export const FASTER = 60

/** The minimum time (s) that the slowest bucket allows for the requests of one client, and that bucket. */
export function floorOf(log: readonly LogEntry[], keys: Keys, faster = FASTER) {
  const api = marketplaceOf(keys.marketplace).api
  const buckets = new Map<string, { requests: number; every: number; burst: number }>()
  for (const { host, method, path } of log)
    for (const { name, every, burst = 1 } of api.buckets(
      { host, method: method as 'GET' | 'POST', path },
      keys,
    )) {
      const known = buckets.get(name) ?? { requests: 0, every, burst }
      buckets.set(name, { ...known, requests: known.requests + 1 })
    }
  const floors = [...buckets].map(([bucket, { requests, every, burst }]) => ({
    bucket,
    requests,
    // The burst goes at once; the last request needs its response.
    seconds: (Math.max(requests - burst, 0) * every) / faster / 1000 + LATENCY_MS / 1000,
  }))
  return floors.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest))
}
