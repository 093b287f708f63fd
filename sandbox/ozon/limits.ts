import { Refusal } from '../http.ts'
import { watchStalls } from '../stalls.ts'

/** The documented limits, each period divided by `speedup` (ozon.md 3). */
export type Limits = {
  /** Counts a request of a Client-Id and returns what is left of the 50 a second. */
  perSecond(clientId: string): number
  /** One analytics/data a minute, and without a full subscription 50 a day. */
  analytics(clientId: string, full: boolean): void
  /** Refuses a second request of the same kind while the first is under way; the result ends it. */
  serial(name: string): () => void
}

const LIMIT = 50
const tooMany = (waitMs: number): Refusal =>
  new Refusal(429, 8, 'You have reached request rate limit per second', {
    'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))),
    'Ratelimit-Remaining': '0',
  })

const NONE: Limits = { perSecond: () => LIMIT, analytics: () => {}, serial: () => () => {} }

/**
 * Limits on wall time; with `enforced` false nothing is ever refused. A request that a busy thread read late counts from when it may have come, so that the
 * next one is not refused for it.
 */
export function makeLimits(speedup: number, enforced: boolean, stalls = watchStalls()): Limits {
  if (!enforced) return NONE
  const came = () => Date.now() - stalls.lately()
  const second = 1000 / speedup
  const recent = new Map<string, number[]>()
  const lastData = new Map<string, number>()
  const dataToday = new Map<string, number[]>()
  const busy = new Set<string>()
  const within = (map: Map<string, number[]>, key: string, period: number): number[] => {
    const now = Date.now()
    const kept = (map.get(key) ?? []).filter(at => now - at < period)
    map.set(key, kept)
    return kept
  }
  return {
    perSecond: clientId => {
      const kept = within(recent, clientId, second)
      if (kept.length >= LIMIT) throw tooMany(second - (Date.now() - (kept[0] as number)))
      kept.push(came())
      return LIMIT - kept.length
    },
    analytics: (clientId, full) => {
      const wait = (lastData.get(clientId) ?? 0) + second * 60 - Date.now()
      if (wait > 0) throw tooMany(wait)
      const today = within(dataToday, clientId, second * 86_400)
      if (!full && today.length >= 50) throw tooMany(second * 86_400 - (Date.now() - (today[0] as number)))
      today.push(came())
      lastData.set(clientId, came())
    },
    serial: name => {
      if (busy.has(name)) throw tooMany(second)
      busy.add(name)
      return () => busy.delete(name)
    },
  }
}
