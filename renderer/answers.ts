import { notifyManager, type Query, QueryClient } from '@tanstack/react-query'
import type { EventName } from '#contract/api.ts'
import { type Kind, kindOf } from '#contract/errors.ts'
import type { Input, Output, Question, Told } from './questions.ts'
import { isMeasured, staleBy } from './stale.ts'

/** State of a query: its last answer, even while a newer one is requested, and the error of the last try, if any. */
export interface Shown<T> {
  readonly value: T | undefined
  readonly error: Kind | null
}
const NOTHING: Shown<unknown> = { value: undefined, error: null }
/** The cache key of a query. */
export type Key = readonly [name: Question, given: Input<Question>]

declare module '@tanstack/react-query' {
  interface Register {
    queryKey: Key
  }
}

/** Loads emit many events a second; pages ask again at most once in this time, ms. */
const PACE_MS = 1_000
const OFTEN: ReadonlySet<EventName> = new Set(['data.changed', 'sync.progress', 'history.changed'])
/** Answers kept while no component watches them, the most recently left, so that going back shows them at once. */
const KEPT = 40
/** An answer that was measured from rows is shown again without a request for this long, ms, if nothing happened meanwhile. */
const MEASURED_MS = 60_000

// The library's default, a timer, would delay every answer.
notifyManager.setScheduler(queueMicrotask)

/**
 * Cache of the answers that pages show; a query is sent once however many components show it. A watched answer is requested again when an event makes it out
 * of date; an unwatched one hears no events and is requested again when it is watched, unless it was just measured.
 */
export function answers(call: (name: Question, given: Input<Question>) => Promise<unknown>) {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // A failure is kept as data: the library would discard it while it asks again, and the page would flicker.
        queryFn: async ({ queryKey }): Promise<Shown<unknown>> => {
          try {
            return { value: await call(...queryKey), error: null }
          } catch (error) {
            return { value: client.getQueryData<Shown<unknown>>(queryKey)?.value, error: kindOf(error) }
          }
        },
        staleTime: query =>
          isKeptUp(query) || isAsMeasured(query) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
        // The app is on this computer: network state and window focus are irrelevant.
        networkMode: 'always',
        refetchOnReconnect: false,
        refetchOnWindowFocus: false,
        retry: false,
        gcTime: Number.POSITIVE_INFINITY,
      },
    },
  })
  const cache = client.getQueryCache()

  /** Events and actions so far. */
  let happened = 0
  /** When each query was sent, and how much had happened by then. */
  const sent = new WeakMap<Query, { readonly at: number; readonly happened: number }>()
  /** When each query was created or left, as an increasing number. */
  const leftAt = new WeakMap<Query, number>()
  let moment = 0
  cache.subscribe(({ type, query, ...event }) => {
    if ('action' in event && event.action.type === 'fetch')
      sent.set(query, { at: performance.now(), happened })
    if (type === 'added' || type === 'observerRemoved') leftAt.set(query, ++moment)
    if (type === 'observerRemoved') forget()
  })
  function forget(): void {
    const idle = cache.getAll().filter(query => !isHeard(query))
    const inOrder = idle.toSorted((one, other) => (leftAt.get(one) ?? 0) - (leftAt.get(other) ?? 0))
    for (const oldest of inOrder.slice(0, Math.max(0, idle.length - KEPT))) cache.remove(oldest)
  }

  /** Requests again. A pending request started earlier and may bring older data, so another follows it. */
  async function renew(query: Query): Promise<void> {
    if (query.state.fetchStatus === 'fetching') await query.fetch()
    await query.fetch()
  }

  /** Whether an answer was measured a moment ago and nothing happened since. */
  function isAsMeasured(query: Query): boolean {
    const { value, error } = (query.state.data as Shown<unknown> | undefined) ?? NOTHING
    const last = sent.get(query)
    return (
      value !== undefined &&
      error === null &&
      isMeasured(query.queryKey[0]) &&
      last?.happened === happened &&
      performance.now() - last.at < MEASURED_MS
    )
  }

  const waiting = new Set<Query>()
  function renewInPace(query: Query): void {
    if (waiting.has(query)) return
    waiting.add(query)
    const since = performance.now() - (sent.get(query)?.at ?? Number.NEGATIVE_INFINITY)
    setTimeout(
      () => {
        waiting.delete(query)
        if (isHeard(query)) void renew(query)
      },
      Math.max(0, PACE_MS - since),
    )
  }

  return {
    client,
    get: <Q extends Question>(name: Q, given: Input<Q>): Output<Q> | undefined =>
      client.getQueryData<Shown<Output<Q>>>([name, given])?.value,
    /** Requests again and waits: what is shown afterwards is newer than the call. Never throws, since failures are shown too. */
    refresh<Q extends Question>(name: Q, given: Input<Q>): Promise<void> {
      const queryKey: Key = [name, given]
      return renew(cache.build(client, client.defaultQueryOptions({ queryKey })))
    },
    /** Puts a known answer into the cache; a pending request may be older and is not waited for. */
    put<Q extends Question>(name: Q, given: Input<Q>, value: Output<Q>): void {
      const queryKey: Key = [name, given]
      void client.cancelQueries({ queryKey, exact: true })
      client.setQueryData<Shown<Output<Q>>>(queryKey, { value, error: null })
    },
    /** An action of the user may change what is measured, with or without an event. */
    acted(): void {
      happened += 1
    },
    /** Requests again what an event has made out of date. */
    told<E extends EventName>(event: E, payload: Told<E>): void {
      happened += 1
      for (const query of cache.getAll().filter(isHeard))
        if (staleBy(event, payload, ...query.queryKey))
          if (OFTEN.has(event)) renewInPace(query)
          else void renew(query)
    },
  }
}

/** Whether a component besides the one that just mounted watches it, so that events keep it up to date. */
const isKeptUp = (query: Query): boolean =>
  query.getObserversCount() > 1 && (query.state.data as Shown<unknown> | undefined)?.value !== undefined

/** Whether its answer is or will be shown. */
const isHeard = (query: Query): boolean => query.isActive() || query.state.fetchStatus === 'fetching'
