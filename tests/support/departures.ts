import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * When this process sent requests, by the shop's client id. A sandbox knows when they arrived, and a busy computer delivers those of a second and a half at
 * once: who sent too much shows only here.
 */
export interface Departures {
  /** How many requests of a client were sent. */
  count(client: string): number
  /** The most requests sent within any `ms`, of one client or of all. */
  busiest(ms: number, client?: string): number
  stop(): void
}

/** Records the departures of Ozon's Seller API (requests with a Client-Id) until it is stopped. */
export function departures(): Departures {
  const sent: { readonly client: string; readonly at: number }[] = []
  const leave = (message: unknown) => {
    const { request } = message as { readonly request: { readonly headers: readonly string[] } }
    const name = request.headers.findIndex(header => header.toLowerCase() === 'client-id')
    if (name >= 0) sent.push({ client: request.headers[name + 1] ?? '', at: performance.now() })
  }
  subscribe('undici:request:create', leave)
  return {
    count: client => sent.filter(request => request.client === client).length,
    busiest: (ms, client) => {
      const times = sent.filter(request => client === undefined || request.client === client)
      let [most, first] = [0, 0]
      times.forEach(({ at }, last) => {
        while (at - (times[first]?.at ?? at) >= ms) first += 1
        most = Math.max(most, last - first + 1)
      })
      return most
    },
    stop: () => unsubscribe('undici:request:create', leave),
  }
}
