import { notifyManager, type Query, QueryClient } from '@tanstack/react-query'
import type { EventName } from '#contract/api.ts'
import { type Kind, kindOf } from '#contract/errors.ts'
import type { Input, Output, Question, Told } from './questions.ts'
import { staleBy } from './stale.ts'

/** What is known of a question: its last answer, even while a newer is asked for, and why the last try brought none. */
export interface Shown<T> {
  readonly value: T | undefined
  readonly error: Kind | null
}
/** A question, under which its answer is kept. */
export type Key = readonly [name: Question, given: Input<Question>]

declare module '@tanstack/react-query' {
  interface Register {
    queryKey: Key
  }
}

/** Loads tell of themselves and of new rows many times a second; pages ask again once in so many ms. */
const PACE_MS = 1_000
const OFTEN: ReadonlySet<EventName> = new Set(['data.changed', 'sync.progress'])
/** Answers that are kept while nobody looks at them: those that were left last, so that going back shows them at once. */
const KEPT = 40

// A timer, which is the library's default, would delay every answer.
notifyManager.setScheduler(queueMicrotask)

/**
 * The answers that pages show, each asked for once however many show it. What is watched is asked for again when an event puts it out of date; what nobody watches
 * hears none, so it is asked for again when somebody looks.
 */
export function answers(call: (name: Question, given: Input<Question>) => Promise<unknown>) {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // A failure is part of what is known: the library forgets it while it asks again, and the page would flicker.
        queryFn: async ({ queryKey }): Promise<Shown<unknown>> => {
          try {
            return { value: await call(...queryKey), error: null }
          } catch (error) {
            return { value: client.getQueryData<Shown<unknown>>(queryKey)?.value, error: kindOf(error) }
          }
        },
        staleTime: query => (isKeptUp(query) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
        // The app is on this computer: neither the network nor a click on the window says anything of it.
        networkMode: 'always',
        refetchOnReconnect: false,
        refetchOnWindowFocus: false,
        retry: false,
        gcTime: Number.POSITIVE_INFINITY,
      },
    },
  })
  const cache = client.getQueryCache()

  const askedAt = new WeakMap<Query, number>()
  /** When each was made or left, as a number that grows. */
  const leftAt = new WeakMap<Query, number>()
  let moment = 0
  cache.subscribe(({ type, query, ...event }) => {
    if ('action' in event && event.action.type === 'fetch') askedAt.set(query, performance.now())
    if (type === 'added' || type === 'observerRemoved') leftAt.set(query, ++moment)
    if (type === 'observerRemoved') forget()
  })
  function forget(): void {
    const idle = cache.getAll().filter(query => !isHeard(query))
    const inOrder = idle.toSorted((one, other) => (leftAt.get(one) ?? 0) - (leftAt.get(other) ?? 0))
    for (const oldest of inOrder.slice(0, Math.max(0, idle.length - KEPT))) cache.remove(oldest)
  }

  /** Asks once more. What is under way was asked before, so its answer may be older: another is asked for behind it. */
  async function renew(query: Query): Promise<void> {
    if (query.state.fetchStatus === 'fetching') await query.fetch()
    await query.fetch()
  }

  const waiting = new Set<Query>()
  function renewInPace(query: Query): void {
    if (waiting.has(query)) return
    waiting.add(query)
    const since = performance.now() - (askedAt.get(query) ?? Number.NEGATIVE_INFINITY)
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
    /** Asks once more and waits: what is shown afterwards is newer than the call. Never throws: what failed is shown too. */
    refresh<Q extends Question>(name: Q, given: Input<Q>): Promise<void> {
      const queryKey: Key = [name, given]
      return renew(cache.build(client, client.defaultQueryOptions({ queryKey })))
    },
    /** Puts a known answer where it would be asked for; one that is under way may be older and is not waited for. */
    put<Q extends Question>(name: Q, given: Input<Q>, value: Output<Q>): void {
      const queryKey: Key = [name, given]
      void client.cancelQueries({ queryKey, exact: true })
      client.setQueryData<Shown<Output<Q>>>(queryKey, { value, error: null })
    },
    /** Asks again for what an event has put out of date. */
    told<E extends EventName>(event: E, payload: Told<E>): void {
      for (const query of cache.getAll().filter(isHeard))
        if (staleBy(event, payload, ...query.queryKey))
          if (OFTEN.has(event)) renewInPace(query)
          else void renew(query)
    },
  }
}

/** Whether somebody besides the one who has just come watches it: then events keep it up to date. */
const isKeptUp = (query: Query): boolean =>
  query.getObserversCount() > 1 && (query.state.data as Shown<unknown> | undefined)?.value !== undefined

/** Whether its answer is shown or will be. */
const isHeard = (query: Query): boolean => query.isActive() || query.state.fetchStatus === 'fetching'
