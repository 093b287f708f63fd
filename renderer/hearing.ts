type Listener<T> = (payload: T) => void

/**
 * Event subscriptions. An event of type `kept` without subscribers waits for the first one, because the app reports its start before the page that shows it
 * is mounted.
 */
export function hearing<Payloads extends object>(kept: keyof Payloads) {
  type Name = keyof Payloads
  const listeners = new Map<Name, Set<Listener<never>>>()
  const unheard: Payloads[typeof kept][] = []

  const of = <E extends Name>(name: E): Set<Listener<Payloads[E]>> => {
    const known = listeners.get(name) ?? new Set()
    listeners.set(name, known)
    return known as Set<Listener<Payloads[E]>>
  }

  return {
    /** Returns a function that unsubscribes. */
    hear<E extends Name>(name: E, listener: Listener<Payloads[E]>): () => void {
      of(name).add(listener)
      if (name === kept) for (const payload of unheard.splice(0)) listener(payload as Payloads[E])
      return () => {
        of(name).delete(listener)
      }
    },
    tell<E extends Name>(name: E, payload: Payloads[E]): void {
      if (name === kept && of(name).size === 0) unheard.push(payload)
      for (const listener of of(name)) listener(payload)
    },
  }
}
