import type { Keys } from '#contract/shop.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { LogEntry } from '../../sandbox/index.ts'

/** The response time. */
export const LATENCY_MS = 150
/**
 * How many times the documented limits are sped up. Rows and the latency of an answer cost as much time whatever the limits: sped up 60 times, three million rows
 * leave both cores no idle second, 150 ms are nine seconds of a limit, and the figure is that of the computer. In earnest they count twenty times less than here.
 */
export const FASTER = 20

/** The minimum time (s) that the slowest bucket allows for the requests of one client, and that bucket. */
export function floorOf(log: readonly LogEntry[], keys: Keys) {
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
    seconds: (Math.max(requests - burst, 0) * every) / FASTER / 1000 + LATENCY_MS / 1000,
  }))
  return floors.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest))
}
