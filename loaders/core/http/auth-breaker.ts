import type { LoadError } from '../errors.ts'

/** Refusals of a key in a row after which nobody asks any more. */
const MAX_REFUSALS = 10
/** Ms until a refused key is tried again. */
export const RETRY_MS = 1_000

/** Whoever sends a request again and again until there is an answer. */
export type RequestIdentity = object

interface Circuit {
  times: number
  last: LoadError
  /** The one who finds out whether the key is good after all; the others wait for it. */
  prober: RequestIdentity | null
  found(): void
  known: Promise<void>
}

/**
 * What a session knows of the refusals of its keys, by door (a host with or without a pass). Marketplaces refuse a good key now and then: one request asks
 * again while the others wait, and after ten refusals in a row without a good answer between the door is shut for this session.
 */
export function authBreaker() {
  const circuits = new Map<string, Circuit>()
  const settle = (circuit: Circuit | undefined) => {
    if (!circuit) return
    circuit.prober = null
    circuit.found()
  }

  return {
    /** Resolves when this one may ask. Throws the last refusal where nobody may. */
    async open(name: string, prober: RequestIdentity): Promise<void> {
      for (let circuit = circuits.get(name); circuit; circuit = circuits.get(name)) {
        if (circuit.times >= MAX_REFUSALS) throw circuit.last
        if (circuit.prober === null || circuit.prober === prober) return
        await circuit.known
      }
    },
    /** A good answer: the key is good. */
    succeeded(name: string): void {
      settle(circuits.get(name))
      circuits.delete(name)
    },
    /** Takes a refusal down; one that is `final` is not asked again by anybody who meets it. True when the door shall be tried once more. */
    failed(name: string, prober: RequestIdentity, last: LoadError, final: boolean): boolean {
      const circuit = circuits.get(name)
      // It was sent before the doubt began, and says nothing new.
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
    /** This one asks no more. Where it could not find out, the next may try; where nobody can in time (`late`), the refusal stands: it is answered. */
    leave(name: string, prober: RequestIdentity, late: boolean): LoadError | null {
      const circuit = circuits.get(name)
      if (circuit?.prober !== prober) return null
      if (late) circuit.times = MAX_REFUSALS
      settle(circuit)
      return late ? circuit.last : null
    },
  }
}
