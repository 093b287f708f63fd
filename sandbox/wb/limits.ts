import { watchStalls } from '../stalls.ts'
import { problem } from './errors.ts'

/** A token bucket: `count` requests in `seconds`, of which `burst` may come at once. */
export type Rate = { readonly count: number; readonly seconds: number; readonly burst: number }

/** `count` requests in so many seconds; without a burst they come one by one. */
export const rate = (count: number, seconds: number, burst = 1): Rate => ({ count, seconds, burst })

type Bucket = { left: number; at: number }

/** The documented limits per seller and method (wildberries.md 1.6) and the unpublished one per seller. */
export type WbLimits = {
  /** Takes one request or refuses it with 429; returns how many may follow at once. */
  take(sid: string, name: string, rate: Rate, origin: string): number
  /** Takes more after the fact: a 4xx of the marketplace methods costs ten. */
  fine(sid: string, name: string, rate: Rate, requests: number): void
}

/** Limit of a seller over all methods, far above what well-behaved clients need. */
const GLOBAL = rate(1200, 60, 100)

const NONE: WbLimits = { take: (_sid, _name, { burst }) => burst, fine: () => {} }

/**
 * Limits on wall time, each period divided by `speedup`; with `enforced` false nothing is refused. A request that a busy thread read late counts from when it
 * may have come, so that the next one is not refused for it.
 */
export function makeWbLimits(speedup: number, enforced: boolean, stalls = watchStalls()): WbLimits {
  if (!enforced) return NONE
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string, { count, seconds, burst }: Rate): { bucket: Bucket; interval: number } => {
    const interval = (seconds * 1000) / count / speedup
    const now = performance.now()
    const bucket = buckets.get(key) ?? { left: burst, at: now }
    bucket.left = Math.min(burst, bucket.left + (now - bucket.at) / interval)
    bucket.at = now
    buckets.set(key, bucket)
    return { bucket, interval }
  }
  return {
    take: (sid, name, limit, origin) => {
      const all = bucketOf(sid, GLOBAL).bucket
      if (all.left < 1)
        throw problem(
          429,
          `Limited by global limiter, per seller ${sid}; See https://dev.wildberries.ru/openapi/api-information`,
          's2s-api',
        )
      const { bucket, interval } = bucketOf(`${sid}/${name}`, limit)
      if (bucket.left < 1) {
        const seconds = (requests: number) => String(Math.max(1, Math.ceil((requests * interval) / 1000)))
        throw problem(
          429,
          'rate limit exceeded, retry after the period specified in the X-RateLimit-Retry header',
          origin,
          {
            headers: {
              'X-Ratelimit-Remaining': '0',
              'X-Ratelimit-Retry': seconds(1 - bucket.left),
              'X-Ratelimit-Limit': String(limit.burst),
              'X-Ratelimit-Reset': seconds(limit.burst - bucket.left),
            },
          },
        )
      }
      all.left -= 1
      bucket.left -= 1
      bucket.at -= stalls.lately()
      return Math.floor(bucket.left)
    },
    fine: (sid, name, limit, requests) => {
      bucketOf(`${sid}/${name}`, limit).bucket.left -= requests
    },
  }
}
