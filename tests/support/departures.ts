import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * When this process sent requests, by the shop's client id. A sandbox knows when they arrived, and a busy computer delivers those of a second and a half at
 * once: who sent too much shows only here.
 */
export interface Departures {
  /** How many requests of a client were sent. */
  count(client: string): number
  /** The most requests sent within any `ms`, of one client or of all, to all methods or to those chosen. */
  busiest(ms: number, client?: string, of?: (sent: Sent) => boolean): number
  /** Methods that a client asked. */
  methods(client: string): readonly Sent[]
  stop(): void
}
interface Sent {
  readonly method: string
  readonly path: string
}

/** Records the departures of Ozon's Seller API (requests with a Client-Id) until it is stopped. */
export function departures(): Departures {
  const all: (Sent & { readonly client: string; readonly at: number })[] = []
  const leave = (message: unknown) => {
    const { request } = message as { readonly request: Sent & { readonly headers: readonly string[] } }
    const { headers, method, path } = request
    const name = headers.findIndex(header => header.toLowerCase() === 'client-id')
    if (name >= 0) all.push({ client: headers[name + 1] ?? '', method, path, at: performance.now() })
  }
  subscribe('undici:request:create', leave)
  return {
    count: client => all.filter(sent => sent.client === client).length,
    busiest: (ms, client, of = () => true) => {
      const sent = all.filter(one => (client === undefined || one.client === client) && of(one))
      let [most, first] = [0, 0]
      sent.forEach(({ at }, last) => {
        while (at - (sent[first]?.at ?? at) >= ms) first += 1
        most = Math.max(most, last - first + 1)
      })
      return most
    },
    methods: client => [
      ...new Map(
        all.filter(sent => sent.client === client).map(sent => [`${sent.method} ${sent.path}`, sent]),
      ).values(),
    ],
    stop: () => unsubscribe('undici:request:create', leave),
  }
}
