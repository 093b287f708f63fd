import type { LoadError } from '../errors.ts'

/** Consecutive refusals of a key after which the circuit opens. */
const MAX_REFUSALS = 10
/** Delay before a refused request is retried, ms. */
export const RETRY_MS = 1_000

/** Identity of one logical request across its retries. */
export type RequestIdentity = object

interface Circuit {
  times: number
  last: LoadError
  /** The request that probes whether the key works after all; the others wait for its result. */
  prober: RequestIdentity | null
  found(): void
  known: Promise<void>
}

/**
 * Circuit breaker for refused keys, one circuit per host and kind of credentials, for the life of a session. Marketplaces sometimes refuse a valid key, so one
 * request probes while the others wait; ten consecutive refusals open the circuit until the session ends.
 */
export function authBreaker() {
  const circuits = new Map<string, Circuit>()
  const settle = (circuit: Circuit | undefined) => {
    if (!circuit) return
    circuit.prober = null
    circuit.found()
  }

  return {
    /** Resolves when this request may be sent. Throws the last refusal when the circuit is open. */
    async open(name: string, prober: RequestIdentity): Promise<void> {
      for (let circuit = circuits.get(name); circuit; circuit = circuits.get(name)) {
        if (circuit.times >= MAX_REFUSALS) throw circuit.last
        if (circuit.prober === null || circuit.prober === prober) return
        await circuit.known
      }
    },
    /** A successful response closes the circuit. */
    succeeded(name: string): void {
      settle(circuits.get(name))
      circuits.delete(name)
    },
    /** Counts a refusal; a `final` one opens the circuit at once. Returns whether to try once more. */
    failed(name: string, prober: RequestIdentity, last: LoadError, final: boolean): boolean {
      const circuit = circuits.get(name)
      // Sent before the first refusal was known, so it adds no information.
      if (!final && circuit && circuit.prober !== null && circuit.prober !== prober) return true
      const times = (circuit?.times ?? 0) + 1
      settle(circuit)
      const over = final || times >= MAX_REFUSALS
      let found = () => {}
      const known = new Promise<void>(resolve => {
        found = resolve
      })
      circuits.set(name, { times, last, prober: over ? null : prober, found, known })
      return !over
    },
    /** Ends a request. If it was the probe, the next waiting request probes; if it gave up waiting (`late`), the circuit opens and the refusal is returned. */
    leave(name: string, prober: RequestIdentity, late: boolean): LoadError | null {
      const circuit = circuits.get(name)
      if (circuit?.prober !== prober) return null
      if (late) circuit.times = MAX_REFUSALS
      settle(circuit)
      return late ? circuit.last : null
    },
  }
}
